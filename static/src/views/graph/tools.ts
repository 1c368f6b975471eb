import { html, nothing, render, type TemplateResult } from "lit";
import { ALL_OPEN, foldAll } from "../../core/folding.ts";
import { type IconName, icon } from "../icons.ts";
import type { Studio } from "../studio.ts";

/** What the buttons do to the view. */
interface View {
  fit(): void;
  zoom(factor: number): void;
}

/** The buttons over the graph. */
export function renderTools(host: HTMLElement, view: View, studio: Studio): void {
  const draw = (): void => {
    const { graph, folding, direction } = studio.state;
    const upward = direction === "bottom-top";
    const modules = graph?.modules.size ?? 0;
    render(
      graph === null
        ? nothing
        : html`
            ${
              modules === 0
                ? nothing
                : folding.size > 0
                  ? button("unfold", "Open all modules", () => fold(ALL_OPEN))
                  : button("fold", "Fold all modules", () => fold(foldAll(graph)))
            }
            ${button("turn", upward ? "Draw from left to right" : "Draw from bottom to top", () =>
              studio.update({
                direction: upward ? "left-right" : "bottom-top",
                turnedByHand: true,
              }),
            )}
            ${button("minus", "Zoom out", () => view.zoom(1 / 1.3), "wide")}
            ${button("plus", "Zoom in", () => view.zoom(1.3), "wide")}
            ${button("fit", "Show everything", view.fit)}
          `,
      host,
    );
  };
  const fold = (folding: ReadonlySet<string>): void =>
    studio.update({ folding, foldedByHand: true });
  const button = (name: IconName, label: string, act: () => void, when = ""): TemplateResult =>
    html`<button class="icon ${when}" aria-label=${label} title=${label} @click=${act}>
      ${icon(name)}
    </button>`;
  studio.subscribe(({ graph }) => graph, draw);
  studio.subscribe(({ folding }) => folding, draw);
  studio.subscribe(({ direction }) => direction, draw);
  draw();
}
