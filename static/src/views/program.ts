import type { Span, Tensor } from "../core/document.ts";
import { endOf, timelineOf } from "../core/timeline.ts";
import { createEditor, type Editor } from "./editor/editor.ts";
import { renderMessages } from "./editor/messages.ts";
import type { Evaluation } from "./evaluation.ts";
import type { Example } from "./programs/program.ts";
import type { Handles } from "./sliders/handles.ts";
import type { Overrides } from "./sliders/overrides.ts";
import { createSliders } from "./sliders/sliders.ts";
import { open, type Studio } from "./studio.ts";

/**
 * Fill the program's panel: the editor, sliders for its inputs, what there is to say about it.
 * @param nonce allows the editor's style element
 */
export function createProgram(
  host: HTMLElement,
  studio: Studio,
  evaluation: Evaluation,
  handles: Handles,
  overrides: Overrides,
  nonce: string,
): Editor {
  const part = (name: string): HTMLElement => {
    const element = document.createElement("div");
    element.className = name;
    host.append(element);
    return element;
  };
  const [text, sliders, messages] = [part("text"), part("inputs"), part("messages")];

  const editor = createEditor(text, nonce, (source, replaced) => {
    const { graph } = studio.state;
    // Another program is seen from its end; a step of the old one means nothing in it.
    const fresh = replaced && graph ? { position: endOf(timelineOf(graph)), playing: false } : {};
    // What was typed counts, not where a slider had been moved before.
    studio.update({ source, inputs: {}, settledInputs: {}, held: null, ...fresh });
    evaluation.soon();
  });

  const drawMessages = (): void => {
    const { source, diagnostics, printed, problem } = studio.state;
    const empty = source.trim() === "";
    renderMessages(messages, { empty, diagnostics, printed, problem }, actions);
  };
  const actions = {
    open(example: Example): void {
      open(studio, { source: example.source });
      void evaluation.now();
    },
    reveal: editor.reveal,
    apply: editor.apply,
  };

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
  studio.subscribe(currentSpan, editor.light);
  drawMessages();
  return editor;
}

/** The statement that the present stop belongs to; none at the start, at the end, or in an old graph. */
function currentSpan({ graph, phase, position }: Studio["state"]): Span | null {
  if (!graph || phase === "stale") return null;
  const stop = timelineOf(graph).stops[position.stop];
  const about: Pick<Tensor, "span"> | undefined =
    graph.ops.get(stop?.op ?? "") ?? graph.tensors.get(stop?.tensor ?? "");
  return about?.span ?? null;
}
