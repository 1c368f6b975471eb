import { type Extension, StateEffect, StateField } from "@codemirror/state";
import { EditorView } from "@codemirror/view";

/** Says where a bracket was put that nobody typed. */
export const closedAt = StateEffect.define<number>();

/** Places of brackets that were put behind the cursor, as long as they stand there. */
const places = StateField.define<readonly number[]>({
  create: () => [],
  update(known, { changes, effects, newDoc }) {
    const put = effects.flatMap((effect) => (effect.is(closedAt) ? [effect.value] : []));
    if (put.length === 0 && changes.empty) return known;
    const moved = known.map((place) => changes.mapPos(place, 1));
    return [...moved, ...put].filter((place) => newDoc.sliceString(place, place + 1) === ")");
  },
});

/** A bracket that came with a completion is stepped over by who types it all the same. */
export const completedBrackets: Extension = [
  places,
  EditorView.inputHandler.of((view, from, to, text) => {
    if (text !== ")" || from !== to || !view.state.field(places).includes(from)) return false;
    view.dispatch({ selection: { anchor: from + 1 }, userEvent: "select" });
    return true;
  }),
];
