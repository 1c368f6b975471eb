/** One sentence for each step of the person, whatever its grain. */
import { type Strides, stopsOf } from "./grain.ts";
import { arrivalsOf, displayName, type Graph, versionsOf } from "./graph.ts";
import { narrate } from "./narration.ts";
import { list, nounOf, scalarOf, spokenName } from "./spoken.ts";
import type { Stop } from "./timeline.ts";

/** What happens in a stride, in one sentence that can be read aloud; behind the last one the end. */
export function tell(graph: Graph, strides: Strides, stride: number): string {
  const stops = stopsOf(strides, stride);
  const [first] = stops;
  if (first === undefined) return "";
  if (stops.length === 1) return narrate(graph, first);
  if (first.kind === "update") return tellUpdates(graph, stops);
  if (strides.grain === "op") return tellOp(graph, stops);
  const mode = graph.passes.get(first.pass)?.pass.mode;
  return mode === "reverse" ? tellBackward(graph, stops) : tellForward(graph, stops);
}

/** "The product sends 3 and 3 to x; the gradient of x is complete: 6." */
function tellOp(graph: Graph, stops: readonly Stop[]): string {
  const [first] = stops;
  const op = graph.ops.get(first?.op ?? "");
  if (first === undefined || op === undefined) return "An operation fires.";
  const sent = new Map<string, string[]>();
  for (const { tensor, slot, pass } of stops) {
    const carried = scalarOf(graph.passes.get(pass)?.pass.contributions?.[`${op.id}:${slot}`]);
    sent.set(tensor ?? "", [...(sent.get(tensor ?? "") ?? []), carried ?? ""]);
  }
  const ledgers = [...sent.keys()].flatMap((tensor) => tellLedger(graph, tensor, stops));
  const counted = ledgers.length > 0 ? `; ${list(ledgers)}` : "";
  return `The ${nounOf(graph, op)} sends ${tellSent(graph, sent)}${counted}.`;
}

/** "3 and 3 to x and 1 to y", "contributions to W and x" */
function tellSent(graph: Graph, sent: ReadonlyMap<string, readonly string[]>): string {
  const targets = [...sent].map(([tensor, carried]) => ({
    name: spokenName(graph, tensor),
    carried: carried.includes("") ? null : list(carried),
    count: carried.length,
  }));
  if (targets.every(({ carried, count }) => carried === null && count === 1)) {
    const contributions = targets.length > 1 ? "contributions" : "a contribution";
    return `${contributions} to ${list(targets.map(({ name }) => name))}`;
  }
  return list(
    targets.map(({ name, carried, count }) => {
      const several = count > 1 ? `${count} contributions` : "a contribution";
      return `${carried ?? several} to ${name}`;
    }),
  );
}

/** "x has 2 of 3 contributions", "the gradient of x is complete: 6"; nothing where only one comes. */
function tellLedger(graph: Graph, tensor: string, stops: readonly Stop[]): string[] {
  const [{ pass, end } = { pass: 0, end: 0 }] = stops.slice(-1);
  const arrivals = arrivalsOf(graph, pass, tensor);
  if (arrivals.length < 2) return [];
  const arrived = arrivals.filter(({ step }) => step < end).length;
  const name = spokenName(graph, tensor);
  if (arrived < arrivals.length)
    return [`${name} has ${arrived} of ${arrivals.length} contributions`];
  const sum = scalarOf(graph.passes.get(pass)?.pass.gradients?.[tensor]);
  return [`the gradient of ${name} is complete${sum === null ? "" : `: ${sum}`}`];
}

/** "The update moves w to 0.9 and b to 0.1: version 1." */
function tellUpdates(graph: Graph, stops: readonly Stop[]): string {
  const moved = stops.flatMap(({ tensor }) => graph.tensors.get(tensor ?? "") ?? []);
  const names = moved.map((tensor) => {
    const value = scalarOf(tensor.value);
    const name = displayName(graph, versionsOf(graph, tensor.id)[0] ?? tensor.id);
    return value === null ? name : `${name} to ${value}`;
  });
  const versions = new Set(moved.map(({ id }) => versionsOf(graph, id).length - 1));
  const [version] = versions;
  return `The update moves ${list(names)}${versions.size === 1 ? `: version ${version}` : ""}.`;
}

/** "The forward pass runs 7 operations, the last of which gives loss = 1.5." */
function tellForward(graph: Graph, stops: readonly Stop[]): string {
  const ops = stops.filter(({ kind }) => kind === "forward");
  const last = graph.ops.get(ops.at(-1)?.op ?? "");
  const [only = ""] = last?.outputs ?? [];
  if (last === undefined) return "The program gives its leaves their values.";
  const value = scalarOf(graph.tensors.get(only)?.value);
  const result = `${spokenName(graph, only)}${value === null ? "" : ` = ${value}`}`;
  if (ops.length === 1) return `The forward pass runs one operation, which gives ${result}.`;
  return `The forward pass runs ${ops.length} operations; the last one gives ${result}.`;
}

/** "The backward pass starts at loss and sends 12 contributions: W, b and x get their gradients." */
function tellBackward(graph: Graph, stops: readonly Stop[]): string {
  const [seed] = stops;
  const sent = stops.filter(({ kind }) => kind === "contribution");
  const leaves = new Set(
    sent.flatMap(({ tensor }) => {
      const reached = graph.tensors.get(tensor ?? "");
      return reached && reached.source == null && reached.role !== "constant" ? [reached.id] : [];
    }),
  );
  const from = spokenName(graph, graph.passes.get(seed?.pass ?? 0)?.pass.output ?? "");
  const count = `${sent.length} contribution${sent.length === 1 ? "" : "s"}`;
  const names = list([...leaves].map((id) => displayName(graph, id)));
  const get = leaves.size > 1 ? "get their gradients" : "gets its gradient";
  const reached = leaves.size > 0 ? `: ${names} ${get}` : "";
  return `The backward pass starts at ${from} and sends ${count}${reached}.`;
}
