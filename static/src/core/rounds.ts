/**
 * The rounds of a training loop. A program that updates its leaves and goes on runs through the same
 * ops again and again; each time, from one update to the next, is shown as a module of its own.
 */
import type { GraphDocument, Module } from "./document.ts";

/** The type of a module that is a round. */
export const ROUND = "training";

/** The document with its rounds as modules; the same one where there are not two of them. */
export function withRounds(document: GraphDocument): GraphDocument {
  const starts = startsOf(document);
  if (starts.length < 2) return document;
  const rounds = assignOps(document, starts);
  const owners = ownersOf(document, rounds);
  if (owners === null) return document;
  const name = (round: number): string => `round ${round + 1}`;
  const inRound = (module: string, round: number | undefined): string =>
    module === "" && round !== undefined ? name(round) : module;
  const used = new Set(rounds.values());
  const added = starts.flatMap((_, round): Module[] =>
    used.has(round) ? [{ id: name(round), name: name(round), type: ROUND }] : [],
  );
  if (added.length < 2) return document;
  return {
    ...document,
    structure: `${document.structure} in ${added.length} rounds`,
    modules: [
      ...added,
      ...document.modules.map((one) => ({
        ...one,
        parent: inRound(one.parent ?? "", owners.get(one.id)),
      })),
    ],
    ops: document.ops.map((op) => ({ ...op, module: inRound(op.module ?? "", rounds.get(op.id)) })),
    tensors: document.tensors.map((tensor) => ({
      ...tensor,
      module: inRound(tensor.module ?? "", rounds.get(tensor.source ?? "")),
    })),
  };
}

/** Rows with which rounds begin: the first, and after the updates between two backward passes. */
function startsOf({ steps }: GraphDocument): number[] {
  const starts = [0];
  let updated: number | null = null;
  let seeds = 0;
  steps.forEach(([, kind], row) => {
    if (kind === "update") updated = row;
    if (kind !== "seed") return;
    if (seeds > 0 && updated !== null) starts.push(updated + 1);
    updated = null;
    seeds++;
  });
  return starts;
}

/** The round of each op; none for what several rounds use, and for what runs when all are over. */
function assignOps(document: GraphDocument, starts: readonly number[]): Map<string, number> {
  const ran = new Map<string, number>();
  let round = 0;
  document.steps.forEach(([, kind, op], row) => {
    if (row === starts[round + 1]) round++;
    if (kind === "forward" && op !== null) ran.set(op, round);
  });
  const users = new Map<string, Set<number | undefined>>();
  const rounds = new Map<string, number>();
  const used = usedUntil(document);
  for (const { id, inputs, outputs } of document.ops.toReversed()) {
    const own = ran.get(id);
    const alone = outputs.every((output) => (users.get(output)?.size ?? 0) < 2);
    const kept = outputs.every((output) => users.get(output)?.has(own) ?? true);
    const stays = own !== undefined && used.has(id) && alone && kept;
    if (stays) rounds.set(id, own);
    for (const input of inputs) {
      const known = users.get(input) ?? new Set();
      users.set(input, known.add(stays ? own : undefined));
    }
  }
  return rounds;
}

/** Ops that run before the last backward pass begins. */
function usedUntil({ steps }: GraphDocument): Set<string> {
  const last = steps.findLastIndex(([, kind]) => kind === "seed");
  return new Set(steps.slice(0, last).flatMap(([, kind, op]) => (kind === "forward" && op) || []));
}

/** The round of each module of the root; null where one module holds ops of several rounds. */
function ownersOf(
  { ops, modules }: GraphDocument,
  rounds: ReadonlyMap<string, number>,
): Map<string, number> | null {
  const parents = new Map(modules.map(({ id, parent = "" }) => [id, parent]));
  const owners = new Map<string, number | undefined>();
  for (const { id, module = "" } of ops) {
    let top = module;
    while (parents.get(top)) top = parents.get(top) as string;
    if (top === "") continue;
    const round = rounds.get(id);
    if (owners.has(top) && owners.get(top) !== round) return null;
    owners.set(top, round);
  }
  return new Map([...owners].flatMap(([id, round]) => (round === undefined ? [] : [[id, round]])));
}
