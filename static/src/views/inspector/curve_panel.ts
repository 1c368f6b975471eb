import { html, nothing, type TemplateResult } from "lit";
import type { CatalogEntry } from "../../api/ops.ts";
import { clampIndex, indexText, ravel, sizeOf, sourceOf, unravel } from "../../core/cells.ts";
import type { Num, Op, Tensor } from "../../core/document.ts";
import type { Frame } from "../../core/frame.ts";
import { operand } from "../../core/expression.ts";
import { displayName, type Graph, isFull } from "../../core/graph.ts";
import { shortName } from "../../core/measure.ts";
import { toNumber } from "../../core/number.ts";
import "./curve.ts";
import type { CurveSubject } from "./curve.ts";
import { lossName } from "./direction.ts";
import { lettersFor, tensorsFor } from "./letters.ts";
import type { OpCardActions, OpCardState } from "./op_card.ts";
import { steppers } from "./steppers.ts";

/** Most other elements that are marked on the curve. */
const most = 256;

/** The inputs over which an op is a curve: of one number each, whatever the others hold. */
export function curveSlots(graph: Graph, op: Op, entry: CatalogEntry): number[] {
  if (!entry.elementwise || op.outputs.length !== 1) return [];
  const known = (id: string): boolean => {
    const value = graph.tensors.get(id)?.value;
    return value !== undefined && isFull(value) && value.data.length > 0;
  };
  if (op.inputs.length !== entry.inputs.length || !op.inputs.every(known)) return [];
  return op.inputs.flatMap((id, slot) =>
    (graph.tensors.get(id)?.dtype ?? "float64") === "float64" ? [slot] : [],
  );
}

/** The curve of an op through the numbers of one element, with what else is on it. */
export function curvePanel(
  graph: Graph,
  frame: Frame,
  op: Op,
  entry: CatalogEntry,
  { slot, place }: Pick<OpCardState, "slot" | "place">,
  act: Pick<OpCardActions, "change" | "override" | "settle">,
): TemplateResult {
  const slots = curveSlots(graph, op, entry);
  const over = slots.includes(slot) ? slot : (slots[0] ?? 0);
  const output = graph.tensors.get(op.outputs[0] ?? "");
  const shape = output?.shape ?? [];
  const at = clampIndex(place, shape);
  const subject = output && subjectOf(graph, frame, op, entry, over, at);
  return html`
    ${slots.length > 1 ? slotChoice(graph, op, slots, over, (to) => act.change({ slot: to })) : nothing}
    ${
      shape.length > 0 && output
        ? steppers(displayName(graph, output.id), shape, at, [], (to) => act.change({ place: to }))
        : nothing
    }
    ${
      subject
        ? html`<nabla-curve
            .subject=${subject}
            .settle=${act.settle}
            .move=${(position: number, value: number) =>
              act.override(op.inputs[over] ?? "", position, value)}
          ></nabla-curve>`
        : html`<p class="about">
            No curve goes through numbers that are not finite or not computed yet.
          </p>`
    }
  `;
}

function subjectOf(
  graph: Graph,
  frame: Frame,
  op: Op,
  entry: CatalogEntry,
  slot: number,
  at: readonly number[],
): CurveSubject | null {
  const tensors = op.inputs.map((id) => graph.tensors.get(id));
  const output = graph.tensors.get(op.outputs[0] ?? "");
  const along = tensors[slot];
  if (!along || !output || frame.tensors.get(output.id)?.value === undefined) return null;
  const read = (tensor: Tensor | undefined, place: readonly number[]): number =>
    toNumber(elementAt(tensor, sourceOf(place, tensor?.shape ?? [])) ?? "NaN");
  const inputs = tensors.map((tensor) => read(tensor, at));
  if (!inputs.every(Number.isFinite)) return null;
  const { shape } = output;
  const places = Array.from({ length: Math.min(most, sizeOf(shape)) }, (_, k) => unravel(k, shape));
  // Only elements with the same other numbers lie on this very curve.
  const others = places
    .filter((place) => tensors.every((one, k) => k === slot || read(one, place) === inputs[k]))
    .map((place) => ({ x: read(along, place), y: read(output, place) }));
  const letters = lettersFor(graph, op, entry);
  const keys = new Map([...tensorsFor(op, entry)].map(([key, id]) => [id, key]));
  const plainLetter = ({ id, label }: Tensor): string =>
    shortName(label || (letters.get(keys.get(id) ?? "") ?? "").replaceAll(/[_{}\\]/g, ""));
  const source = sourceOf(at, along.shape);
  const { gradient } = frame.tensors.get(along.id) ?? {};
  const complete = frame.tensors.get(along.id)?.ledger === "complete";
  const position = ravel(source, along.shape);
  const slope = complete && gradient && isFull(gradient) ? gradient.data[position] : undefined;
  const { low, high } = entry.domain[slot] ?? { low: -1, high: 1 };
  return {
    id: op.id,
    op: op.op,
    slot,
    inputs,
    constants: op.constants ?? {},
    domain: [low, high],
    others,
    names: [plainLetter(along), plainLetter(output)],
    element: `${operand(displayName(graph, along.id))}${indexText(source)}`,
    position,
    leaf: isLeaf(along),
    gradient: slope ?? null,
    loss: lossName(graph, frame.pass),
  };
}

/** Whether the program gives it, so that another number can be put there. */
function isLeaf({ source, previous, role = "intermediate" }: Tensor): boolean {
  return (
    source == null && previous === undefined && ["input", "target", "parameter"].includes(role)
  );
}

function elementAt(tensor: Tensor | undefined, index: readonly number[]): Num | undefined {
  const { value, shape = [] } = tensor ?? {};
  return value && isFull(value) ? value.data[ravel(index, shape)] : undefined;
}

function slotChoice(
  graph: Graph,
  op: Op,
  slots: readonly number[],
  over: number,
  choose: (slot: number) => void,
): TemplateResult {
  return html`<div class="choice" role="group" aria-label="Over which input">
    <span class="about">over</span>
    ${slots.map(
      (slot) =>
        html`<button class="chip math" aria-pressed=${slot === over} @click=${() => choose(slot)}>
          ${displayName(graph, op.inputs[slot] ?? "")}
        </button>`,
    )}
  </div>`;
}
