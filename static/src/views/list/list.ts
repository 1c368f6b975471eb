import { html, nothing, render, type TemplateResult } from "lit";
import { reveal, toggle } from "../../core/folding.ts";
import { frame } from "../../core/frame.ts";
import type { Graph } from "../../core/graph.ts";
import { listing, type Row, rowOf } from "../../core/listing.ts";
import { LANDED } from "../../core/motion.ts";
import { isOpened } from "../../core/scalar/groups.ts";
import { timelineOf, toStep } from "../../core/timeline.ts";
import { recall, remember } from "../../platform/storage.ts";
import { subscribeUnhurried } from "../haste.ts";
import type { Opening } from "../opening.ts";
import type { Studio, StudioState } from "../studio.ts";
import { type RowActions, sections } from "./rows.ts";
import { createWalk } from "./walk.ts";

/** Rows that are on the page at a time. */
const most = 60;

/** The graph as a list: every number and every edge of it, without the drawing. */
export interface ListView {
  /** Read the graph as a list. */
  read(): void;
  /** Read the graph as a list, or draw it. */
  toggle(): void;
}

/**
 * Put the list over the drawing, which it hides while it is open.
 * @param onClose where the focus goes when the graph is drawn again
 */
export function createList(
  stage: HTMLElement,
  studio: Studio,
  opening: Opening,
  onClose: () => void,
): ListView {
  const host = document.createElement("section");
  host.className = "list";
  host.tabIndex = -1;
  host.setAttribute("aria-label", "The graph as a list");
  stage.append(host);

  let rows: readonly Row[] = [];
  /** The row that Tab comes to, by id. */
  let active: string | null = null;
  /** The first row on the page. */
  let start = 0;

  const indexOf = (id: string | null): number => {
    const { graph, folding } = studio.state;
    return graph ? rowOf(graph, folding, rows, id) : -1;
  };
  const bring = (at: number): void => {
    if (at < start || at >= start + most) turnTo(at - most / 4);
  };
  const turnTo = (first: number): void => {
    start = Math.max(0, Math.min(Math.floor(first), rows.length - most));
  };
  const focus = (id: string): void => {
    const { graph, folding } = studio.state;
    if (!graph) return;
    const open = reveal(graph, folding, id);
    if (open !== folding) studio.update({ folding: open, foldedByHand: true });
    active = id;
    bring(indexOf(id));
    draw();
    buttonOf(host, rows[indexOf(id)]?.id ?? "")?.focus();
  };
  const act: RowActions = {
    go: focus,
    select: (id) => {
      active = id;
      studio.update({ selection: studio.state.selection === id ? null : id });
    },
    fold(id) {
      const { graph, folding } = studio.state;
      const module = graph?.modules.get(id);
      active = id;
      if (module && isOpened(module)) opening.turn(id);
      else studio.update({ folding: toggle(folding, id), foldedByHand: true });
    },
  };
  const { step, walk } = createWalk(studio, () => rows, act.fold);

  const draw = (): void => {
    const { graph, listed } = studio.state;
    if (listed) render(graph ? list(graph) : nothing, host);
  };

  const list = (graph: Graph): TemplateResult => {
    const { step: row, t } = toStep(timelineOf(graph), studio.state.position);
    const present = indexOf(subjectOf(studio.state));
    const [after, before] = [Math.max(rows.length - start - most, 0), start];
    const seen = {
      graph,
      folding: studio.state.folding,
      frame: frame(graph, row, t),
      selection: studio.state.selection,
      present: rows[present]?.id ?? null,
      active: rows[Math.max(indexOf(active), 0)]?.id ?? "",
    };
    return html`
      <header>
        <div>
          <h2>The graph as a list</h2>
          <p>
            ↑ and ↓ go through it, ← and → along the edges; Enter selects. Tab goes to the links of
            an entry.
          </p>
        </div>
        <button @click=${close}>Draw the graph</button>
      </header>
      <div class="columns" aria-hidden="true">
        <span>Name</span><span>What it is</span><span>Forward</span><span>Backward</span>
        <span>Comes from</span><span>Goes to</span>
      </div>
      ${more(before, "before", () => turnTo(start - most))}
      ${sections(rows, start, start + most, seen, act)}
      ${more(after, "behind", () => turnTo(start + most))}
    `;
  };

  const more = (count: number, where: string, turn: () => void): TemplateResult | typeof nothing =>
    count === 0
      ? nothing
      : html`<button
          class="rest"
          @click=${() => {
            turn();
            const first = rows[start];
            if (first) focus(first.id);
          }}
        >
          ${count} more ${where}
        </button>`;

  const close = (): void => {
    remember("listed", false);
    studio.update({ listed: false });
    onClose();
  };

  host.addEventListener("keydown", (event) => {
    const from = (event.target as HTMLElement).closest<HTMLElement>("[data-row]")?.dataset.row;
    const { shiftKey, ctrlKey, metaKey, altKey, key } = event;
    if (from === undefined || shiftKey || ctrlKey || metaKey || altKey) return;
    if (key === "Escape" && studio.state.selection !== null) studio.update({ selection: null });
    const to = step(key, from) ?? walk(key, from);
    if (to === undefined) return;
    // Even at an end of the way the key is the list's, not the timeline's.
    event.preventDefault();
    if (to !== null) focus(to);
  });

  const lay = (): void => {
    const { graph, folding, listed } = studio.state;
    if (!listed) return;
    rows = graph ? listing(graph, folding) : [];
    turnTo(start);
    draw();
  };
  /** Show where the present step is, unless somebody reads elsewhere. */
  const follow = (): void => {
    if (!studio.state.listed) return;
    const at = indexOf(subjectOf(studio.state));
    const read = host.contains(document.activeElement) && document.activeElement !== host;
    if (at >= 0 && !read) bring(at);
    draw();
    if (at >= 0 && !read) buttonOf(host, rows[at]?.id ?? "")?.scrollIntoView({ block: "nearest" });
  };
  const show = (listed: boolean): void => {
    host.hidden = !listed;
    stage.toggleAttribute("data-listed", listed);
    rows = [];
    if (!listed) {
      render(nothing, host);
      return;
    }
    lay();
    follow();
  };

  studio.update({ listed: recall("listed", false) });
  studio.subscribe(({ listed }) => listed, show);
  studio.subscribe(({ graph }) => graph, lay);
  studio.subscribe(({ folding }) => folding, lay);
  studio.subscribe(({ selection }) => selection, draw);
  subscribeUnhurried(studio, momentOf, follow);
  show(studio.state.listed);

  const read = (): void => {
    remember("listed", true);
    studio.update({ listed: true });
    const id = studio.state.selection ?? subjectOf(studio.state);
    if (id !== null && indexOf(id) >= 0) focus(id);
    else host.focus();
  };
  return { read, toggle: () => (studio.state.listed ? close() : read()) };
}

function buttonOf(host: HTMLElement, id: string): HTMLElement | null {
  return host.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"] .name`);
}

/** What the present stop is about; at the end the output. */
function subjectOf({ graph, position }: StudioState): string | null {
  if (!graph) return null;
  const stop = timelineOf(graph).stops[position.stop];
  return stop?.op ?? stop?.tensor ?? (stop?.kind === "end" ? graph.document.output : null);
}

/** What of the position the words of the list depend on. */
function momentOf({ position: { stop, t } }: StudioState): string {
  return `${stop} ${t > 0} ${t >= LANDED} ${t >= 1}`;
}
