import { html, nothing, type TemplateResult } from "lit";
import type { ArrayJson, Op, Tensor } from "../../core/document.ts";
import { displayName, type Graph } from "../../core/graph.ts";

/**
 * The tensor's node as the engine holds it: value, gradient, source; and the op node that made it.
 * Many op nodes share one op, which is a class with forward and backward and holds no numbers.
 */
export function heldObject(
  graph: Graph,
  tensor: Tensor,
  arrays: { value: ArrayJson | undefined; gradient: ArrayJson | undefined },
  select: (id: string) => void,
): TemplateResult {
  const { dtype = "float64" } = tensor;
  const maker = graph.ops.get(tensor.source ?? "");
  const array = (held: ArrayJson | undefined, kind: string, otherwise: string): string =>
    held === undefined
      ? otherwise
      : held.shape.length === 0
        ? kind
        : `ndarray ${tuple(held.shape)} ${kind}`;
  return html`
    <p class="about">As the engine holds it:</p>
    <section class="held">
      <h3><code>TensorNode</code> <span class="math">${displayName(graph, tensor.id)}</span></h3>
      <dl class="facts">
        <dt><code>value</code></dt>
        <dd><code>${array(arrays.value, dtype, "not computed yet")}</code></dd>
        <dt><code>gradient</code></dt>
        <dd><code>${array(arrays.gradient, "float64", "None")}</code></dd>
        <dt><code>source</code></dt>
        <dd>
          ${
            maker
              ? html`<code>OpNode</code> ${place(maker.symbol, () => select(maker.id))}`
              : html`<code>None</code>`
          }
        </dd>
      </dl>
      ${maker ? nothing : html`<p class="about">A leaf: no op made it, the program gave it.</p>`}
    </section>
    ${maker ? opNode(graph, maker, select) : nothing}
  `;
}

function opNode(graph: Graph, op: Op, select: (id: string) => void): TemplateResult {
  const links = (ids: readonly string[]): TemplateResult[] =>
    ids.map((id) => place(displayName(graph, id), () => select(id)));
  const same = graph.document.ops.filter((other) => other.op === op.op).length;
  return html`<section class="held">
    <h3><code>OpNode</code> <span class="math">${op.symbol}</span></h3>
    <dl class="facts">
      <dt><code>inputs</code></dt>
      <dd>${links(op.inputs)}</dd>
      <dt><code>outputs</code></dt>
      <dd>${links(op.outputs)}</dd>
      <dt><code>op</code></dt>
      <dd>
        <a class="place" href="/ops/${op.op}"><code>${op.op}</code></a>
      </dd>
    </dl>
    <p class="about">
      ${same === 1 ? "One op node of this graph has" : `${same} op nodes of this graph have`} the op
      <code>${op.op}</code>: a class with forward and backward, which holds no numbers.
    </p>
  </section>`;
}

function place(text: string, go: () => void): TemplateResult {
  return html`<button class="place math" @click=${go}>${text}</button>`;
}

/** A shape as Python writes it: (3,) */
function tuple(shape: readonly number[]): string {
  return `(${shape.join(", ")}${shape.length === 1 ? "," : ""})`;
}
