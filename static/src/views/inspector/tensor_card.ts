import { html, nothing, type TemplateResult } from "lit";
import type { ArrayJson, Span, Tensor } from "../../core/document.ts";
import type { Frame } from "../../core/frame.ts";
import {
  arrivalsOf,
  contributionOf,
  displayName,
  type Graph,
  isFull,
  isUnused,
  versionsOf,
} from "../../core/graph.ts";
import { formatExact, formatNumber, shapeText } from "../../core/number.ts";
import { scaleOf } from "../scale.ts";
import { numberGrid, unravel } from "./grid.ts";
import type { FetchSlice } from "./slices.ts";
import { statistics } from "./statistics.ts";

export interface TensorCardActions {
  select(id: string): void;
  reveal(span: Span): void;
  /** An element was pointed at; null: none is. */
  point(index: number | null): void;
  /** How to ask for elements of a tensor that travelled as a summary. */
  slices(tensor: string, of: "value" | "gradient"): FetchSlice;
}

const roles: Record<string, string> = {
  input: "input, given by the program",
  parameter: "parameter, which training changes",
  target: "target, which the output is compared with",
  constant: "constant, which gets no gradient",
  intermediate: "intermediate result",
  output: "output, where the backward pass starts",
};

/**
 * A tensor: where it comes from and goes to, its value and its gradient in the same grid.
 * @param pointed row-major position of the element whose digits are all shown
 */
