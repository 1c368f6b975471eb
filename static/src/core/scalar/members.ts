/** What opened ops and opened tensors hold. */
import type {
  ArrayJson,
  Expansion,
  FullArray,
  Num,
  Op,
  ScalarTensor,
  Tensor,
} from "../document.ts";
import { displayName, type Graph, isFull } from "../graph.ts";
import { APART, TOGETHER } from "./groups.ts";
import { elementName, indicesOf, readLabel } from "./names.ts";

/** An opened op. */
export interface OpGroup {
  /** Id of its module: the op's own. */
  id: string;
  op: Op;
  /** In an order in which they can run, those at the border included. */
  ops: Op[];
  /** By tensor id: which of its ops makes it. */
  sources: ReadonlyMap<string, string>;
  /** What is between its ops, and the elements of tensors that stay whole. */
  between: Tensor[];
  /** By scalar op id: see {@link ScalarOp.locals}. */
  locals: ReadonlyMap<string, readonly (Num | null)[]>;
  /** By pass, by scalar op id: what it sends to each of its inputs, those that take apart excepted. */
  sent: ReadonlyMap<number, Sent>;
  /** Elements taken apart or put together at its border, by the id of the border's op. */
  borders: ReadonlyMap<string, Border>;
}

export type Sent = ReadonlyMap<string, readonly (Num | null)[]>;

export interface Border {
  kind: typeof APART | typeof TOGETHER;
  tensor: string;
  elements: { id: string; index: readonly number[] }[];
}

/** A tensor that is drawn as its elements. */
export interface TensorGroup {
  /** Id of its module: the tensor's own, unless a module has that name already. */
  id: string;
  tensor: Tensor;
  /** Row-major. */
  elements: Tensor[];
  /** By element, by pass. */
  gradients: ReadonlyMap<string, Readonly<Record<string, Num>>>;
}

export interface Groups {
  /** By op id. */
  ops: ReadonlyMap<string, OpGroup>;
  /** By tensor id. */
  tensors: ReadonlyMap<string, TensorGroup>;
  /** By tensor id: names that the program did not give. */
  names: ReadonlyMap<string, string>;
}

/** @param whole ids of tensors that are not taken apart */
export function buildGroups(
  base: Graph,
  expansions: readonly Expansion[],
  whole: ReadonlySet<string>,
): Groups {
  const opened = new Set(expansions.map(({ op }) => op));
  const names = new Map<string, string>();
  const tensors = new Map<string, TensorGroup>();
  for (const id of touched(base, expansions))
    if (!whole.has(id) && isDissolved(base, opened, id))
      tensors.set(id, tensorGroup(base, expansions, base.tensors.get(id) as Tensor, names));
  const ops = new Map(
    expansions.map((expansion) => [expansion.op, opGroup(base, expansion, tensors, names)]),
  );
  return { ops, tensors, names };
}

/** Tensors of the opened ops, of rank 1 and more: one of rank 0 is its own element. */
function touched(base: Graph, expansions: readonly Expansion[]): Set<string> {
  const ids = expansions.flatMap(({ op }) => {
    const { inputs, outputs } = base.ops.get(op) as Op;
    return [...inputs, ...outputs];
  });
  return new Set(ids.filter((id) => (base.tensors.get(id)?.shape.length ?? 0) > 0));
}

/** Whether nothing but opened ops meets a tensor; where a pass starts it stays whole. */
function isDissolved({ starts, tensors, consumers }: Graph, opened: Set<string>, id: string) {
  const tensor = tensors.get(id);
  const made = tensor?.source == null || opened.has(tensor.source);
  const whole = tensor?.value !== undefined && isFull(tensor.value);
  return (
    whole && !starts.has(id) && made && (consumers.get(id) ?? []).every(({ op }) => opened.has(op))
  );
}

export function elementId(tensor: string, index: readonly number[]): string {
  return `${tensor}[${index.join(",")}]`;
}

function tensorGroup(
  base: Graph,
  expansions: readonly Expansion[],
  tensor: Tensor,
  names: Map<string, string>,
): TensorGroup {
  const id = base.modules.has(tensor.id) ? `${tensor.id}[]` : tensor.id;
  const sources = new Map(
    expansions.flatMap(({ op, ops }) => {
      const makes = base.ops.get(op)?.outputs.includes(tensor.id) === true;
      return makes ? ops.map((made) => [made.output, made.id] as const) : [];
    }),
  );
  const known = new Map(
    expansions.flatMap(({ tensors }) =>
      tensors.flatMap((one) => (one.tensor === tensor.id ? [[one.id, one] as const] : [])),
    ),
  );
  const { data } = tensor.value as FullArray;
  const elements = indicesOf(tensor.shape).map((index, place): Tensor => {
    const element = elementId(tensor.id, index);
    names.set(element, elementName(displayName(base, tensor.id), index));
    const source = sources.get(element);
    return elementOf(tensor, index, {
      id: element,
      module: id,
      value: { shape: [], data: [data[place] as Num] },
      ...(source !== undefined && { source }),
    });
  });
  const gradients = new Map([...known].map(([one, { gradients: all = {} }]) => [one, all]));
  return { id, tensor, elements, gradients };
}

