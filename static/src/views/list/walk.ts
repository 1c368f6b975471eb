import { consumersOf, producersOf, type Row } from "../../core/listing.ts";
import type { Studio } from "../studio.ts";

/** Where a key leads from an entry: an id; null where the way ends; undefined for other keys. */
type Way = (key: string, from: string) => string | null | undefined;

/**
 * The ways through the list: `step` by rows, `walk` along edges.
 * @param fold folds or opens a module
 */
export function createWalk(
  studio: Studio,
  rows: () => readonly Row[],
  fold: (module: string) => void,
): { step: Way; walk: Way } {
  /** By entry: from where it was reached along an edge, so that the way back is the way that was come. */
  const behind = new Map<string, string>();
  const ahead = new Map<string, string>();

  const step: Way = (key, from) => {
    // A title that comes again is read with the eyes only; the keys pass it by.
    const stops = rows().filter(({ again }) => !again);
    const at = stops.findIndex(({ id }) => id === from);
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: stops.length - 1 }[key];
    return to === undefined ? undefined : (stops[to]?.id ?? null);
  };

  const walk: Way = (key, from) => {
    const { graph } = studio.state;
    if (!graph || (key !== "ArrowLeft" && key !== "ArrowRight")) return undefined;
    if (graph.modules.has(from) || from === "") return turn(key, from);
    const back = key === "ArrowLeft";
    const next = back ? producersOf(graph, from) : consumersOf(graph, from);
    const known = (back ? behind : ahead).get(from);
    const to = next.find((id) => id === known) ?? next[0];
    if (to === undefined) return null;
    (back ? ahead : behind).set(to, from);
    return to;
  };

  /** As in a tree, a title opens to the right and folds to the left. */
  const turn = (key: string, module: string): null => {
    const folded = studio.state.folding.has(module);
    if (module !== "" && folded === (key === "ArrowRight")) fold(module);
    return null;
  };

  return { step, walk };
}
