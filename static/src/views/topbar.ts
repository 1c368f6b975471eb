import { html, render } from "lit";
import { icon } from "./icons.ts";

/** What the top bar can do. */
export interface TopbarActions {
  examples(): void;
  network(): void;
  program(): void;
  inspector(): void;
  theme(): void;
  keys(): void;
  share(): void;
}

export interface TopbarState {
  programOpen: boolean;
  inspectorOpen: boolean;
  dark: boolean;
}

/** Draw the top bar; called again whenever its state changed. */
export function renderTopbar(host: HTMLElement, state: TopbarState, act: TopbarActions): void {
  render(
    html`
      <a class="brand" href="/"><span class="wide">Nablascope</span><span class="spoken">Nablascope</span></a>
      <button class="quiet" @click=${act.examples}>Examples</button>
      <button class="quiet" @click=${act.network}>Network<span class="wide"> form</span></button>
      <span class="spacer"></span>
      ${panelButton("program", "Program", state.programOpen, act.program)}
      ${panelButton("inspector", "Inspector", state.inspectorOpen, act.inspector)}
      <button
        class="icon quiet"
        aria-label=${state.dark ? "Light colours" : "Dark colours"}
        title=${state.dark ? "Light colours" : "Dark colours"}
        @click=${act.theme}
      >
        ${icon(state.dark ? "sun" : "moon")}
      </button>
      <button class="icon quiet wide" aria-label="Keys" title="Keys (?)" @click=${act.keys}>?</button>
      <button class="primary share" @click=${act.share}>Share<span class="wide"> this step</span></button>
    `,
    host,
  );
}

function panelButton(
  side: "program" | "inspector",
  label: string,
  open: boolean,
  toggle: () => void,
): ReturnType<typeof html> {
  return html`<button
    class="icon quiet"
    aria-label=${label}
    aria-expanded=${open}
    aria-controls=${side}
    title=${label}
    @click=${toggle}
  >
    ${icon(side)}
  </button>`;
}
