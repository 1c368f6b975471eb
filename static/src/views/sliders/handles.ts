import type { InputValue } from "../../api/graphs.ts";
import type { Tensor } from "../../core/document.ts";
import { closedOf, displayName, type Graph, isPassedBy } from "../../core/graph.ts";
import { nested } from "../../core/nesting.ts";
import { OPENED_TENSOR } from "../../core/scalar/groups.ts";
import { tensorIn } from "../../core/scalar/level.ts";

/** Most elements of a tensor that can be moved one by one; a larger one is changed in the program. */
const most = 32;

type Range = readonly [least: number, most: number];
type Inputs = Readonly<Record<string, InputValue>>;

/** What a tensor is in the program, and where its sliders stand. */
export type Group = "input" | "target" | "parameter";

/** "whole": it counts or names a place, such as the class that is right. "truth": 0 or 1. */
export type Kind = "real" | "whole" | "truth";

/** One number of a leaf that can be moved. */
export interface Handle {
  /** Unique among all handles. */
  key: string;
  tensor: string;
  name: string;
  group: Group;
  kind: Kind;
  value: number;
  range: Range;
  /** The least way that a hand or a key moves it. */
  step: number;
  /** The number that the program gives; null where only the moved one was ever seen. */
  given: number | null;
  /** Whether it stands elsewhere than the program put it. */
  moved: boolean;
  /** The whole tensor with this number in it; null: as the program gives it. */
  with(value: number | null): InputValue | null;
}

/** What is remembered of a leaf as long as the program stays the same. */
interface Memory {
  given: readonly number[] | null;
  ranges: Range[];
  kind: Kind;
}

/** A leaf that has handles, and its numbers as they stand now. */
interface Movable {
  memory: Memory;
  tensor: Tensor;
  group: Group;
  numbers: readonly number[];
}

/** The numbers of a program's small leaves, with ranges that stay while they are dragged. */
export class Handles {
  #program = "";
  readonly #memories = new Map<string, Memory>();

  /** Take note of a new evaluation, made with these inputs in place of the program's. */
  note(drawn: Graph, inputs: Inputs): void {
    const graph = closedOf(drawn);
    const { source, seed, tensors } = graph.document;
    const program = `${seed} ${source}`;
    if (program !== this.#program) this.#memories.clear();
    this.#program = program;
    for (const tensor of tensors) {
      const memory = this.#memories.get(tensor.id);
      if (memory?.given) continue;
      const numbers = numbersOf(tensor);
      if (!numbers) continue;
      const given = inputs[tensor.id] === undefined ? numbers : null;
      const kind = memory?.kind ?? kindOf(graph, tensor, numbers);
      const ranges = memory?.ranges ?? numbers.map((number) => rangeOf(tensor, kind, number));
      this.#memories.set(tensor.id, { given, ranges, kind });
    }
  }

  /** The handles as they stand now, which is ahead of an evaluation that is under way. */
  list(drawn: Graph, inputs: Inputs): Handle[] {
    return closedOf(drawn).document.tensors.flatMap(({ id }) => this.of(drawn, inputs, id));
  }

  /** The handles of one tensor, or that of an element drawn by itself; none where it cannot be moved. */
  of(drawn: Graph, inputs: Inputs, id: string): Handle[] {
    const graph = closedOf(drawn);
    const whole = graph.tensors.has(id) ? undefined : drawn.tensors.get(id)?.module;
    if (whole === undefined) return this.#of(graph, inputs, id);
    if (drawn.modules.get(whole)?.type !== OPENED_TENSOR) return [];
    const elements = drawn.document.tensors.filter(({ module }) => module === whole);
    const place = elements.findIndex((element) => element.id === id);
    return this.#of(graph, inputs, tensorIn(drawn, whole)).slice(place, place + 1);
  }

  /** The leaves that have handles, in order: what a step can move. */
  leaves(drawn: Graph, inputs: Inputs): { id: string; group: Group }[] {
    const graph = closedOf(drawn);
    return graph.document.tensors.flatMap(({ id }) => {
      const movable = this.#movable(graph, inputs, id);
      return movable && movable.numbers.length > 0 ? { id, group: movable.group } : [];
    });
  }

  #movable(graph: Graph, inputs: Inputs, id: string): Movable | null {
    const memory = this.#memories.get(id);
    const tensor = graph.tensors.get(id);
    const group = tensor && groupOf(tensor);
    if (!memory || !tensor || !group) return null;
    const moved = inputs[id];
    const numbers = moved === undefined ? (memory.given ?? numbersOf(tensor)) : flat(moved);
    return numbers?.length === memory.ranges.length ? { memory, tensor, group, numbers } : null;
  }

