import { html, nothing, render, type TemplateResult } from "lit";
import type { InputValue } from "../../api/graphs.ts";
import type { Num, Tensor } from "../../core/document.ts";
import { formatNumber } from "../../core/number.ts";

/** Most sliders that are shown; a larger tensor is changed in the program. */
const most = 8;

/** One number of an input that can be dragged. */
interface Handle {
  tensor: Tensor;
  /** Row-major. */
  index: number;
  name: string;
  value: number;
  range: [least: number, most: number];
}

/**
 * Draw a slider for each number of the small inputs.
 * @param onChange told the tensor's id and its whole new value
 */
export function renderSliders(
  host: HTMLElement,
  tensors: readonly Tensor[],
  onChange: (id: string, value: InputValue) => void,
): void {
  const handles = tensors.flatMap(handlesOf).slice(0, most);
  render(
    handles.length === 0
      ? nothing
      : html`<section class="sliders">
          <h2>Inputs</h2>
          ${handles.map((handle) => slider(handle, onChange))}
        </section>`,
    host,
  );
}

function slider(
  { tensor, index, name, value, range: [from, to] }: Handle,
  onChange: (id: string, value: InputValue) => void,
): TemplateResult {
  const move = (event: Event): void => {
    const moved = (event.target as HTMLInputElement).valueAsNumber;
    // Three digits of the range are as fine as a hand can drag.
    const digits = Math.max(0, 2 - Math.floor(Math.log10(to - from)));
    onChange(tensor.id, withElement(tensor, index, Number(moved.toFixed(digits))));
  };
  return html`<label>
    <span class="math">${name}</span>
    <input type="range" min=${from} max=${to} step="any" .value=${String(value)} @input=${move} />
    <output>${formatNumber(value)}</output>
  </label>`;
}

function handlesOf(tensor: Tensor): Handle[] {
  const { value, shape, label } = tensor;
  const adjustable = tensor.role === "input" || tensor.role === "target";
  if (!adjustable || !value || !("data" in value) || shape.length > 1) return [];
  return value.data.flatMap((element, index) =>
    typeof element === "number"
      ? [
          {
            tensor,
            index,
            name: `${label ?? tensor.id}${shape.length > 0 ? subscript(index + 1) : ""}`,
            value: element,
            range: rangeAround(tensor, element),
          },
        ]
      : [],
  );
}

const ranges = new Map<string, [number, number]>();

/** The range that the program gave, or one around the first value seen, which then stays. */
function rangeAround({ id, range }: Tensor, value: number): [number, number] {
  if (range) return range;
  const known = ranges.get(id);
  if (known && known[0] <= value && value <= known[1]) return known;
  const reach = Math.max(1, 2 * Math.abs(value));
  const around: [number, number] = [-reach, reach];
  ranges.set(id, around);
  return around;
}

function withElement({ value, shape }: Tensor, index: number, element: number): InputValue {
  if (shape.length === 0) return element;
  const data: Num[] = value && "data" in value ? [...value.data] : [];
  data[index] = element;
  return data.map(Number);
}

function subscript(number: number): string {
  return [...String(number)].map((digit) => "₀₁₂₃₄₅₆₇₈₉"[Number(digit)]).join("");
}
