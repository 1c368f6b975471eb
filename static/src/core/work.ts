/** How far the server has come with a program; all numbers are counted. */
export type Stage =
  | { kind: "queued"; place: number }
  | { kind: "started" }
  | ({ kind: "progress" } & Counts);

/** What is counted of work under way; `done` of `of` where all that will be done is known. */
export interface Counts {
  phase: "forward" | "backward" | "document";
  ops: number;
  passes: number;
  line?: number;
  done?: number;
  of?: number;
}

const counted = new Intl.NumberFormat("en");

/** Say how far work has come; of work that nobody has told of, that it goes on. */
export function wordsOf(stage: Stage | null): string {
  if (stage?.kind === "queued") {
    const before = stage.place - 1;
    if (before === 0) return "Waiting: the next turn is yours";
    return `Waiting: ${amount(before, "program")} before yours`;
  }
  return stage?.kind === "progress" ? wordsOfCounts(stage) : "Running";
}

function wordsOfCounts({ phase, ops, passes, line, done = 0, of = 0 }: Counts): string {
  const part = `${counted.format(done)} of ${counted.format(of)}`;
  if (phase === "document") return `Writing down what happened: ${part} entries`;
  if (phase === "backward" && passes === 1) return `Backward: ${part} tensors reached`;
  const many = passes > 1 ? ` and ${amount(passes, "backward pass", "backward passes")}` : "";
  const so = `${amount(ops, "op")}${many} so far`;
  return line === undefined ? `Running: ${so}` : `Line ${line}: ${so}`;
}

/** How much of the present part is done, from 0 to 1; null where nobody knows. */
export function shareOf(stage: Stage | null): number | null {
  if (stage?.kind !== "progress" || !stage.of) return null;
  // The passes of a training loop come and go, and say nothing about the whole.
  if (stage.phase === "backward" && stage.passes > 1) return null;
  return (stage.done ?? 0) / stage.of;
}

function amount(count: number, one: string, many = `${one}s`): string {
  return `${counted.format(count)} ${count === 1 ? one : many}`;
}
