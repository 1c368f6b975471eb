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

/** How something is written. */
export interface Letters {
  /** In the scene. */
  size: number;
  colour: string;
  /** The font for a canvas, in their own size or in another. */
  font(size?: number): string;
}

type Role = NonNullable<Tensor["role"]>;

/** What the style sheets say of the marks that are drawn as SVG, so that it is written there alone. */
export interface Looks {
  edge: Readonly<Record<EdgeState, Look>>;
  op: Readonly<Record<OpState, Look>>;
  tensor: Readonly<Record<Role, Look>>;
  /** A tensor of which nothing came. */
  unused: Readonly<Record<Role, Look>>;
  part: Readonly<Record<keyof typeof parts, Look>>;
  letters: Readonly<Record<keyof typeof letters, Letters>>;
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

/** Classes, from the mark to what is within it. */
type Path = readonly string[];

/** Outlines within marks. */
const parts = {
  /** Around a gradient, around its place before it is there, and around a sum under way. */
  frame: ["tensor", "gradient", "frame"],
  absent: ["tensor", "gradient", "frame absent"],
  partial: ["tensor partial", "gradient", "frame"],
  /** The place of a value that is not computed. */
  vacant: ["tensor", "dotted"],
  /** Modules within one another, one that is folded, and what happens in that now. */
  even: ["region even", "ground"],
  odd: ["region odd", "ground"],
  folded: ["region folded", "ground"],
  forward: ["region folded forward", "ground"],
  backward: ["region folded backward", "ground"],
  /** The sheet behind a folded module. */
  pile: ["region folded", "pile"],
} as const satisfies Record<string, Path>;

const letters = {
  name: ["tensor", "name"],
  faintName: ["tensor constant", "name"],
  code: ["tensor", "name code"],
  shape: ["tensor", "shape"],
  ledger: ["tensor", "ledger"],
  value: ["tensor", "value", "number"],
  faintValue: ["tensor constant", "value", "number"],
  gradient: ["tensor", "gradient", "number"],
  partial: ["tensor partial", "gradient", "number"],
  cell: ["tensor", "cell"],
  symbol: ["op", "symbol"],
  /** The symbol of an op that fires. */
  firing: ["op firing-forward", "symbol"],
  title: ["region", "title"],
  type: ["region", "type"],
} as const satisfies Record<string, Path>;

/** Read the looks as they are in force inside an element. */
export function readLooks(inside: HTMLElement): Looks {
  const probe = svg("svg", { class: "graph", hidden: "" });
  probe.style.setProperty("forced-color-adjust", "none");
  inside.append(probe);
  const outline = (...path: Path): Look => lookOf(styleOf(probe, path, "path"));
  const written = (...path: Path): Letters => lettersOf(styleOf(probe, path, "text"));
  const looks = {
    edge: each(edges, (state) => outline(`edge ${state}`)),
    op: each(ops, (state) => outline(`op ${state}`, "diamond")),
    tensor: each(roles, (role) => outline(`tensor ${role}`, "body")),
    unused: each(roles, (role) => outline(`tensor unused ${role}`, "body")),
    part: each(namesOf(parts), (name) => outline(...parts[name])),
    letters: each(namesOf(letters), (name) => written(...letters[name])),
  };
  probe.remove();
  return looks;
}

function namesOf<Name extends string>(table: Record<Name, unknown>): Name[] {
  return Object.keys(table) as Name[];
}

function each<Name extends string, Value>(
  names: readonly Name[],
  read: (name: Name) => Value,
): Record<Name, Value> {
  return Object.fromEntries(names.map((name) => [name, read(name)])) as Record<Name, Value>;
}

function styleOf(probe: SVGElement, path: Path, kind: "path" | "text"): CSSStyleDeclaration {
  const end = path.length - 1;
  let within = probe;
  path.forEach((names, at) => {
    const one = svg(at === end ? kind : "g", { class: names });
    within.append(one);
    within = one;
  });
  return getComputedStyle(within);
}

function lookOf({ stroke, strokeWidth, strokeDasharray, fill }: CSSStyleDeclaration): Look {
  const dash = (strokeDasharray.match(/[\d.]+/g) ?? []).map(Number);
  return { stroke, width: Number.parseFloat(strokeWidth), dash, fill };
}

function lettersOf(style: CSSStyleDeclaration): Letters {
  const { fill, fontStyle, fontWeight, fontFamily } = style;
  const own = Number.parseFloat(style.fontSize);
  return {
    size: own,
    colour: fill,
    font: (size = own) => `${fontStyle} ${fontWeight} ${size}px ${fontFamily}`,
  };
}
