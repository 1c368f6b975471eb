import type { InputValue } from "../api/graphs.ts";
import { type LinkState, parseLink, serializeLink } from "../core/permalink.ts";
import { isAtEnd, timelineOf } from "../core/timeline.ts";
import { compress, decompress } from "../platform/compression.ts";
import { download } from "../platform/download.ts";
import type { Opened, Studio } from "./studio.ts";

/** Longest link, in characters; beyond it programs like mail and chat cut links off. */
const longest = 8192;
/** Most bytes that a link may inflate to. */
const largest = 1 << 20;
/** Milliseconds of rest before the address follows the page. */
const rest = 400;

/** What became of sharing. */
export type Shared = "copied" | "shown" | "saved";

/** Everything that the person set, as a link keeps it. */
function linkState({ state }: Studio): LinkState {
  const { source, inputs, seed, position, graph, folding, foldedByHand, opened, selection } = state;
  const { grain, pacedByHand, whole, reading, direction, turnedByHand, edgeNumbers } = state;
  const begun = position.t > 0;
  const atEnd = graph !== null && isAtEnd(timelineOf(graph), position);
  return {
    version: 1,
    source,
    inputs: { ...inputs },
    seed,
    stop: begun || atEnd ? position.stop : position.stop - 1,
    grain: pacedByHand ? grain : null,
    folded: foldedByHand ? [...folding] : null,
    reading,
    direction: turnedByHand ? direction : null,
    numbers: edgeNumbers,
    opened: opened === "all" ? opened : [...opened],
    whole: [...whole],
    selection,
  };
}

/** Where the studio opens as it stands here. */
export async function linkOf(studio: Studio, path = location.pathname): Promise<string> {
  const packed = await compress(serializeLink(linkState(studio)));
  return `${location.origin}${path}#${packed}`;
}

/** What the address of the page asks to open; null where it asks for nothing readable. */
export async function readAddress(): Promise<Opened | null> {
  const packed = location.hash.slice(1);
  const text = packed === "" ? null : await decompress(packed, largest);
  return text === null ? null : openedFrom(text);
}

/** What a saved file asks to open: the same text as in a link. */
export function openedFrom(text: string): Opened | null {
  const link = parseLink(text);
  if (!link) return null;
  const { source, seed, stop, grain, folded, reading, direction, numbers, selection } = link;
  const inputs = link.inputs as Record<string, InputValue>;
  const folding = folded && new Set(folded);
  const turned = { turnedByHand: direction !== null, ...(direction && { direction }) };
  const drawn = { reading, edgeNumbers: numbers, ...turned };
  const opened = link.opened === "all" ? link.opened : new Set(link.opened);
  const whole = new Set(link.whole);
  return { source, seed, inputs, openAt: stop, grain, folding, opened, whole, drawn, selection };
}

/** Let the address follow the page, once it has come to rest. */
export function keepAddress(studio: Studio): void {
  let timer = 0;
  const follow = async (): Promise<void> => {
    if (studio.state.playing) return;
    const link = await linkOf(studio);
    const fits = link.length <= longest && studio.state.source.trim() !== "";
    history.replaceState(null, "", fits ? link : location.pathname);
  };
  const soon = (): void => {
    clearTimeout(timer);
    timer = window.setTimeout(follow, rest);
  };
  studio.subscribe(({ source }) => source, soon);
  studio.subscribe(({ inputs }) => inputs, soon);
  studio.subscribe(({ position }) => position, soon);
  studio.subscribe(({ playing }) => playing, soon);
  studio.subscribe(({ grain }) => grain, soon);
  studio.subscribe(({ folding }) => folding, soon);
  studio.subscribe(({ reading }) => reading, soon);
  studio.subscribe(({ direction }) => direction, soon);
  studio.subscribe(({ edgeNumbers }) => edgeNumbers, soon);
  studio.subscribe(({ opened }) => opened, soon);
  studio.subscribe(({ whole }) => whole, soon);
  studio.subscribe(({ selection }) => selection, soon);
}

/**
 * Copy a link to the present step, or, when it would be too long, save a file that opens the same.
 * @returns "shown" where the browser lets nothing be copied: the address bar holds the link
 */
export async function share(studio: Studio): Promise<Shared> {
  const link = await linkOf(studio);
  if (link.length > longest) {
    download("program.nablascope", serializeLink(linkState(studio)), "application/json");
    return "saved";
  }
  history.replaceState(null, "", link);
  try {
    await navigator.clipboard.writeText(link);
    return "copied";
  } catch {
    return "shown";
  }
}
