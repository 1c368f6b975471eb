import type { InputValue } from "../api/graphs.ts";
import type { Span, Tensor } from "../core/document.ts";
import { endOf, timelineOf } from "../core/timeline.ts";
import { createEditor, type Editor } from "./editor/editor.ts";
import { Handles } from "./editor/handles.ts";
import { renderMessages } from "./editor/messages.ts";
import { renderSliders } from "./editor/sliders.ts";
import type { Evaluation } from "./evaluation.ts";
import type { Example } from "./programs/program.ts";
import { open, type Studio } from "./studio.ts";

/**
 * Fill the program's panel: the editor, sliders for its inputs, what there is to say about it.
 * @param nonce allows the editor's style element
 */
export function createProgram(
  host: HTMLElement,
  studio: Studio,
  evaluation: Evaluation,
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
    studio.update({ source, inputs: {}, ...fresh });
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

  const handles = new Handles();
  const drawSliders = (): void => {
    const { graph, phase, inputs } = studio.state;
    // A slider that brought an error about stays, so that it can be moved back.
    const shown = phase === "current" || Object.keys(inputs).length > 0;
    renderSliders(sliders, graph && shown ? handles.list(graph, inputs) : [], override);
  };
  const override = (id: string, value: InputValue | null): void => {
    const { [id]: _, ...others } = studio.state.inputs;
    studio.update({ inputs: value === null ? others : { ...others, [id]: value } });
    evaluation.move();
  };

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
  studio.subscribe(
    ({ graph }) => graph,
    (graph) => {
      if (graph) handles.note(graph, studio.state.inputs);
      drawSliders();
    },
  );
  studio.subscribe(({ inputs }) => inputs, drawSliders);
  studio.subscribe(({ phase }) => phase, drawSliders);
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
