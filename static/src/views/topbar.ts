import { html, render, type TemplateResult } from "lit";
import { icon } from "./icons.ts";
import type { Studio } from "./studio.ts";

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

/** Fill the top bar. */
export function createTopbar(host: HTMLElement, studio: Studio, act: TopbarActions): void {
  const draw = (): void => {
    const { programOpen, inspectorOpen, dark } = studio.state;
    const colours = dark ? "Light colours" : "Dark colours";
    render(
      html`
        <h1>
          <a class="brand" href="/" aria-label="Nablascope"><span class="wide">Nablascope</span></a>
        </h1>
        <button class="quiet" @click=${act.examples}>Examples</button>
        <button class="quiet" @click=${act.network}>Network<span class="wide"> form</span></button>
        <a class="button quiet" href="/ops">Ops</a>
        <span class="spacer"></span>
        ${panelButton("program", "Program", programOpen, act.program)}
        ${panelButton("inspector", "Inspector", inspectorOpen, act.inspector)}
        <button class="icon quiet" aria-label=${colours} title=${colours} @click=${act.theme}>
          ${icon(dark ? "sun" : "moon")}
        </button>
        <button class="icon quiet wide" aria-label="Keys" title="Keys" @click=${act.keys}>?</button>
        <button class="primary" @click=${act.share}>
          Share<span class="wide"> this step</span>
        </button>
      `,
      host,
    );
  };
  studio.subscribe(({ programOpen }) => programOpen, draw);
  studio.subscribe(({ inspectorOpen }) => inspectorOpen, draw);
  studio.subscribe(({ dark }) => dark, draw);
  draw();
}

function panelButton(
  side: "program" | "inspector",
  label: string,
  open: boolean,
  toggle: () => void,
): TemplateResult {
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
