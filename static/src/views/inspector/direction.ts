import { html, nothing, type TemplateResult } from "lit";
import { advice, pullOf, wayOf } from "../../core/advice.ts";
import { indexText, unravel } from "../../core/cells.ts";
import { scaleLimit } from "../../core/color.ts";
import type { ArrayJson, Tensor } from "../../core/document.ts";
import { displayName, type Graph, isFull } from "../../core/graph.ts";

/** What a pass would make less: the tensor that it started from, by its name. */
export function lossName(graph: Graph, pass: number): string {
  const output = graph.passes.get(pass)?.pass.output ?? graph.document.output;
  return output ? displayName(graph, output) : "the output";
}

/** Whether arrows can say which way to move a tensor's numbers. */
export function hasDirection(tensor: Tensor, gradient: ArrayJson | undefined): boolean {
  return gradient !== undefined && isFull(gradient) && tensor.shape.length > 0;
}

/** The arrow of one element: against its gradient, and heavier where that is stronger. */
export function arrowOf(
  gradient: ArrayJson | undefined,
): (position: number) => TemplateResult | typeof nothing {
  const strongest = gradient ? scaleLimit([gradient]) : 0;
  return (position) => {
    const element = gradient && isFull(gradient) ? gradient.data[position] : undefined;
    if (element === undefined) return nothing;
    const way = wayOf(element);
    const [sign, word] = {
      up: ["↑", "increase"],
      down: ["↓", "decrease"],
      none: ["·", "no effect"],
      unknown: ["?", "unknown"],
    }[way];
    return html`<i class="arrow pull-${pullOf(element, strongest)}" role="img" aria-label=${word}
      >${sign}</i
    >`;
  };
}

/** Which way to move the number that is pointed at, or how to read the arrows. */
export function direction(
  graph: Graph,
  pass: number,
  tensor: Tensor,
  arrays: { value: ArrayJson | undefined; gradient: ArrayJson | undefined },
  pointed: number | null,
  arrows: boolean,
): TemplateResult | typeof nothing {
  const { value, gradient } = arrays;
  if (!value || !gradient || !isFull(value) || !isFull(gradient)) return nothing;
  if (tensor.id === graph.passes.get(pass)?.pass.output) return nothing;
  const loss = lossName(graph, pass);
  const position = pointed ?? (tensor.shape.length === 0 ? 0 : null);
  const [number, slope] = [value.data[position ?? -1], gradient.data[position ?? -1]];
  if (position === null || number === undefined || slope === undefined)
    return arrows
      ? html`<p class="advice about">
          Arrows show which way to move each number to lower ${loss}; a heavier one matters more.
        </p>`
      : nothing;
  const name = `${displayName(graph, tensor.id)}${indexText(unravel(position, tensor.shape))}`;
  return html`<p class="advice">${advice(name, number, slope, loss)}</p>`;
}
