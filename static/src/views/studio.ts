import type { InputValue } from "../api/graphs.ts";
import type { Cell } from "../core/cells.ts";
import type { Diagnostic } from "../core/document.ts";
import { defaultFolding, type Folding } from "../core/folding.ts";
import { fittingPace, type Grain } from "../core/grain.ts";
import { closedOf, type Graph } from "../core/graph.ts";
import type { Direction } from "../core/layout/scene.ts";
import type { Reading } from "../core/shorthand.ts";
import type { Store } from "../core/store.ts";
import { openedAround, samePosition } from "../core/scalar/moment.ts";
import { NONE_OPENED, type Opened as OpenedOps } from "../core/scalar/opening.ts";
import { clampPosition, isAtEnd, type Position, timelineOf } from "../core/timeline.ts";
import type { Wait } from "./waiting.ts";

/** All that the page knows; every view draws from it and changes it. */
export interface StudioState {
  source: string;
  seed: number;
  /** The file that the program was opened from, or saved to. */
  file: string | null;
  /** Values in place of the program's, by leaf id. */
  inputs: Readonly<Record<string, InputValue>>;
  /** The same as the hand left them that last let go: one of these a change, for undoing. */
  settledInputs: Readonly<Record<string, InputValue>>;
  /** The tensor whose number is in a hand. */
  held: string | null;
  /** Whether what a hand moves goes through a socket; else it is asked by POST. */
  live: boolean;

  /** The graph that is drawn. */
  graph: Graph | null;
  /**
   * What the drawn graph is to the program. "empty": nothing is drawn. "current": it is its graph.
   * "stale": the program has an error, this is the last good one. "partial": it ends at the error.
   */
  phase: "empty" | "current" | "stale" | "partial";
  /** Whether an evaluation is due or under way. */
  busy: boolean;
  /** What the person waits for longer than a moment, or has given up. */
  wait: Wait | null;
  diagnostics: readonly Diagnostic[];
  printed: readonly string[];
  /** Why no evaluation came about, where no diagnostic says it. */
  problem: string | null;

  /** A stop that has been seen rests at t = 1, so that what moved in it is still in view. */
  position: Position;
  playing: boolean;
  /** Whether the timeline is dragged on through a large graph; what explains a moment then waits. */
  hurried: boolean;
  speed: number;
  /** How much happens in one step. */
  grain: Grain;
  /** Whether the person chose the grain or the speed; else both follow the length of the program. */
  pacedByHand: boolean;
  /** Whether each step is told in a sentence, on the page and to screen readers. */
  narrated: boolean;
  /** Stop to show when the graph of an opened link arrives; −1: the start; null: the end. */
  openAt: number | null;

  folding: Folding;
  /** Whether the person has folded or opened anything; else the folding follows the graph. */
  foldedByHand: boolean;
  /** Ops that are drawn as the scalar ops in them. */
  opened: OpenedOps;
  /** Tensors that are put together, though only opened ops meet them. */
  whole: ReadonlySet<string>;
  /** The op that is to be opened as soon as the server has told what is in it. */
  asked: string | null;
  /** The op that was asked for and cannot be opened, and why. */
  refusal: { op: string; why: string } | null;
  /** What keeps its place on the screen when the picture changes: the op that was opened or closed. */
  anchored: string | null;
  direction: Direction;
  /** Whether the person chose the direction; else it follows the room. */
  turnedByHand: boolean;
  /** Whether unnamed intermediate tensors are drawn, or left out. */
  reading: Reading;
  /** Whether the edges carry local derivatives and contributions. */
  edgeNumbers: boolean;
  /** How a link has the graph drawn, and how the person had it before. */
  lent: { given: Drawn; own: Drawn } | null;
  /** Whether the graph is read as a list, or drawn. */
  listed: boolean;
  /** Id of a tensor or an op. */
  selection: string | null;
  /** Ids of what the expression under the pointer made. */
  pointed: readonly string[];
  /** Single elements that are outlined: what an element that is pointed at was computed from. */
  lit: readonly Cell[];
  /** What the search found, in order, and which of it was chosen last; null: nothing is searched. */
  found: { ids: readonly string[]; chosen: string | null } | null;
  /** Keys of edges: of all paths that are read in the inspector, and of the one pointed at. */
  ways: { all: ReadonlySet<string>; pointed: readonly string[] } | null;

  /** Whether the side panels can be seen: columns on a wide page, sheets on a narrow one. */
  programOpen: boolean;
  inspectorOpen: boolean;
  dark: boolean;
}

export type Studio = Store<StudioState>;

/** How a graph is drawn, whichever it is. */
type Drawn = Pick<StudioState, (typeof drawn)[number]>;

