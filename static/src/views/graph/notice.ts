import { html, nothing, render } from "lit";
import { sourceText } from "../../core/graph.ts";
import { type Studio, whyOld } from "../studio.ts";

/** Say over the graph what it is to the program, where that is not plain. */
export function createNotice(host: HTMLElement, studio: Studio): void {
  const draw = (): void => {
    const { graph, phase, diagnostics, source, problem } = studio.state;
    const fault = diagnostics.find(({ severity }) => severity === "error");
    const words = graph && sourceText(graph, fault?.span);
    const place = fault?.span ? ` at line ${fault.span.line}${words ? `: ${words}` : ""}` : "";
    const text = {
      current: null,
      stale: `${whyOld(studio.state)}; this is its last graph that was whole.`,
      partial: `The program stopped${place}`,
      empty: emptiness(source, fault !== undefined || problem !== null),
    }[phase];
    const kind = phase === "empty" ? "awaiting" : "notice";
    const show = (): void => studio.update({ programOpen: true, inspectorOpen: false });
    // On a narrow page the program is not in sight.
    const way = html`<button class="to-program" @click=${show}>Show the program</button>`;
    const wrong = fault !== undefined || problem !== null;
    render(
      text === null
        ? nothing
        : html`<p class=${kind} role="status"><span>${text}</span> ${wrong ? way : nothing}</p>`,
      host,
    );
  };
  studio.subscribe(({ phase }) => phase, draw);
  studio.subscribe(({ diagnostics }) => diagnostics, draw);
  studio.subscribe(({ source }) => source, draw);
  studio.subscribe(({ problem }) => problem, draw);
  draw();
}

/** Why nothing is drawn; null while the graph is on its way. */
function emptiness(source: string, faulty: boolean): string | null {
  if (source.trim() === "") return "The graph appears here as you type, or open an example.";
  return faulty
    ? "There is no graph yet. What is wrong, and what to try, stands by the program."
    : null;
}
