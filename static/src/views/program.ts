import type { Span, Tensor } from "../core/document.ts";
import type { Graph } from "../core/graph.ts";
import { endOf, timelineOf } from "../core/timeline.ts";
import { type BarActions, createBar } from "./editor/bar.ts";
import { createEditor, type Editor } from "./editor/editor.ts";
import { renderMessages } from "./editor/messages.ts";
import { subscribeUnhurried } from "./haste.ts";
import type { Evaluation } from "./evaluation.ts";
import type { Example } from "./programs/program.ts";
import type { Handles } from "./sliders/handles.ts";
import type { Overrides } from "./sliders/overrides.ts";
import { createSeed } from "./sliders/seed.ts";
import { createSliders } from "./sliders/sliders.ts";
import { open, type Studio, type StudioState } from "./studio.ts";

/** What the program's panel needs of the page around it. */
export interface ProgramLinks extends Omit<BarActions, "explain" | "format"> {
  /** Allows the editor's style element. */
  nonce: string;
  /** Say something in passing. */
  say(message: string): void;
}

/** Fill the program's panel: the editor, sliders for its inputs, what there is to say about it. */
export function createProgram(
  host: HTMLElement,
  studio: Studio,
  evaluation: Evaluation,
  handles: Handles,
  overrides: Overrides,
  links: ProgramLinks,
): Editor {
  const part = (name: string): HTMLElement => {
    const element = document.createElement("div");
    element.className = name;
    host.append(element);
    return element;
  };
  const [bar, text, messages, inputs] = [
    part("bar"),
    part("text"),
    part("messages"),
    part("inputs"),
  ];
  const [draws, sliders] = [document.createElement("div"), document.createElement("div")];
  inputs.append(draws, sliders);

  const onUnreadable = (): void =>
    links.say("Not formatted: a bracket, a string or an indentation does not match yet.");
  const editor: Editor = createEditor(text, links.nonce, {
    settings: () => {
      const { settledInputs, seed, file } = studio.state;
      return { inputs: settledInputs, seed, file };
    },
    present: () => presentGraph(studio.state),
    point(ids) {
      if (ids.join() !== studio.state.pointed.join()) studio.update({ pointed: ids });
    },
    choose: (ids) => studio.update({ selection: nextOf(studio.state, ids) }),
    onChange(source, replaced, settings) {
      const { graph } = studio.state;
      // Another program is seen from its end; a step of the old one means nothing in it.
      const fresh = replaced && graph ? { position: endOf(timelineOf(graph)), playing: false } : {};
      const typed = source !== studio.state.source;
      const rested = settings && { ...settings, settledInputs: settings.inputs, held: null };
      studio.update({ source, ...rested, ...fresh, busy: true });
      if (typed) evaluation.soon();
      else void evaluation.now();
    },
    onUnreadable,
  });
  createBar(bar, studio, {
    open: links.open,
    save: links.save,
    async explain() {
      const known = await editor.explain();
      if (!known) links.say("Put the cursor on a word or an operator, then ask what it is.");
    },
    format: () => void (editor.format() || onUnreadable()),
  });

  const drawMessages = (): void => {
    const { source, diagnostics, printed, problem } = studio.state;
    const empty = source.trim() === "";
    renderMessages(messages, { empty, diagnostics, printed, problem }, actions);
  };
  const actions = {
    open(example: Example): void {
      open(studio, example);
      void evaluation.now();
    },
    reveal: editor.reveal,
    apply: editor.apply,
  };

  createSeed(draws, studio, () => void evaluation.now());
  createSliders(sliders, studio, handles, overrides);
  studio.subscribe(
    ({ source }) => source,
    (source) => {
      if (source !== editor.source) editor.load(source);
      drawMessages();
    },
  );
  studio.subscribe(
    ({ diagnostics }) => diagnostics,
    (diagnostics) => {
      editor.underline(diagnostics);
      drawMessages();
    },
  );
  studio.subscribe(({ printed }) => printed, drawMessages);
  studio.subscribe(({ problem }) => problem, drawMessages);
  studio.subscribe(({ settledInputs }) => settledInputs, editor.settle);
  studio.subscribe((state) => state.seed, editor.settle);
  studio.subscribe(presentGraph, editor.mark);
  subscribeUnhurried(studio, currentSpan, editor.light);
  studio.subscribe(chosenSpan, editor.choose);
  drawMessages();
  return editor;
}

/** The graph, where its places are those of the text. */
function presentGraph({ graph, phase, source }: Readonly<StudioState>): Graph | null {
  return phase !== "stale" && graph?.document.source === source ? graph : null;
}

/** What the present stop runs; none at the start, at the end, or in an old graph. */
function currentSpan(state: Readonly<StudioState>): Span | null {
  const graph = presentGraph(state);
  const stop = graph && timelineOf(graph).stops[state.position.stop];
  if (!stop) return null;
  return spanOf(graph, stop.op ?? "") ?? spanOf(graph, stop.tensor ?? "");
}

/** What made the selected node. */
function chosenSpan(state: Readonly<StudioState>): Span | null {
  const graph = presentGraph(state);
  return graph && state.selection !== null ? spanOf(graph, state.selection) : null;
}

function spanOf(graph: Graph, id: string): Span | null {
  const node: Pick<Tensor, "span"> | undefined = graph.ops.get(id) ?? graph.tensors.get(id);
  return node?.span ?? null;
}

/** Of nodes that one expression made: the one after the selected, else that of the present step. */
function nextOf({ graph, position, selection }: Readonly<StudioState>, ids: readonly string[]) {
  const at = ids.indexOf(selection ?? "");
  if (at >= 0) return ids[(at + 1) % ids.length] ?? null;
  const stop = graph && timelineOf(graph).stops[position.stop];
  return ids.find((id) => id === stop?.op || id === stop?.tensor) ?? ids.at(-1) ?? null;
}
