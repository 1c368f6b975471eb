import { html, nothing, type TemplateResult } from "lit";
import { indexText, unravel } from "../../core/cells.ts";
import type { ArrayJson, Tensor } from "../../core/document.ts";
import { operand } from "../../core/expression.ts";
import type { Frame } from "../../core/frame.ts";
import { displayName, type Graph, isFull, isUnused, versionsOf } from "../../core/graph.ts";
import { formatExact } from "../../core/number.ts";
import type { Catalog } from "../catalog.ts";
import type { Origin } from "../origins.ts";
import type { Part } from "../scale.ts";
import { arrowOf, direction, hasDirection } from "./direction.ts";
import { type ElementActions, elementPair, type Pointed } from "./elements.ts";
import { type ImageLook, imagesIn, orderChoice } from "./image.ts";
import { memory, type MemoryActions } from "./memory.ts";
import { heldObject } from "./object.ts";
import { originText } from "./origin.ts";
import { pathsPanel, type PathsActions, type PathsSight } from "./paths.ts";
import { ledger, type PlaceActions, tensorFacts } from "./places.ts";
import { spread } from "./spread.ts";
import { steppers } from "./steppers.ts";
import { type Tab, tabbed } from "./tabs.ts";

/** Which part of a tensor is read. */
export type TensorTab = "numbers" | "paths" | "spread" | "memory" | "object";

export const tensorTabs: readonly Tab<TensorTab>[] = [
  ["numbers", "Numbers"],
  ["paths", "Paths"],
  ["spread", "Statistics"],
  ["memory", "Memory"],
  ["object", "Object"],
];

/** What the person chose within the card. */
export interface TensorCardState {
  tab: TensorTab;
  /** Leading indices of the sheet in front, for rank 3 and more. */
  sheet: readonly number[];
  pointed: Pointed | null;
  /** The cell of its buffer that is pointed at. */
  cell: number | null;
  /** Whether arrows say which way to move each number. */
  arrows: boolean;
  /** How it is read as a picture; null: it cannot be one. */
  look: ImageLook | null;
  asImage: boolean;
}

/** What the card shows besides the tensor itself. */
export interface TensorSight {
  catalog: Catalog;
  /** Where the element that is pointed at comes from. */
  origin: Origin | null;
  /** The paths on which its gradient comes; null where they are not read. */
  paths: PathsSight | null;
  /** Row-major positions of lit elements. */
  lit: Readonly<Record<Part, ReadonlySet<number>>>;
}

export interface TensorCardActions
  extends PlaceActions, ElementActions, MemoryActions, PathsActions {
  change(state: Partial<TensorCardState>): void;
}

type Arrays = Record<Part, ArrayJson | undefined>;

const roles: Record<string, string> = {
  input: "input, given by the program",
  parameter: "parameter, which training changes",
  target: "target, which the output is compared with",
  constant: "constant, which gets no gradient",
  intermediate: "intermediate result",
  output: "output, where the backward pass starts",
};

/** A tensor: its value and its gradient, how they are spread, how they lie in memory. */
export function tensorCard(
  graph: Graph,
  frame: Frame,
  tensor: Tensor,
  state: TensorCardState,
  sight: TensorSight,
  act: TensorCardActions,
): TemplateResult {
  const { id, note } = tensor;
  const { value, gradient } = frame.tensors.get(id) ?? {};
  const arrays = { value, gradient };
  const panels: Record<TensorTab, () => unknown> = {
    numbers: () => numbers(graph, frame, tensor, arrays, state, sight, act),
    paths: () => pathsPanel(graph, frame, tensor, sight.paths, act),
    spread: () => (value ? spread(value, gradient) : html`<p class="about">not computed yet</p>`),
    memory: () => memory(graph, tensor, state.cell, act),
    object: () => heldObject(graph, tensor, arrays, act.select),
  };
  return html`
    <div>
      <h2 class=${tensor.label ? "math" : ""}>${displayName(graph, id)}</h2>
      <p class="about">${describe(graph, tensor)}</p>
      ${note ? html`<p>${note}</p>` : nothing}
    </div>
    ${tabbed(tensorTabs, state.tab, (tab) => act.change({ tab }), panels[state.tab]())}
  `;
}

/** What a tensor is in the program; of a leaf that was updated, which of its versions. */
function describe(graph: Graph, tensor: Tensor): string {
  const { id, role = "intermediate", source, previous } = tensor;
  if (source != null && isUnused(graph, id)) return `${roles[role]}, which nothing uses`;
  if (previous === undefined) return roles[role] ?? role;
  const versions = versionsOf(graph, id);
  const first = displayName(graph, versions[0] ?? id);
  return `${role}, version ${versions.length - 1} of ${first}, made by an update`;
}

