import { html, render } from "lit";
import type { CatalogCase, CatalogEntry } from "../../api/ops.ts";
import type { Op } from "../../core/document.ts";
import type { Graph } from "../../core/graph.ts";
import { shapeText } from "../../core/number.ts";
import { createStore } from "../../core/store.ts";
import { createCatalog } from "../catalog.ts";
import { contributionFormulas } from "../contributions.ts";
import { createOrigins } from "../origins.ts";
import { createEvaluation } from "../evaluation.ts";
import { createGraphView } from "../graph/graph.ts";
import { createOpening } from "../opening.ts";
import { listenToKeys } from "../keyboard.ts";
import { linkOf } from "../link.ts";
import { createPeek } from "../peek.ts";
import { createPlayback } from "../playback.ts";
import { blank, open, type Studio, type StudioState } from "../studio.ts";
import { createTimeline } from "../timeline/timeline.ts";
import { exposeState } from "../trail.ts";

/**
 * Make the example of a word live: its cases to choose from, and the graph of the one that is
 * chosen, to be played and stepped, read-only.
 * @param section holds the programs of the cases, as the server wrote them
 * @param onCase told which case is shown
 */
export function createExample(
  section: HTMLElement,
  entry: CatalogEntry,
  onCase: (of: number) => void,
): void {
  const studio = createStore<StudioState>({ ...blank, inspectorOpen: false, programOpen: false });
  const figure = section.querySelector(".live") as HTMLElement;
  figure.hidden = false;
  render(
    html`<div class="stage" role="group" aria-label="Graph"></div>
      <div class="timeline"><div class="fill"></div></div>`,
    figure,
  );
  const stage = figure.querySelector(".stage") as HTMLElement;
  const catalog = createCatalog();
  const origins = createOrigins(studio);
  const evaluation = createEvaluation(studio);
  const playback = createPlayback(studio);
  const view = createGraphView(
    stage,
    studio,
    createOpening(studio, evaluation),
    contributionFormulas(studio, catalog, origins),
    "within",
  );
  catalog.subscribe(view.refresh);
  origins.subscribe(view.refresh);
  const timeline = createTimeline(
    figure.querySelector(".timeline > .fill") as HTMLElement,
    studio,
    playback,
  );
  listenToKeys(figure, { ...playback, ...view, ...timeline });
  exposeState(figure, studio);

  const link = section.querySelector(".open") as HTMLAnchorElement;
  createPeek(view.foot, studio, { label: "Open in the studio", act: () => link.click() });
  keepLink(link, studio);
  studio.subscribe(
    ({ graph }) => graph,
    (graph) => graph && renderCosts(graph, entry),
  );

  const show = (of: number): void => {
    const source = entry.cases[of]?.program ?? "";
    for (const program of section.querySelectorAll<HTMLElement>("[data-case]")) {
      program.hidden = program.dataset.case !== String(of);
    }
    // A composition is seen from outside first: it is one thing, and opens.
    const folding = entry.kind === "composition" ? new Set([entry.name]) : null;
    open(studio, { source, folding });
    void evaluation.now();
    onCase(of);
  };
  const first = Math.max(
    0,
    entry.cases.findIndex(({ fits }) => fits),
  );
  renderChoice(section.querySelector(".case") as HTMLElement, entry.cases, first, show);
  show(first);
}

function renderChoice(
  host: HTMLElement,
  cases: readonly CatalogCase[],
  first: number,
  onChoice: (of: number) => void,
): void {
  const choose = (event: Event): void =>
    onChoice(Number((event.target as HTMLSelectElement).value));
  render(
    html`<label>
      Case
      <select @change=${choose}>
        ${cases.map(
          (one, index) =>
            html`<option value=${index} ?selected=${index === first}>${caseText(one)}</option>`,
        )}
      </select>
    </label>`,
    host,
  );
}

/** The call, and the shapes of what it is called with. */
function caseText({ call, inputs }: CatalogCase): string {
  return `${call} · ${inputs.map((input) => shapeText(shapeOf(input))).join(", ")}`;
}

function shapeOf(value: unknown): number[] {
  return Array.isArray(value) ? [value.length, ...shapeOf(value[0])] : [];
}

/** Let a link lead to the studio as the example stands here. */
function keepLink(link: HTMLAnchorElement, studio: Studio): void {
  const follow = async (): Promise<void> => {
    if (!studio.state.playing && studio.state.graph) link.href = await linkOf(studio, "/");
  };
  studio.subscribe(
    ({ graph, position, playing, selection, folding, opened }) =>
      [graph?.document.source, position.stop, playing, selection, ...folding, ...opened].join("|"),
    follow,
  );
}

/** Say what the chosen case costs and keeps, as its document counts it. */
function renderCosts(graph: Graph, entry: CatalogEntry): void {
  const inside = (op: Op): boolean =>
    entry.kind === "composition"
      ? (op.module ?? "").split("/").includes(entry.name)
      : op.op === entry.name;
  const ops = graph.document.ops.filter(inside);
  // The weighted sum at the end may use the very op that is shown; the example comes first.
  const shown = entry.kind === "composition" ? ops : ops.slice(0, 1);
  const flops = shown.reduce((sum, op) => sum + (op.cost?.flops ?? 0), 0);
  const kept = shown.flatMap(({ saved = [] }) => saved);
  const bytes = kept.reduce((sum, one) => sum + one.bytes, 0);
  const facts = kept.flatMap(({ name }) => (entry.saves.includes(name) ? [] : name));
  const also = facts.length > 0 ? `Kept by name: ${facts.join(", ")}. ` : "";
  write("cost", `In this case ${counted(flops, "floating-point operation")}${across(shown)}.`);
  write("saved", kept.length > 0 ? `${also}In this case ${counted(bytes, "byte")}.` : "");
}

function across(ops: readonly Op[]): string {
  return ops.length > 1 ? ` in ${ops.length} ops` : "";
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

function write(id: string, text: string): void {
  const place = document.getElementById(id);
  if (place) place.textContent = text;
}
