import { html, type TemplateResult } from "lit";
import type { ArrayJson, Num, Op } from "../../core/document.ts";
import type { Frame } from "../../core/frame.ts";
import { arrivalsOf, contributionOf, displayName, type Graph, isFull } from "../../core/graph.ts";
import { edgeKey } from "../../core/layout/scene.ts";
import { formatNumber } from "../../core/number.ts";
import { isBorder } from "../../core/scalar/words.ts";
import { formula } from "../../marks/formula.ts";
import { identifierLatex } from "../../marks/notation.ts";
import { reasonOf } from "../../core/reason.ts";

/** Most inputs that are listed. */
const listed = 64;

/** What a scalar op sends to one of its inputs: its slope there times the gradient that came. */
export function slopeLatex(graph: Graph, op: Op, slot: number, pass: number): string | null {
  const slope = slopeOf(graph, op, slot);
  const [input = "", output = ""] = [op.inputs[slot], op.outputs[0]];
  if (slope === null || isBorder(op)) return null;
  const [x, y] = [input, output].map((id) => letterOf(graph, id));
  const sign = arrivalsOf(graph, pass, input).length > 1 ? "\\mathrel{+}=" : "=";
  const factor = slope === 1 ? "" : `${numberLatex(slope)}\\,`;
  return `{${x}}^{\\nabla} ${sign} ${factor}{${y}}^{\\nabla}`;
}

/** A scalar op that the catalogue does not know as such: its inputs, slopes and what it sent. */
export function scalarCard(
  graph: Graph,
  frame: Frame,
  op: Op,
  select: (id: string) => void,
): TemplateResult {
  const output = op.outputs[0] ?? "";
  const state = frame.ops.get(op.id);
  const sent = state === "done" || state === "firing-backward";
  const shown = op.inputs.slice(0, listed);
  const [x, y] = ["x_i", letterOf(graph, output)];
  return html`
    <div>
      <h2>${op.symbol}</h2>
      <p class="about">${aboutOf(graph, op)} · ${reasonOf(graph, frame, op)}</p>
    </div>
    ${
      isBorder(op)
        ? html`<p class="about">
            The numbers stay what they are, on the way there and on the way back.
          </p>`
        : formula(`{${x}}^{\\nabla} = {${y}}^{\\nabla}\\,\\frac{\\partial ${y}}{\\partial ${x}}`)
    }
    <div class="scrolled" tabindex="0" role="region" aria-label="Numbers">
      <table class="numbers plain">
        <thead>
          <tr>
            <th scope="col">input</th>
            <th scope="col">value</th>
            <th scope="col">slope</th>
            <th scope="col" class="swatch">sent</th>
          </tr>
        </thead>
        <tbody>
          ${shown.map((id, slot) => {
            const back = contributionOf(graph, frame.pass, op.id, slot);
            const slope = slopeOf(graph, op, slot);
            return html`<tr>
              <th scope="row">
                <button class="place" @click=${() => select(id)}>${displayName(graph, id)}</button>
              </th>
              <td>${text(frame.tensors.get(id)?.value)}</td>
              <td>${slope === null ? "·" : formatNumber(slope)}</td>
              <td class="swatch">${text(sent ? back : undefined)}</td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>
  `;
}

function aboutOf(graph: Graph, op: Op): string {
  const { name } = graph.modules.get(op.module ?? "") ?? { name: "" };
  if (isBorder(op))
    return `between ${displayName(graph, (op.inputs.length > 1 ? op.outputs : op.inputs)[0] ?? "")} and its elements in ${name}`;
  return `gives ${displayName(graph, op.outputs[0] ?? "")}, a part of ${name}`;
}

function slopeOf(graph: Graph, op: Op, slot: number): Num | null {
  const local = graph.edges.get(edgeKey(op.id, slot, "in"))?.local;
  return local && isFull(local) ? (local.data[0] ?? null) : null;
}

function text(array: ArrayJson | undefined): string {
  const element = array && isFull(array) && array.shape.length === 0 ? array.data[0] : undefined;
  return element === undefined ? "·" : formatNumber(element);
}

/** The name of a number in a formula; a product of two, and any other expression, gets a letter. */
function letterOf(graph: Graph, id: string): string {
  const name = displayName(graph, id);
  const parts = name.split("·");
  return parts.every((part) => /^[\p{L}\p{N}_.‚′'⁽⁾]+$/u.test(part))
    ? `(${parts.map(identifierLatex).join(" ")})`.replace(/^\(([^ ]*)\)$/, "$1")
    : "y";
}

function numberLatex(num: Num): string {
  return formatNumber(num)
    .replace("−", "-")
    .replace(/e(.*)$/, "\\cdot 10^{$1}");
}
