import { html, render } from "lit";
import { icon, type IconName } from "../icons.ts";
import type { Studio } from "../studio.ts";

/** What can be done with the program as a whole. */
export interface BarActions {
  explain(): void;
  format(): void;
  open(): void;
  save(): void;
}

/** The line above the program: the name of its file, and what can be done with it. */
export function createBar(host: HTMLElement, studio: Studio, act: BarActions): void {
  const button = (name: IconName, label: string, keys: string, run: () => void) =>
    html`<button class="icon quiet" aria-label=${label} title=${`${label} (${keys})`} @click=${run}>
      ${icon(name)}
    </button>`;
  const draw = (): void => {
    const { file } = studio.state;
    render(
      html`<span class="file" title=${file ?? ""}>
          ${file ?? html`<span class="wide">Program</span>`}
        </span>
        ${button("explain", "What the word at the cursor is", "F1", act.explain)}
        ${button("tidy", "Format", "Shift Alt F", act.format)}
        ${button("open", "Open a file", "Ctrl O", act.open)}
        ${button("save", "Save as a file", "Ctrl S", act.save)}`,
      host,
    );
  };
  studio.subscribe(({ file }) => file, draw);
  draw();
}
