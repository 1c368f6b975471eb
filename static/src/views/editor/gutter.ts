import { type Extension, RangeSet, StateEffect, StateField } from "@codemirror/state";
import { type EditorView, GutterMarker, gutterLineClass, lineNumbers } from "@codemirror/view";
import { closedOf, type Graph } from "../../core/graph.ts";
import { nodesByLine } from "../../core/program/lines.ts";
import type { PresentGraph } from "./help.ts";
import type { Pointing } from "./pointing.ts";

/** Another graph stands for the program, or none. */
export const drawn = StateEffect.define<Graph | null>();

class Made extends GutterMarker {
  override elementClass = "cm-made";
}
const made = new Made();

const marks = StateField.define<RangeSet<GutterMarker>>({
  create: () => RangeSet.empty,
  update(shown, { effects, changes, state }) {
    let next = shown.map(changes);
    for (const one of effects) {
      if (!one.is(drawn)) continue;
      const lines = one.value ? [...nodesByLine(closedOf(one.value)).keys()] : [];
      const inside = lines.filter((line) => line <= state.doc.lines).toSorted((a, b) => a - b);
      next = RangeSet.of(inside.map((line) => made.range(state.doc.line(line).from)));
    }
    return next;
  },
  provide: (field) => gutterLineClass.from(field),
});

/** Line numbers, with a mark beside each line that made something: a click leads there. */
export function leadingNumbers(present: PresentGraph, act: Pointing): Extension {
  const nodes = (view: EditorView, from: number): readonly string[] => {
    const graph = present();
    const lines = graph && nodesByLine(closedOf(graph));
    return lines?.get(view.state.doc.lineAt(from).number) ?? [];
  };
  return [
    marks,
    lineNumbers({
      domEventHandlers: {
        mousemove(view, { from }) {
          act.point(nodes(view, from));
          return false;
        },
        mouseleave() {
          act.point([]);
          return false;
        },
        click(view, { from }) {
          const ids = nodes(view, from);
          if (ids.length === 0) return false;
          act.choose(ids);
          return true;
        },
      },
    }),
  ];
}