/** An element, with what it has of its tensor. */
function elementOf(tensor: Tensor, index: readonly number[], own: Omit<Tensor, "shape">): Tensor {
  const { label, role, dtype, span, differentiable, note, previous } = tensor;
  return {
    ...own,
    shape: [],
    ...(label && { label: elementName(label, index) }),
    ...(role && { role }),
    ...(dtype && { dtype }),
    ...(span && { span }),
    ...(note && { note }),
    ...(previous && { previous: elementId(previous, index) }),
    ...(differentiable !== undefined && { differentiable }),
  };
}

function opGroup(
  base: Graph,
  expansion: Expansion,
  dissolved: ReadonlyMap<string, TensorGroup>,
  names: Map<string, string>,
): OpGroup {
  const op = base.ops.get(expansion.op) as Op;
  const spot = { module: op.id, ...(op.span && { span: op.span }) };
  const ids = new Map(expansion.tensors.map((one) => [one.id, drawnId(one, op.id, dissolved)]));
  const drawn = (id: string): string => ids.get(id) ?? id;
  const borders = bordersOf(op, expansion, dissolved, drawn);
  const atBorder = (wanted: Border["kind"]): Op[] =>
    [...borders].flatMap(([id, { kind, tensor, elements }]) => {
      if (kind !== wanted) return [];
      const all = elements.map((element) => element.id);
      const [inputs, outputs] = kind === APART ? [[tensor], all] : [all, [tensor]];
      return [{ id, op: kind, symbol: "⋮", inputs, outputs, ...spot }];
    });
  const within = expansion.ops.map(({ id, op: name, symbol, inputs, output }): Op => ({
    id,
    op: name,
    symbol,
    inputs: inputs.map(drawn),
    outputs: [drawn(output)],
    ...spot,
  }));
  const ops = [...atBorder(APART), ...within, ...atBorder(TOGETHER)];
  const sources = new Map(ops.flatMap(({ id, outputs }) => outputs.map((output) => [output, id])));
  const between = expansion.tensors.flatMap((one): Tensor[] => {
    const own = drawn(one.id);
    if (base.tensors.has(own) || dissolved.has(one.tensor ?? "")) return [];
    const source = sources.get(own);
    const place = { id: own, module: op.id, ...(source !== undefined && { source }) };
    return [betweenOf(base, one, place, names)];
  });
  const locals = new Map(expansion.ops.map((one) => [one.id, one.locals]));
  const sent = sentBy(base, expansion, borders);
  return { id: op.id, op, ops, sources, between, locals, borders, sent };
}

/** Where tensors that stay whole are taken apart and put together, by the id of the op that does. */
function bordersOf(
  { id, inputs, outputs }: Op,
  { tensors }: Expansion,
  dissolved: ReadonlyMap<string, TensorGroup>,
  drawn: (id: string) => string,
): Map<string, Border> {
  const borders = new Map<string, Border>();
  const add = (kind: Border["kind"], tensor: string): void => {
    const elements = tensors.flatMap((one) =>
      one.tensor === tensor && one.index && one.index.length > 0
        ? [{ id: drawn(one.id), index: one.index }]
        : [],
    );
    if (!dissolved.has(tensor) && elements.length > 0)
      borders.set(`${id} ${kind} ${tensor}`, { kind, tensor, elements });
  };
  new Set(inputs).forEach((tensor) => add(APART, tensor));
  outputs.forEach((tensor) => add(TOGETHER, tensor));
  return borders;
}

/** An element of a tensor that stays whole, a number between scalar ops, or one that is written. */
function betweenOf(
  base: Graph,
  { tensor, index = [], label, value }: ScalarTensor,
  place: { id: string; module: string; source?: string },
  names: Map<string, string>,
): Tensor {
  const own = { ...place, value: { shape: [], data: [value] } };
  const whole = base.tensors.get(tensor ?? "");
  if (whole) {
    names.set(place.id, elementName(displayName(base, whole.id), index));
    return elementOf(whole, index, own);
  }
  // A number that is written is known by its value.
  if (place.source === undefined) return { ...own, shape: [], role: "constant" };
  names.set(place.id, readLabel(label));
  return { ...own, shape: [] };
}

/** An element of a tensor that stays whole belongs to the op that takes it apart. */
function drawnId(
  { id, tensor, index = [] }: ScalarTensor,
  op: string,
  dissolved: ReadonlyMap<string, TensorGroup>,
): string {
  if (tensor === undefined || dissolved.has(tensor)) return id;
  return index.length === 0 ? tensor : `${op} ${id}`;
}

/** What scalar ops send in each pass, and what is handed to the elements of a tensor put together. */
function sentBy(base: Graph, { ops }: Expansion, borders: ReadonlyMap<string, Border>) {
  return new Map(
    base.document.passes.map(({ index: pass, gradients = {} }): [number, Sent] => {
      const within = ops.flatMap(({ id, contributions }) => {
        const numbers = contributions?.[pass];
        return numbers ? [[id, numbers] as const] : [];
      });
      const handed = [...borders].flatMap(([id, { kind, tensor, elements }]) => {
        const gradient = gradients[tensor];
        if (kind === APART || gradient === undefined) return [];
        return [[id, elements.map(({ index }) => elementAt(gradient, index))] as const];
      });
      return [pass, new Map([...within, ...handed])];
    }),
  );
}

function elementAt(array: ArrayJson, index: readonly number[]): Num | null {
  if (!isFull(array)) return null;
  const place = index.reduce((sum, at, axis) => sum * (array.shape[axis] as number) + at, 0);
  return array.data[place] ?? null;
}
