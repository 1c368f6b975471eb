import { html } from "lit";
import { createDialog, type Dialog } from "./dialog.ts";

const groups: { title: string; keys: [keys: string[], meaning: string][] }[] = [
  {
    title: "Time",
    keys: [
      [["Space"], "play or pause"],
      [["←", "→"], "one step back or forward"],
      [["Home", "End"], "to the start or the end"],
      [["Page Up", "Page Down"], "one pass back or forward"],
      [["s"], "step by contribution, by op, by pass"],
      [["j"], "to where the selected op fires next"],
      [["n"], "tell each step, or do not"],
    ],
  },
  {
    title: "Graph",
    keys: [
      [["Tab", "Shift Tab"], "to the next or the previous node"],
      [["Enter"], "select the node, fold or unfold the region"],
      [["f"], "fold or unfold the region of the node"],
      [["h"], "shorthand: leave out unnamed intermediate tensors"],
      [["d"], "local derivatives and contributions on the edges"],
      [["o"], "open the op into scalar ops, or close it; put a tensor together"],
      [["/"], "find; Enter and Shift Enter go from hit to hit"],
      [["+", "−", "0"], "zoom in, zoom out, show everything"],
      [["z"], "zoom to what is selected"],
      [["Shift ← ↑ ↓ →"], "move the view"],
      [["↑", "↓"], "on a number of the program's own: move it; with Shift in fine steps"],
      [["Esc"], "select nothing, leave the graph"],
      [["l"], "read the graph as a list, or draw it"],
      [["↑", "↓", "←", "→"], "in the list: up and down, along the edges back and forth"],
    ],
  },
  {
    title: "Program",
    keys: [
      [["Ctrl Space"], "complete; Tab or Enter takes the choice"],
      [["F1"], "what the word at the cursor is"],
      [["F8", "Shift F8"], "to the next or the previous fault"],
      [["Ctrl ."], "apply the first fix of the fault here"],
      [
        ["Alt Enter", "Alt click"],
        "select what the expression made; a click on the number: what the line made",
      ],
      [["Shift Alt F"], "format"],
      [["Ctrl Z", "Ctrl Shift Z"], "undo, redo: text, sliders and opened programs"],
      [["Ctrl O", "Ctrl S"], "open or save a file"],
    ],
  },
  {
    title: "Page",
    keys: [
      [["e"], "to the program"],
      [["Esc"], "cancel an evaluation that takes long"],
      [["Esc", "Tab"], "one after the other: out of the program"],
      [["← ↑ ↓ →"], "from example to example; ↑ out of the first row to the search field"],
      [["?"], "this sheet"],
    ],
  },
];

/** The sheet that lists the keys, and leads to the tour. */
export function createKeySheet(tour: () => void): Dialog {
  return createDialog(
    "Keys",
    (close) =>
      html`${groups.map(
          ({ title, keys }) => html`
            <h3>${title}</h3>
            <dl class="keys">
              ${keys.map(
                ([caps, meaning]) =>
                  html`<div>
                    <dt>${caps.map((cap) => html`<kbd>${cap}</kbd> `)}</dt>
                    <dd>${meaning}</dd>
                  </div>`,
              )}
            </dl>
          `,
        )}
        <button
          class="tour-again"
          @click=${() => {
            close();
            tour();
          }}
        >
          Take the tour
        </button>`,
  );
}