const drawn = ["reading", "edgeNumbers", "direction", "turnedByHand"] as const;

export const blank: StudioState = {
  source: "",
  seed: 0,
  file: null,
  inputs: {},
  settledInputs: {},
  held: null,
  live: false,
  graph: null,
  phase: "empty",
  busy: false,
  wait: null,
  diagnostics: [],
  printed: [],
  problem: null,
  position: { stop: 0, t: 0 },
  playing: false,
  hurried: false,
  speed: 1,
  grain: "contribution",
  pacedByHand: false,
  narrated: true,
  openAt: null,
  folding: new Set(),
  foldedByHand: false,
  opened: NONE_OPENED,
  whole: new Set(),
  asked: null,
  refusal: null,
  anchored: null,
  direction: "left-right",
  turnedByHand: false,
  reading: "full",
  edgeNumbers: false,
  lent: null,
  listed: false,
  selection: null,
  pointed: [],
  lit: [],
  found: null,
  ways: null,
  programOpen: true,
  inspectorOpen: true,
  dark: false,
};

/** Why the drawn graph is not the program's: a fault in the program, or no answer. */
export function whyOld({ problem }: Readonly<StudioState>): string {
  return problem === null ? "The program has an error" : "The program was not evaluated";
}

/** What a program that was opened, not typed, brings along; everything else starts afresh. */
export interface Opened {
  source: string;
  seed?: number;
  file?: string | null;
  inputs?: Readonly<Record<string, InputValue>>;
  openAt?: number | null;
  grain?: Grain | null;
  folding?: Folding | null;
  /** How a link wants the graph drawn; else it is drawn as the person had the last one drawn. */
  drawn?: Partial<Drawn>;
  opened?: OpenedOps;
  whole?: ReadonlySet<string>;
  selection?: string | null;
}

/** Put a program in the place of the one that was there. */
export function open(studio: Studio, opened: Opened): void {
  const { source, seed = 0, inputs = {}, file = null } = opened;
  const { openAt = null, grain = null, folding = null, selection = null } = opened;
  studio.update({
    source,
    seed,
    inputs,
    settledInputs: inputs,
    held: null,
    file,
    openAt,
    selection,
    graph: null,
    phase: "empty",
    playing: false,
    ...lend(studio.state, opened.drawn),
    ...(grain !== null && { grain, pacedByHand: true }),
    folding: folding ?? blank.folding,
    foldedByHand: folding !== null,
    opened: opened.opened ?? NONE_OPENED,
    whole: opened.whole ?? blank.whole,
    asked: null,
    refusal: null,
  });
}

/** What a link asks for goes with its program; what the person changed in it stays. */
function lend(state: StudioState, asked: Partial<Drawn> | undefined) {
  const { lent, turnedByHand } = state;
  const own = Object.fromEntries(
    drawn.map((key) => {
      const chosen = key !== "direction" || turnedByHand;
      const changed = lent === null || (chosen && state[key] !== lent.given[key]);
      return [key, (changed ? state : lent.own)[key]];
    }),
  ) as Drawn;
  if (asked === undefined) return { ...own, lent: null };
  const given = { ...own, ...asked };
  return { ...given, lent: { given, own } };
}

/**
 * What changes when a new graph replaces the drawn one. A person who watched the end, or nothing
 * yet, sees the new end; one who stood in the middle stays at that stop. What no longer exists is
 * no longer selected.
 */
export function atNewGraph(
  state: Readonly<StudioState>,
  graph: Graph,
): Pick<
  StudioState,
  | "graph"
  | "position"
  | "openAt"
  | "playing"
  | "grain"
  | "speed"
  | "folding"
  | "selection"
  | "anchored"
> {
  const { selection, openAt } = state;
  const old = state.graph;
  // Only numbers differ: everything stays where it is.
  if (old?.form === graph.form) return { ...state, graph, openAt: null };
  const timeline = timelineOf(graph);
  const same =
    old !== null && closedOf(old).document.structure === closedOf(graph).document.structure;
  const kept = same ? samePosition(old, graph, state.position) : state.position;
  const position = openAt === null ? kept : { stop: openAt, t: 1 };
  const atEnd = openAt === null && (old === null || isAtEnd(timelineOf(old), state.position));
  return {
    graph,
    position: clampPosition(timeline, atEnd ? { stop: Infinity, t: 0 } : position),
    openAt: null,
    playing: state.playing && same,
    ...(state.pacedByHand ? { grain: state.grain, speed: state.speed } : fittingPace(graph)),
    folding: state.foldedByHand || same ? state.folding : defaultFolding(graph),
    selection: selection === null ? null : openedAround(old, graph, selection),
    anchored: null,
  };
}
