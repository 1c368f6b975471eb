/** What is written in a scene beside its nodes: how much has arrived at a tensor, and on updates. */
import type { Graph } from "../graph.ts";
import { measureTensor } from "../measure.ts";
import type { Box, Scene } from "./scene.ts";
import { roomOfWord, updateLines } from "./updates.ts";

/** Height of small letters, and how far they reach above their line. */
const LETTERS = { height: 12, above: 9 } as const;

export function writingIn(graph: Graph, scene: Scene): Box[] {
  const ledgers = scene.tensors.flatMap(({ id, box }) => {
    const { ledger } = measureTensor(graph, id, scene.direction);
    if (ledger === null || ledger.width === 0) return [];
    const start = ledger.align === "middle" ? ledger.x - ledger.width / 2 : ledger.x;
    const y = box.y + ledger.y - LETTERS.above;
    return { x: box.x + start, y, width: ledger.width, height: LETTERS.height };
  });
  const words = updateLines(graph, scene).flatMap((line) => line.words.map(roomOfWord));
  return [...ledgers, ...words];
}
