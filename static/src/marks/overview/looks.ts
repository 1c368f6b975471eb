import type { Tensor } from "../../core/document.ts";
import type { OpState } from "../../core/frame.ts";
import type { EdgeState } from "../edge.ts";
import { svg } from "../svg.ts";

/** How a mark is outlined and filled. */
export interface Look {
  stroke: string;
  width: number;
  dash: readonly number[];
  fill: string;
}

type Role = NonNullable<Tensor["role"]>;

/** What the style sheets say of the marks that are drawn as SVG, so that it is written there alone. */
export interface Looks {
  edge: Readonly<Record<EdgeState, Look>>;
  op: Readonly<Record<OpState, Look>>;
  tensor: Readonly<Record<Role, Look>>;
  /** A tensor of which nothing came. */
  unused: Readonly<Record<Role, Look>>;
}

const edges = ["idle", "forward", "backward"] as const satisfies EdgeState[];
const ops = [
  "idle",
  "ready-forward",
  "firing-forward",
  "fired",
  "ready-backward",
  "firing-backward",
  "done",
] as const satisfies OpState[];
const roles = [
  "input",
  "parameter",
  "target",
  "constant",
  "intermediate",
  "output",
] as const satisfies Role[];

/** Read the looks as they are in force inside an element. */
export function readLooks(inside: HTMLElement): Looks {
  const probe = svg("svg", { class: "graph", hidden: "" });
  probe.style.setProperty("forced-color-adjust", "none");
  inside.append(probe);
  const looks = {
    edge: read(probe, edges, "edge", null),
    op: read(probe, ops, "op", "diamond"),
    tensor: read(probe, roles, "tensor", "body"),
    unused: read(probe, roles, "tensor unused", "body"),
  };
  probe.remove();
  return looks;
}

/** @param part the outline within the mark; null: the mark itself */
function read<Kind extends string>(
  probe: SVGElement,
  kinds: readonly Kind[],
  mark: string,
  part: string | null,
): Record<Kind, Look> {
  const found = kinds.map((kind) => {
    const line = svg("path", { class: part ?? `${mark} ${kind}` });
    probe.append(part ? svg("g", { class: `${mark} ${kind}` }, line) : line);
    const { stroke, strokeWidth, strokeDasharray, fill } = getComputedStyle(line);
    const dash = (strokeDasharray.match(/[\d.]+/g) ?? []).map(Number);
    return [kind, { stroke, width: Number.parseFloat(strokeWidth), dash, fill }];
  });
  return Object.fromEntries(found) as Record<Kind, Look>;
}
