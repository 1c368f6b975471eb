import type { Extension } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import type { Graph } from "../../core/graph.ts";
import { wordAt } from "../../core/program/place.ts";
import { nodesOf, opsAt, tensorNamed } from "../../core/program/spans.ts";
import type { PresentGraph } from "./help.ts";
import { placeIn } from "./positions.ts";

/** What pointing at the program does to the graph. */
export interface Pointing {
  /** The pointer rests on what made these nodes; none: on nothing that made one. */
  point(ids: readonly string[]): void;
  /** One of these nodes is meant: that of the present step, or the next one. */
  choose(ids: readonly string[]): void;
}

/** Lights the nodes of the expression under the pointer; Alt and a click, or Alt-Enter, selects. */
export function pointing(present: PresentGraph, act: Pointing): Extension {
  const nodes = (view: EditorView, at: number | null): string[] => {
    const graph = present();
    return graph && at !== null ? nodesAt(graph, view, at) : [];
  };
  return [
    EditorView.domEventHandlers({
      mousemove({ clientX, clientY }, view) {
        act.point(nodes(view, textAt(view, clientX, clientY)));
      },
      mouseleave: () => act.point([]),
      mousedown(event, view) {
        if (!event.altKey || event.button !== 0) return false;
        const ids = nodes(view, textAt(view, event.clientX, event.clientY));
        if (ids.length === 0) return false;
        event.preventDefault();
        act.choose(ids);
        return true;
      },
    }),
    keymap.of([
      {
        key: "Alt-Enter",
        run(view) {
          const ids = nodes(view, view.state.selection.main.head);
          if (ids.length > 0) act.choose(ids);
          return true;
        },
      },
    ]),
  ];
}

/** Offset of the text under a point of the page; null beside the text. */
function textAt(view: EditorView, x: number, y: number): number | null {
  const at = view.posAtCoords({ x, y });
  const box = at === null ? null : view.coordsAtPos(at);
  const beside =
    !box || x > box.right + view.defaultCharacterWidth || y > box.bottom || y < box.top;
  return beside ? null : at;
}

/** A name stands for its tensor, anything else for what its expression made. */
function nodesAt(graph: Graph, view: EditorView, at: number): string[] {
  const source = view.state.doc.toString();
  const place = placeIn(view.state.doc, at);
  const word = wordAt(source, at);
  const tensor = word && word.path.length === 0 && tensorNamed(graph, word.word, place.line);
  if (tensor) return [tensor.id];
  const ops = opsAt(graph, place);
  return ops.length > 0 ? nodesOf(graph, ops) : [];
}
