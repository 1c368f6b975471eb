import { html, nothing, type TemplateResult } from "lit";
import type { Frame } from "../../core/frame.ts";
import type { Span, Tensor } from "../../core/document.ts";
import { arrivalsOf, contributionOf, displayName, type Graph, isFull } from "../../core/graph.ts";
import { formatNumber, shapeText } from "../../core/number.ts";

export interface PlaceActions {
  select(id: string): void;
  reveal(span: Span): void;
}

/** What a tensor is beside its numbers: shape, type, versions, neighbours, its line. */
export function tensorFacts(graph: Graph, tensor: Tensor, act: PlaceActions): TemplateResult {
  const { shape, dtype = "float64", span } = tensor;
  return html`<dl class="facts">
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
  </dl>`;
}

/** The contributions, in the order of their arrival, with those that are still to come. */
export function ledger(
  graph: Graph,
  frame: Frame,
  tensor: Tensor,
  act: PlaceActions,
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
            ${!arrived ? "not sent yet" : only === undefined ? "arrived" : formatNumber(only)}
          </dd>`;
      })}
    </dl>
  </section>`;
}

function neighbours(graph: Graph, tensor: Tensor, act: PlaceActions): TemplateResult {
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
