import { html, nothing, render } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { createDialog, type Dialog } from "../dialogs/dialog.ts";
import { gallery } from "../programs/index.ts";
import type { Example } from "../programs/program.ts";
import type { Studio } from "../studio.ts";
import { Pictures } from "./pictures.ts";
import { isFound } from "./search.ts";
import { walkCards } from "./walk.ts";

/** The programs to start from: a title, a sentence and a picture each, in groups, to be searched. */
export function createGallery(studio: Studio, onChoose: (example: Example) => void): Dialog {
  const body = document.createElement("div");
  body.className = "gallery";
  body.tabIndex = -1;
  const pictures = new Pictures(body);
  const canvases = new Map(
    gallery.flatMap(({ examples }) => examples).map((example) => [canvasOf(example), example]),
  );
  const canvasFor = new Map([...canvases].map(([canvas, { id }]) => [id, canvas]));
  let wanted = "";
  let choose: (example: Example) => void = onChoose;

  const draw = (): void => {
    const found = gallery.flatMap(({ title, examples }) => {
      const some = examples.filter((example) => isFound(example, title, wanted));
      return some.length > 0 ? [{ title, examples: some }] : [];
    });
    const count = found.reduce((sum, { examples }) => sum + examples.length, 0);
    render(
      html`
        <p class="spoken" role="status">
          ${wanted.trim() === "" ? nothing : count === 1 ? "1 example" : `${count} examples`}
        </p>
        ${repeat(
          found,
          ({ title }) => title,
          ({ title, examples }) => html`
            <h3>${title}</h3>
            <ul class="cards">
              ${repeat(
                examples,
                ({ id }) => id,
                (example) =>
                  html`<li>
                    <button class="card" data-example=${example.id} @click=${() => choose(example)}>
                      ${canvasFor.get(example.id)}
                      <strong>${example.title}</strong>
                      <span>${example.about}</span>
                    </button>
                  </li>`,
              )}
            </ul>
          `,
        )}
        ${
          count === 0
            ? html`<p class="none">
                No example speaks of “${wanted.trim()}”. Try the name of an op, such as
                <code>softmax</code>.
              </p>`
            : nothing
        }
      `,
      body,
    );
  };
  const look = (event: Event): void => {
    wanted = (event.target as HTMLInputElement).value;
    draw();
  };
  const search = () =>
    html`<input
      type="search"
      class="search"
      aria-label="Search the examples"
      placeholder="Search"
      .value=${wanted}
      @input=${look}
    />`;

  const dialog = createDialog(
    "Examples",
    (close) => {
      choose = (example) => {
        close();
        onChoose(example);
      };
      wanted = "";
      draw();
      return html`${body}`;
    },
    {
      tools: search,
      name: "examples",
      onOpen() {
        pictures.begin(canvases);
        // Where fingers point, a field that has the focus would bring up a keyboard over half the page.
        if (matchMedia("(pointer: coarse)").matches) body.focus();
      },
      onClose: () => pictures.end(),
    },
  );
  walkCards(body);
  studio.subscribe(
    ({ dark }) => dark,
    () => pictures.recolour(),
  );
  return dialog;
}

function canvasOf({ id }: Example): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.setAttribute("aria-hidden", "true");
  canvas.dataset.picture = id;
  return canvas;
}