function numbers(
  graph: Graph,
  frame: Frame,
  tensor: Tensor,
  arrays: Arrays,
  state: TensorCardState,
  sight: TensorSight,
  act: TensorCardActions,
): TemplateResult {
  const { look, asImage, arrows, pointed, sheet } = state;
  const { value, gradient } = arrays;
  const absent = { value: "not computed yet", gradient: whyNoGradient(graph, frame, tensor) };
  const steers = hasDirection(tensor, gradient);
  const mark = arrows && steers ? arrowOf(gradient) : undefined;
  const shown = { sheet, pointed, lit: sight.lit, mark };
  const picture = asImage && look !== null;
  return html`
    ${look ? formChoice(asImage, act) : nothing}
    ${
      picture
        ? pictures(graph, tensor, arrays, look, act)
        : elementPair(graph, tensor, arrays, absent, shown, act)
    }
    ${
      frame.tensors.get(tensor.id)?.ledger === "partial"
        ? html`<p class="about swatch">This is the gradient so far; more is on its way.</p>`
        : nothing
    }
    ${steers && !picture ? arrowSwitch(arrows, act) : nothing}
    ${
      tensor.shape.length > 0 && value && isFull(value) && !picture
        ? exact(exactText(graph, tensor, pointed, arrays), pointed)
        : nothing
    }
    ${picture ? nothing : direction(graph, frame.pass, tensor, arrays, pointed?.position ?? null, arrows)}
    ${originText(graph, sight.catalog, targetOf(graph, tensor, pointed), sight.origin)}
    ${ledger(graph, frame, tensor, act)} ${tensorFacts(graph, tensor, act)}
  `;
}

function whyNoGradient(graph: Graph, frame: Frame, tensor: Tensor): string {
  if (tensor.differentiable === false || tensor.role === "constant")
    return "no gradient flows to it";
  if ([...graph.passes.values()].every(({ pass }) => pass.mode === "forward"))
    return "there is no backward pass";
  const { ledger: state = "none" } = frame.tensors.get(tensor.id) ?? {};
  return state === "none" ? "this pass does not reach it" : "not computed yet";
}

/** "W∇[0, 1]": the element of the gradient that is pointed at. */
function targetOf(graph: Graph, tensor: Tensor, pointed: Pointed | null): string {
  const index = unravel(pointed?.position ?? 0, tensor.shape);
  return `${operand(displayName(graph, tensor.id))}∇${indexText(index)}`;
}

function formChoice(asImage: boolean, act: TensorCardActions): TemplateResult {
  return html`<div class="choice" role="group" aria-label="Shown as">
    <span class="about">shown as</span>
    ${[[false, "numbers"] as const, [true, "picture"] as const].map(
      ([choice, title]) =>
        html`<button
          class="chip"
          aria-pressed=${choice === asImage}
          @click=${() => act.change({ asImage: choice, pointed: null })}
        >
          ${title}
        </button>`,
    )}
  </div>`;
}

function pictures(
  graph: Graph,
  tensor: Tensor,
  arrays: Arrays,
  look: ImageLook,
  act: TensorCardActions,
): TemplateResult {
  const change = (part: Partial<ImageLook>): void => act.change({ look: { ...look, ...part } });
  const count = imagesIn(tensor.shape, look.order);
  const number = Math.min(look.number, Math.max(0, count - 1));
  const section = (part: Part, title: string): TemplateResult | typeof nothing => {
    const array = arrays[part];
    const picture = html`<nabla-image
      .array=${array}
      .kind=${part}
      .look=${{ order: look.order, number }}
      .fetch=${act.slices(part)}
    ></nabla-image>`;
    return array
      ? html`<section class=${part}>
          <h3 class=${part === "gradient" ? "swatch" : ""}>${title}</h3>
          ${picture}
        </section>`
      : nothing;
  };
  return html`
    ${
      count > 1
        ? steppers(displayName(graph, tensor.id), [count], [number], [":", ":", ":"], ([to = 0]) =>
            change({ number: to }),
          )
        : nothing
    }
    <div class="pair pictures">${section("value", "Value")} ${section("gradient", "Gradient")}</div>
    ${orderChoice(tensor.shape, look, (order) => change({ order }))}
  `;
}

function arrowSwitch(arrows: boolean, act: TensorCardActions): TemplateResult {
  return html`<button
    class="chip arrows"
    aria-pressed=${arrows}
    @click=${() => act.change({ arrows: !arrows })}
  >
    Which way to move
  </button>`;
}

/** A line of its own for each number; so nothing else may stand in it. */
function exact(text: string, pointed: Pointed | null): TemplateResult {
  const kind = pointed ? "digits" : "about";
  return html`<p class="exact ${kind}" aria-live="polite">${text}</p>`;
}

/** All digits of the element that is pointed at, and of its gradient. */
function exactText(
  graph: Graph,
  tensor: Tensor,
  pointed: Pointed | null,
  { value, gradient }: Arrays,
): string {
  if (pointed === null) return "Point at an element to see all its digits.";
  const place = indexText(unravel(pointed.position, tensor.shape));
  const digits = (array: ArrayJson | undefined): string | null => {
    const element = array && isFull(array) ? array.data[pointed.position] : undefined;
    return element === undefined ? null : formatExact(element);
  };
  const parts = [
    [`${displayName(graph, tensor.id)}${place}`, digits(value)],
    ["gradient", digits(gradient)],
  ].flatMap(([what, text]) => (text ? [`${what} = ${text}`] : []));
  return parts.join("\n");
}
