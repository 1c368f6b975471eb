import { html, render } from "lit";
import { type NoteText, writeNote } from "../../marks/note.ts";
import { recall, remember } from "../../platform/storage.ts";
import { icon } from "../icons.ts";

const key = "workings";

/**
 * On a narrow stage, where a card would hide what it explains, a contribution is explained below
 * the graph: by its formula in one line, and unfolded with the numbers put in.
 */
export class Dock {
  readonly root = document.createElement("div");
  readonly #place = document.createElement("div");
  readonly #button = document.createElement("div");
  #open: boolean = recall<boolean>(key, false);
  /** What is written, to be written once. */
  #written = "";

  /** @param onTurn told when its height has changed */
  constructor(onTurn: () => void) {
    this.root.className = "dock";
    this.root.setAttribute("role", "group");
    this.root.setAttribute("aria-label", "This contribution");
    this.#place.className = "place";
    this.#button.className = "turn";
    this.root.append(this.#place, this.#button);
    this.#show(onTurn);
    // A font that comes late changes how much fits.
    document.fonts.addEventListener("loadingdone", () => this.#fit());
  }

  /** Explain a contribution. */
  write(text: NoteText): void {
    const written = JSON.stringify(text);
    if (written === this.#written) return;
    this.#written = written;
    const note = writeNote(text);
    this.#place.replaceChildren(note.root);
    this.#fit = () => void note.measure(this.#place.clientWidth);
    this.#fit();
    void note.ready.then(() => this.#fit());
  }

  /** Nothing is to be explained; the room is kept until the pass is over. */
  clear(): void {
    this.#written = "";
    this.#place.replaceChildren();
    this.#fit = () => {};
  }

  #fit: () => void = () => {};

  #show(onTurn: () => void): void {
    const turn = (): void => {
      this.#open = !this.#open;
      remember(key, this.#open);
      this.#show(onTurn);
      this.#fit();
      onTurn();
    };
    this.root.dataset.open = String(this.#open);
    const label = this.#open ? "The formula alone" : "The formula with its numbers";
    render(
      html`<button
        class="icon quiet"
        aria-label="Numbers put in"
        aria-expanded=${this.#open}
        title=${label}
        @click=${turn}
      >
        ${icon(this.#open ? "down" : "up")}
      </button>`,
      this.#button,
    );
  }
}
