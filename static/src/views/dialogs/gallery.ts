import { html } from "lit";
import { gallery } from "../programs/index.ts";
import type { Example } from "../programs/program.ts";
import { createDialog, type Dialog } from "./dialog.ts";

/** The programs to start from, by title. */
export function createGallery(onChoose: (example: Example) => void): Dialog {
  return createDialog("Examples", (close) => {
    const choose = (example: Example): void => {
      close();
      onChoose(example);
    };
    return html`${gallery.map(
      ({ title, examples }) => html`
        <h3>${title}</h3>
        <ul class="cards">
          ${examples.map(
            (example) =>
              html`<li>
                <button class="card" @click=${() => choose(example)}>
                  <strong>${example.title}</strong>
                  <span>${example.about}</span>
                </button>
              </li>`,
          )}
        </ul>
      `,
    )}`;
  });
}
