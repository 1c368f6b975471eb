import type { InputValue } from "../../api/graphs.ts";
import type { Tensor } from "../../core/document.ts";
import { displayName, type Graph, isPassedBy } from "../../core/graph.ts";

/** Most numbers that can be dragged at once; a larger tensor is changed in the program. */
const most = 8;

type Range = [least: number, most: number];
type Inputs = Readonly<Record<string, InputValue>>;

/** One number of an input that can be dragged. */
export interface Handle {
  tensor: string;
  name: string;
  value: number;
  range: Range;
  /** It counts or names a place, such as the class that is right: only whole numbers mean anything. */
  whole: boolean;
  /** The number that the program gives; null where only the moved one was ever seen. */
  given: number | null;
  /** Whether it stands elsewhere than the program put it. */
  moved: boolean;
  /** The whole tensor with this number in it; null: as the program gives it. */
  with(value: number | null): InputValue | null;
}

/** What is remembered of an input as long as the program stays the same. */
interface Memory {
  given: readonly number[] | null;
  ranges: readonly Range[];
  whole: boolean;
}

/** The numbers of a program's small inputs, with ranges that stay while they are dragged. */
export class Handles {
  #program = "";
  readonly #memories = new Map<string, Memory>();

  /** Take note of a new evaluation, made with these inputs in place of the program's. */
  note(graph: Graph, inputs: Inputs): void {
    const { source, seed, tensors } = graph.document;
    const program = `${seed} ${source}`;
    if (program !== this.#program) this.#memories.clear();
    this.#program = program;
    for (const tensor of tensors) {
      const numbers = numbersOf(tensor);
      const memory = this.#memories.get(tensor.id);
      if (!numbers || memory?.given) continue;
      const given = inputs[tensor.id] === undefined ? numbers : null;
      const whole = memory?.whole ?? (isPassedBy(graph, tensor.id) && numbers.every(isPlace));
      const reach = whole ? upTo : around;
      const ranges = memory?.ranges ?? numbers.map((number) => tensor.range ?? reach(number));
      this.#memories.set(tensor.id, { given, ranges, whole });
    }
  }

  /** The handles as they stand now, which is ahead of an evaluation that is under way. */
  list(graph: Graph, inputs: Inputs): Handle[] {
    const { tensors } = graph.document;
    return tensors
      .flatMap((tensor) => this.#handlesOf(graph, tensor, inputs[tensor.id]))
      .slice(0, most);
  }

  #handlesOf(graph: Graph, tensor: Tensor, moved: InputValue | undefined): Handle[] {
    const { id, shape } = tensor;
    const { given = null, ranges = [], whole = false } = this.#memories.get(id) ?? {};
    const name = displayName(graph, id);
    const numbers = moved === undefined ? (given ?? numbersOf(tensor)) : [moved].flat().map(Number);
    return (numbers ?? []).flatMap((value, index) => {
      const range = ranges[index];
      if (!range) return [];
      const handle: Handle = {
        tensor: id,
        name: numbers?.length === 1 ? name : `${name}${subscript(index + 1)}`,
        value,
        range,
        whole,
        given: given?.[index] ?? null,
        moved: given ? given[index] !== value : moved !== undefined,
        with(number) {
          const next = number ?? given?.[index];
          if (next === undefined) return null;
          const all = (numbers ?? []).with(index, within(range, next));
          if (given && all.every((one, at) => one === given[at])) return null;
          return shape.length === 0 ? (all[0] ?? null) : all;
        },
      };
      return [handle];
    });
  }
}

/** The numbers of an input that is small enough to be dragged. */
function numbersOf({ role, shape, value }: Tensor): number[] | null {
  const adjustable = role === "input" || role === "target";
  if (!adjustable || shape.length > 1 || !value || !("data" in value)) return null;
  const numbers = value.data.filter((element) => typeof element === "number");
  return numbers.length === value.data.length ? numbers : null;
}

function around(value: number): Range {
  const reach = Math.max(1, 2 * Math.abs(value));
  return [-reach, reach];
}

function upTo(value: number): Range {
  return [0, Math.max(1, 2 * value)];
}

function isPlace(value: number): boolean {
  return Number.isInteger(value) && value >= 0;
}

function within([from, to]: Range, value: number): number {
  return Math.min(to, Math.max(from, value));
}

function subscript(number: number): string {
  return [...String(number)].map((digit) => "₀₁₂₃₄₅₆₇₈₉"[Number(digit)]).join("");
}
