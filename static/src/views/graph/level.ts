import { html, nothing, render } from "lit";
import { displayName, type Graph } from "../../core/graph.ts";
import { type Level, LEVELS, levelOf } from "../../core/scalar/level.ts";
import type { Studio } from "../studio.ts";

/** Most refusals that are told one by one. */
const told = 6;

/** Fill the corner of the graph with the switch between the levels, and what it could not open. */
export function renderLevel(
  host: HTMLElement,
  studio: Studio,
  onChoice: (level: Level) => void,
): void {
  const draw = (): void => {
    const { graph, folding, opened, busy } = studio.state;
    if (!graph) {
      render(nothing, host);
      return;
    }
    const wanted = opened === "all" && graph.document.expansions === undefined;
    const level = wanted ? "scalar" : levelOf(graph, folding, opened);
    const awaited = busy && (wanted || studio.state.asked !== null);
    render(
      html`
        <div role="group" aria-label="Level" class="segments">
          ${LEVELS.map(
            (name) =>
              html`<button
                aria-pressed=${name === level}
                ?disabled=${name === "module" && graph.modules.size === 0}
                @click=${() => onChoice(name)}
              >
                ${name}
              </button>`,
          )}
        </div>
        <p role="status" class="awaited" ?hidden=${!awaited}>${awaited ? "Opening…" : ""}</p>
        ${opened === "all" ? refusals(graph) : nothing}
      `,
      host,
    );
  };
  for (const part of ["graph", "folding", "opened", "busy", "asked"] as const)
    studio.subscribe((state) => state[part], draw);
  draw();
}

/** What stays a tensor op at scalar level, and why: the same reason is told once. */
function refusals(graph: Graph) {
  const names = new Map<string, string[]>();
  for (const { op, refused } of graph.document.expansions ?? []) {
    const name = displayName(graph, graph.ops.get(op)?.outputs[0] ?? op);
    if (refused !== undefined) names.set(refused, [...(names.get(refused) ?? []), name]);
  }
  if (names.size === 0) return nothing;
  const count = [...names.values()].reduce((sum, one) => sum + one.length, 0);
  return html`<details class="refusals">
    <summary>${count === 1 ? "1 op stays closed" : `${count} ops stay closed`}</summary>
    <ul>
      ${[...names].slice(0, told).map(([why, all]) => html`<li>${why} (${all.join(", ")})</li>`)}
    </ul>
  </details>`;
}