export function tensorCard(
  graph: Graph,
  frame: Frame,
  tensor: Tensor,
  pointed: number | null,
  act: TensorCardActions,
): TemplateResult {
  const { id, shape, dtype = "float64", span, note } = tensor;
  const { value, gradient } = frame.tensors.get(id) ?? {};
  const name = displayName(graph, id);
  return html`
    <div>
      <h2 class=${tensor.label ? "math" : ""}>${name}</h2>
      <p class="about">${describe(graph, tensor)}</p>
      ${note ? html`<p>${note}</p>` : nothing}
    </div>
    <section>
      <h3>Value</h3>
      ${value ? elements(graph, tensor, value, "value", act) : html`<p class="about">not computed yet</p>`}
    </section>
    ${gradientSection(graph, frame, tensor, gradient, act)}
    ${shape.length > 0 && value && isFull(value) ? html`<p class="exact" aria-live="polite">${exactText(name, pointed, value, gradient)}</p>` : nothing}
    ${ledger(graph, frame, tensor, act)}
    ${
      value && shape.length > 0
        ? html`<section>
            <h3>Statistics</h3>
            ${statistics(value, gradient)}
          </section>`
        : nothing
    }
    <dl class="facts">
      <dt>shape</dt>
      <dd>${shapeText(shape)}</dd>
      <dt>type</dt>
      <dd>${dtype}</dd>
      ${neighbours(graph, tensor, act)}
      ${
        span
          ? html`<dt>program</dt>
              <dd>
                <button class="place" @click=${() => act.reveal(span)}>line ${span.line}</button>
              </dd>`
          : nothing
      }
    </dl>
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

function gradientSection(
  graph: Graph,
  frame: Frame,
  tensor: Tensor,
  gradient: ArrayJson | undefined,
  act: TensorCardActions,
): TemplateResult {
  const { ledger: state = "none" } = frame.tensors.get(tensor.id) ?? {};
  const absent =
    tensor.differentiable === false || tensor.role === "constant"
      ? "no gradient flows to it"
      : state === "none"
        ? "this pass does not reach it"
        : "not computed yet";
  return html`<section>
    <h3 class="swatch">Gradient ${state === "partial" ? "so far" : ""}</h3>
    ${
      gradient
        ? html`<div class="gradient-frame">
            ${elements(graph, tensor, gradient, "gradient", act)}
          </div>`
        : html`<p class="about">${absent}</p>`
    }
  </section>`;
}

function elements(
  graph: Graph,
  tensor: Tensor,
  array: ArrayJson,
  of: "value" | "gradient",
  act: TensorCardActions,
): TemplateResult {
  const name = `${of} of ${displayName(graph, tensor.id)}`;
  if (!isFull(array)) {
    return html`<nabla-slices .array=${array} .fetch=${act.slices(tensor.id, of)}></nabla-slices>`;
  }
  const [only] = array.data;
  if (array.shape.length === 0 && only !== undefined) {
    return html`<p class="scalar ${of}" data-element=${of}>${formatExact(only)}</p>`;
  }
  if (array.data.length === 0) return html`<p class="about">holds no elements</p>`;
  const point = (event: Event): void => {
    const index = (event.target as Element).closest<HTMLElement>("[data-index]")?.dataset.index;
    act.point(index === undefined ? null : Number(index));
  };
  return html`<div @pointerover=${point} @focusin=${point} @pointerleave=${() => act.point(null)}>
    ${numberGrid(array, name, scaleOf(graph).limit(tensor.id, of))}
  </div>`;
}

/** All digits of the element that is pointed at, and of its gradient. */
function exactText(
  name: string,
  pointed: number | null,
  value: ArrayJson | undefined,
  gradient: ArrayJson | undefined,
): string {
  const shape = value?.shape ?? gradient?.shape ?? [];
  if (pointed === null) return "Point at an element to see all its digits.";
  const place = `[${unravel(pointed, shape).join(", ")}]`;
  const digits = (array: ArrayJson | undefined): string | null => {
    const element = array && isFull(array) ? array.data[pointed] : undefined;
    return element === undefined ? null : formatExact(element);
  };
  const parts = [
    [`${name}${place}`, digits(value)],
    ["gradient", digits(gradient)],
  ].flatMap(([what, text]) => (text ? [`${what} = ${text}`] : []));
  return parts.join("\n");
}

/** The contributions, in the order of their arrival, with those that are still to come. */
function ledger(
  graph: Graph,
  frame: Frame,
  tensor: Tensor,
  act: TensorCardActions,
): TemplateResult | typeof nothing {
  const arrivals = arrivalsOf(graph, frame.pass, tensor.id);
  if (arrivals.length === 0) return nothing;
  const seeds = graph.passes.get(frame.pass)?.seeds.has(tensor.id) ? 1 : 0;
  const landed = (frame.tensors.get(tensor.id)?.arrived ?? 0) - seeds;
  return html`<section>
    <h3>Contributions</h3>
    <dl class="facts">
      ${arrivals.map(({ op, slot }, index) => {
        const arrived = index < landed;
        const array = contributionOf(graph, frame.pass, op, slot);
        const [only] = array && isFull(array) && array.data.length === 1 ? array.data : [];
        const symbol = graph.ops.get(op)?.symbol ?? "";
        return html`<dt>
            from <button class="place math" @click=${() => act.select(op)}>${symbol}</button>
          </dt>
          <dd class="swatch">
            ${!arrived ? "on its way" : only === undefined ? "arrived" : formatNumber(only)}
          </dd>`;
      })}
    </dl>
  </section>`;
}

function neighbours(graph: Graph, tensor: Tensor, act: TensorCardActions): TemplateResult {
  const link = (op: string): TemplateResult =>
    html`<button class="place math" @click=${() => act.select(op)}>
      ${graph.ops.get(op)?.symbol}
    </button>`;
  const consumers = graph.consumers.get(tensor.id) ?? [];
  const maker = graph.modules.get(graph.ops.get(tensor.source ?? "")?.module ?? "");
  const versions = [
    ["version before", tensor.previous],
    ["next version", graph.document.tensors.find(({ previous }) => previous === tensor.id)?.id],
  ] as const;
  return html`
    ${versions.map(([what, id]) =>
      id === undefined
        ? nothing
        : html`<dt>${what}</dt>
            <dd>
              <button class="place math" @click=${() => act.select(id)}>
                ${displayName(graph, id)}
              </button>
            </dd>`,
    )}
    ${
      tensor.source
        ? html`<dt>made by</dt>
            <dd>
              ${link(tensor.source)}
              ${
                maker
                  ? html`in
                      <button class="place" @click=${() => act.select(maker.id)}>
                        ${maker.name}
                      </button>`
                  : nothing
              }
            </dd>`
        : nothing
    }
    ${
      consumers.length > 0
        ? html`<dt>goes into</dt>
            <dd>${consumers.map(({ op }) => link(op))}</dd>`
        : nothing
    }
  `;
}
