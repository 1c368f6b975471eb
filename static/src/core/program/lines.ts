/** What each line of the program made in the graph. */
import type { Graph } from "../graph.ts";

/**
 * Ids of the tensors that a line gives and of the ops that it runs, in the order in which they come;
 * of an expression over several lines, at the first. Numbers written in an expression do not count.
 */
export function nodesByLine({ document }: Graph): ReadonlyMap<number, readonly string[]> {
  const lines = new Map<number, string[]>();
  const leaves = document.tensors.filter(
    ({ source, role, label }) => source == null && (role !== "constant" || label),
  );
  for (const { id, span } of [...leaves, ...document.ops]) {
    if (!span) continue;
    const known = lines.get(span.line);
    if (known) known.push(id);
    else lines.set(span.line, [id]);
  }
  return lines;
}
