/** What happens at scalar level: the steps of opened ops become those of the scalar ops in them. */
import type { ArrayJson, FullArray, Num, Pass, Step } from "../document.ts";
import { type Graph, isFull } from "../graph.ts";
import { fromNumber, toNumber } from "../number.ts";
import { APART } from "./groups.ts";
import type { Groups, OpGroup } from "./members.ts";

/** A row, and the row of the closed graph that it is a part of. */
export interface DerivedRow {
  step: Step;
  origin: number;
}

export function deriveSteps(base: Graph, groups: Groups): DerivedRow[] {
  const rows: DerivedRow[] = [];
  const reached = new Set<string>();
  const add = (step: Step, origin: number): void => {
    const [pass, kind, , tensor] = step;
    if (kind === "seed" || kind === "contribution") reached.add(`${pass} ${tensor}`);
    rows.push({ step, origin });
  };
  base.document.steps.forEach((step, origin) => {
    const [pass, kind, op, tensor] = step;
    const group = groups.ops.get(op ?? "");
    const elements = op === null ? groups.tensors.get(tensor ?? "")?.elements : undefined;
    if (elements) for (const { id } of elements) add([pass, kind, null, id, null], origin);
    else if (group === undefined) add(step, origin);
    else if (kind === "forward") for (const one of forwardRows(group)) add(one, origin);
    else if (kind === "backward") addBackward(group, pass, reached, (one) => add(one, origin));
    // The contributions of an opened op are those of its scalar ops, which are there already.
    else if (kind === "contribution") (rows.at(-1) as DerivedRow).origin = origin;
  });
  return rows;
}

function forwardRows({ ops, between }: OpGroup): Step[] {
  const constants = between.filter(({ source, role }) => source == null && role === "constant");
  return [
    ...constants.map(({ id }): Step => [0, "leaf", null, id, null]),
    ...ops.map(({ id }): Step => [0, "forward", id, null, null]),
  ];
}

/**
 * Nothing comes of an element that was not used: the scalar op behind it does not fire.
 * @param reached "pass tensor" of all that a gradient has come to, which grows
 */
function addBackward(
  group: OpGroup,
  pass: number,
  reached: ReadonlySet<string>,
  add: (step: Step) => void,
): void {
  const isReached = (tensor: string): boolean => reached.has(`${pass} ${tensor}`);
  for (const { id, inputs, outputs } of group.ops.toReversed()) {
    if (!outputs.some(isReached)) continue;
    add([pass, "backward", id, null, null]);
    const border = group.borders.get(id);
    inputs.forEach((tensor, slot) => {
      const sent = group.sent.get(pass)?.get(id)?.[slot] ?? null;
      if (sent !== null || border?.kind === APART) add([pass, "contribution", id, tensor, slot]);
    });
  }
}

const added = new WeakMap<OpGroup, Map<number, ReadonlyMap<string, number>>>();

/** What arrives in all at each tensor of an opened op from the scalar ops in it, in their order. */
function sumsOf(group: OpGroup, pass: number): ReadonlyMap<string, number> {
  const passes = added.get(group) ?? new Map<number, ReadonlyMap<string, number>>();
  added.set(group, passes);
  const sums = passes.get(pass) ?? addUp(group, pass);
  passes.set(pass, sums);
  return sums;
}

function addUp({ ops, sent }: OpGroup, pass: number): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { id, inputs } of ops.toReversed())
    inputs.forEach((tensor, slot) => {
      const number = sent.get(pass)?.get(id)?.[slot] ?? null;
      if (number === null) return;
      const sum = sums.get(tensor);
      sums.set(tensor, sum === undefined ? toNumber(number) : sum + toNumber(number));
    });
  return sums;
}

export function derivePasses(base: Graph, groups: Groups): Pass[] {
  return base.document.passes.map((pass) => {
    const { index, order, gradients, contributions } = pass;
    const back =
      pass.mode === "forward" ? (ids: string[]) => ids : (ids: string[]) => ids.reverse();
    return {
      ...pass,
      order: order.flatMap((id) => {
        const group = groups.ops.get(id);
        return group ? back(group.ops.map((op) => op.id)) : [id];
      }),
      ...(gradients && { gradients: deriveGradients(groups, index, gradients) }),
      ...(contributions && { contributions: deriveContributions(groups, index, contributions) }),
    };
  });
}

type Arrays = Readonly<Record<string, ArrayJson>>;

function deriveGradients(
  groups: Groups,
  pass: number,
  gradients: Arrays,
): Record<string, ArrayJson> {
  const derived = { ...gradients };
  for (const { tensor, elements, gradients: known } of groups.tensors.values()) {
    delete derived[tensor.id];
    for (const { id } of elements) {
      const number = known.get(id)?.[pass];
      if (number !== undefined) derived[id] = scalar(number);
    }
  }
  for (const group of groups.ops.values()) {
    const own = new Set(group.between.map(({ id }) => id));
    for (const [id, sum] of sumsOf(group, pass))
      if (own.has(id)) derived[id] = scalar(fromNumber(sum));
  }
  return derived;
}

function deriveContributions(
  groups: Groups,
  pass: number,
  contributions: Arrays,
): Record<string, ArrayJson> {
  const derived = { ...contributions };
  for (const group of groups.ops.values()) {
    group.op.inputs.forEach((_, slot) => delete derived[`${group.op.id}:${slot}`]);
    for (const [id, numbers] of group.sent.get(pass) ?? [])
      numbers.forEach((number, slot) => {
        if (number !== null) derived[`${id}:${slot}`] = scalar(number);
      });
    for (const [id, { kind, tensor }] of group.borders) {
      const sum = kind === APART ? sumOf(group, contributions, tensor) : undefined;
      if (sum) derived[`${id}:0`] = sum;
    }
  }
  return derived;
}

/** What an op sends to a tensor through all its slots; undefined where not all of it travelled. */
function sumOf({ op }: OpGroup, contributions: Arrays, tensor: string): ArrayJson | undefined {
  const sent = op.inputs.flatMap((input, slot) =>
    input === tensor ? [contributions[`${op.id}:${slot}`]] : [],
  );
  return sent.reduce((sum, array) => {
    if (!sum || !array || !isFull(sum) || !isFull(array)) return undefined;
    const data = sum.data.map((num, place) =>
      fromNumber(toNumber(num) + toNumber(array.data[place] as Num)),
    );
    return { shape: sum.shape, data };
  });
}

function scalar(number: Num): FullArray {
  return { shape: [], data: [number] };
}
