import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { entryOf } from "../../core/entry.ts";
import type { Folding } from "../../core/folding.ts";
import type { Frame } from "../../core/frame.ts";
import { displayName, type Graph } from "../../core/graph.ts";
import { consumersOf, producersOf, type Row, sizesOf } from "../../core/listing.ts";
import { inWords } from "../../core/narration.ts";
import { isHeard, nounOf, spokenName } from "../../core/spoken.ts";

/** What the list shows besides the rows themselves. */
export interface Seen {
  graph: Graph;
  folding: Folding;
  frame: Frame;
  selection: string | null;
  /** The entry that the present step is about. */
  present: string | null;
  /** The row that Tab comes to. */
  active: string;
}

export interface RowActions {
  go(id: string): void;
  select(id: string): void;
  fold(module: string): void;
}

/** Most links in one cell of an entry. */
const linked = 8;

interface Section {
  title: Row;
  entries: { row: Row; at: number }[];
}

/** The rows of a window, each module under its title. */
export function sections(
  rows: readonly Row[],
  start: number,
  end: number,
  seen: Seen,
  act: RowActions,
): TemplateResult {
  const found: Section[] = [];
  const inside = rows.slice(0, start).findLast(({ kind }) => kind === "title");
  if (inside && rows[start]?.kind !== "title")
    found.push({ title: { ...inside, again: true }, entries: [] });
  rows.slice(start, end).forEach((row, k) => {
    if (row.kind === "title") found.push({ title: row, entries: [] });
    else found.at(-1)?.entries.push({ row, at: start + k });
  });
  return html`${found.map(
    ({ title, entries }) =>
      html`<section>
        ${titleOf(title, seen, act)}
        <ol>
          ${repeat(
            entries,
            ({ row }) => row.id,
            ({ row, at }) => entry(row, at, seen, act),
          )}
        </ol>
      </section>`,
  )}`;
}

/** The title of a module, as a heading that folds and opens it. */
function titleOf(row: Row, { graph, folding, active }: Seen, act: RowActions): TemplateResult {
  const { id, depth, again } = row;
  const module = graph.modules.get(id);
  const name = module?.name ?? "Program";
  const level = Math.min(depth + 3, 6);
  if (again)
    return html`<div class="title" role="heading" aria-level=${level}>${name}, continued</div>`;
  const ops = sizesOf(graph).get(id) ?? 0;
  const size = `${module && module.type !== name ? `${module.type}, ` : ""}${ops} ${ops === 1 ? "op" : "ops"}`;
  return html`<div class="title" role="heading" aria-level=${level} data-row=${id}>
    ${
      module
        ? html`<button
            class="name"
            tabindex=${id === active ? 0 : -1}
            aria-expanded=${!folding.has(id)}
            @click=${() => act.fold(id)}
          >
            ${name}
          </button>`
        : html`<span class="name" tabindex=${id === active ? 0 : -1}>${name}</span>`
    }
    <span class="size">${size}</span>
  </div>`;
}

function entry(row: Row, at: number, seen: Seen, act: RowActions): TemplateResult {
  const { graph, frame, selection, present, active } = seen;
  const { id, kind } = row;
  const { name, what, forward, backward } = entryOf(graph, frame, id);
  const symbol = graph.ops.get(id)?.symbol;
  const here = id === active;
  const label = graph.tensors.get(id)?.label;
  const state = frame.tensors.get(id);
  const absent = (part: "value" | "gradient"): string =>
    state && state[part] === undefined ? "absent" : "";
  const links = (ids: readonly string[]): unknown =>
    ids.length === 0 ? html`<span class="none">—</span>` : linksTo(graph, ids, here, act);
  return html`<li class=${kind} data-row=${id} aria-current=${id === present ? "step" : nothing}>
    <button
      class="name"
      tabindex=${here ? 0 : -1}
      aria-label=${symbol ? nothing : heardTensor(graph, id)}
      aria-pressed=${id === selection}
      aria-current=${id === present ? "step" : nothing}
      aria-describedby="row-${at}-what row-${at}-forward row-${at}-backward"
      @click=${() => act.select(id)}
    >
      ${symbol ? html`<span class="math symbol" aria-hidden="true">${symbol}</span>` : nothing}
      <span class=${symbol ? "noun" : label ? "math" : "code"}>${name}</span>
    </button>
    <span class="what" id="row-${at}-what">${what}</span>
    <span class="forward ${absent("value")}" id="row-${at}-forward"
      ><span class="column">forward: </span>${forward}</span
    >
    <span class="backward ${absent("gradient")}" id="row-${at}-backward"
      ><span class="column">backward: </span>${backward}</span
    >
    <span class="from" role="group" aria-labelledby="row-${at}-from">
      <span class="column" id="row-${at}-from">${kind === "op" ? "takes" : "made by"}</span>
      ${links(producersOf(graph, id))}
    </span>
    <span class="to" role="group" aria-labelledby="row-${at}-to">
      <span class="column" id="row-${at}-to">${kind === "op" ? "gives" : "used by"}</span>
      ${links(consumersOf(graph, id))}
    </span>
  </li>`;
}

function linksTo(
  graph: Graph,
  ids: readonly string[],
  here: boolean,
  { go }: RowActions,
): TemplateResult {
  const rest = ids.length - linked;
  return html`${ids.slice(0, linked).map((id) => {
    const op = graph.ops.get(id);
    const label = graph.tensors.get(id)?.label;
    return html`<button
      class="place ${label ? "math" : ""}"
      aria-label=${heardName(graph, id)}
      tabindex=${here ? 0 : -1}
      @click=${() => go(id)}
    >
      ${op ? nounOf(graph, op) : displayName(graph, id)}
    </button> `;
  })}${rest > 0 ? `and ${rest} more` : nothing}`;
}

/** Where a link leads, told apart from others that are written the same. */
function heardName(graph: Graph, id: string): string {
  const op = graph.ops.get(id);
  if (!op) return heardTensor(graph, id);
  const [noun, words] = [nounOf(graph, op), inWords(graph, op)];
  return words.includes(noun) ? words : `${noun}, ${words}`;
}

/** What is written, after words for what cannot be understood by ear. */
function heardTensor(graph: Graph, id: string): string {
  const name = displayName(graph, id);
  return isHeard(graph, id) ? name : `${spokenName(graph, id)}, ${name}`;
}