  #of(graph: Graph, inputs: Inputs, id: string): Handle[] {
    const movable = this.#movable(graph, inputs, id);
    if (!movable) return [];
    const { memory, tensor, group, numbers } = movable;
    const { given, ranges, kind } = memory;
    const name = displayName(graph, id);
    return numbers.map((value, index) => {
      const range = (ranges[index] = widened(ranges[index] as Range, value));
      return {
        key: `${index}:${id}`,
        tensor: id,
        group,
        kind,
        // Of a thousand handles that are counted, few are read.
        get name() {
          return numbers.length === 1 ? name : name + subscript(tensor.shape, index);
        },
        value,
        range,
        step: kind === "real" ? fineness(range) : 1,
        given: given?.[index] ?? null,
        moved: given ? given[index] !== value : inputs[id] !== undefined,
        with(number) {
          const next = number ?? given?.[index];
          if (next === undefined) return null;
          const all = numbers.with(index, next);
          if (given && all.every((one, at) => one === given[at])) return null;
          return nested(all, tensor.shape);
        },
      };
    });
  }
}

/** Leaves of a program's own that have too many elements for sliders. */
export function tooLarge(graph: Graph): Tensor[] {
  return closedOf(graph).document.tensors.filter(
    (tensor) => groupOf(tensor) !== null && sizeOf(tensor) > most,
  );
}

/** Where a leaf's sliders stand; null for what the program computes, or only writes down. */
function groupOf({ role, source, previous, dtype, label }: Tensor): Group | null {
  if (source != null || previous !== undefined) return null;
  if (role === "input" || role === "target" || role === "parameter") return role;
  // The engine calls truths constants, since no gradient flows to them.
  return dtype === "bool" && label ? "input" : null;
}

function sizeOf({ shape }: Tensor): number {
  return shape.reduce((product, side) => product * side, 1);
}

/** The numbers of a leaf that is small enough to be moved by hand. */
function numbersOf(tensor: Tensor): number[] | null {
  const { value } = tensor;
  if (!groupOf(tensor) || sizeOf(tensor) > most || !value || !("data" in value)) return null;
  const numbers = value.data.filter((element) => typeof element === "number");
  return numbers.length === value.data.length ? numbers : null;
}

function kindOf(graph: Graph, { id, dtype }: Tensor, numbers: readonly number[]): Kind {
  if (dtype === "bool") return "truth";
  if (dtype === "int64") return "whole";
  return isPassedBy(graph, id) && numbers.every(isPlace) ? "whole" : "real";
}

function rangeOf(tensor: Tensor, kind: Kind, number: number): Range {
  if (tensor.range) return tensor.range;
  if (kind === "truth") return [0, 1];
  if (kind === "whole" && isPlace(number)) return [0, Math.max(1, 2 * number)];
  const reach = Math.max(1, 2 * Math.abs(number));
  return [-reach, reach];
}

/** A number that was typed may lie beyond: the range grows to it, and stays so. */
function widened(range: Range, value: number): Range {
  const [from, to] = range;
  return value < from || value > to ? [Math.min(from, value), Math.max(to, value)] : range;
}

/** The power of ten that divides a range into a hundred to a thousand parts. */
function fineness([from, to]: Range): number {
  return 10 ** Math.floor(Math.log10((to - from || 1) / 100));
}

function isPlace(value: number): boolean {
  return Number.isInteger(value) && value >= 0;
}

function flat(value: InputValue): number[] {
  return Array.isArray(value) ? value.flatMap(flat) : [value];
}

/** W₀₁ for the element [0, 1], with commas where a side needs two digits. */
function subscript(shape: readonly number[], index: number): string {
  const places: number[] = [];
  let rest = index;
  for (const side of shape.toReversed()) {
    places.unshift(rest % side);
    rest = Math.floor(rest / side);
  }
  return places
    .join(shape.some((side) => side > 10) ? "," : "")
    .replace(/\d/g, (digit) => "₀₁₂₃₄₅₆₇₈₉"[Number(digit)] ?? digit);
}
