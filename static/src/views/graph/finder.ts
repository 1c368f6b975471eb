import { html, nothing, render, type TemplateResult } from "lit";
import { hiddenBy } from "../../core/folding.ts";
import { find, type Findings, type Hit } from "../../core/search/find.ts";
import { type Fault, readQuery } from "../../core/search/query.ts";
import type { Box } from "../../core/layout/scene.ts";
import { icon } from "../icons.ts";
import type { Studio } from "../studio.ts";
import type { Camera } from "./camera.ts";
import { finding, freeBox } from "./framing.ts";
import type { Viewport } from "./viewport.ts";

/** What a search may look like, for who has typed nothing yet. */
const examples = ["relu", "nan", "|grad| > 1", "value < 0", "shape scalar", "parameter"];
/** Rows of the list on both sides of the chosen one: nobody reads ten thousand. */
const around = 60;
const nothingFound: Findings = { hits: [], untold: 0 };

/** The search in the graph. */
export interface Finder {
  /** Open it, and give it the focus. */
  open(): void;
}

/**
 * Put the search over the stage.
 * @param seek brings a hit into view, as soon as it is drawn
 */
export function createFinder(
  stage: HTMLElement,
  studio: Studio,
  viewport: Viewport,
  seek: (id: string, frame: (box: Box) => Camera) => void,
): Finder {
  const host = document.createElement("search");
  host.className = "finder";
  host.setAttribute("aria-label", "Find in the graph");
  host.hidden = true;
  stage.append(host);
  let text = "";
  let fault: Fault | null = null;
  let found = nothingFound;
  /** Place of the chosen hit in the list; −1: none is chosen. */
  let at = -1;
  let before: HTMLElement | SVGElement | null = null;

  const input = (): HTMLInputElement | null => host.querySelector("input");

  const look = (): void => {
    const { graph } = studio.state;
    const chosen = found.hits[at]?.id;
    const query = readQuery(text);
    fault = query.fault;
    found = graph && query.conditions ? find(graph, query.conditions) : nothingFound;
    at = chosen === undefined ? -1 : found.hits.findIndex(({ id }) => id === chosen);
    tell();
  };

  const tell = (): void => {
    const ids = found.hits.map(({ id }) => id);
    studio.update({ found: { ids, chosen: ids[at] ?? null } });
    draw();
  };

  const choose = (place: number): void => {
    const count = found.hits.length;
    if (count === 0) return;
    at = (place + count) % count;
    const { id } = found.hits[at] as Hit;
    studio.update({ selection: id });
    tell();
    host.querySelector("[aria-selected='true']")?.scrollIntoView({ block: "nearest" });
    seek(id, (box) => finding(viewport, box, besides()));
  };

  /** What of the stage the search leaves free. */
  const besides = (): Box => {
    const free = freeBox(viewport);
    const { offsetLeft, offsetTop, offsetWidth, offsetHeight } = host;
    const [right, bottom] = [offsetLeft + offsetWidth, offsetTop + offsetHeight];
    if (right < viewport.size.width / 2)
      return { ...free, x: right, width: free.x + free.width - right };
    const line = stage.querySelector<HTMLElement>(".peek");
    const end = line && line.offsetHeight > 0 ? line.offsetTop : free.y + free.height;
    const y = Math.min(Math.max(free.y, bottom), end - 120);
    return { ...free, y, height: end - y };
  };

  const close = (): void => {
    host.hidden = true;
    studio.update({ found: null });
    render(nothing, host);
    before?.focus();
    before = null;
  };

  const press = (event: KeyboardEvent): void => {
    const { key, shiftKey } = event;
    const onInput = event.target === input();
    if (key === "Escape") close();
    else if (onInput && (key === "ArrowDown" || (key === "Enter" && !shiftKey))) choose(at + 1);
    else if (onInput && (key === "ArrowUp" || key === "Enter")) choose(at < 0 ? -1 : at - 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  host.addEventListener("keydown", press);
  // The wheel scrolls the list, and not the graph.
  host.addEventListener("wheel", (event) => event.stopPropagation());

  const type = (now: string): void => {
    text = now;
    at = -1;
    look();
  };

  const draw = (): void => {
    if (host.hidden) return;
    const { hits } = found;
    render(
      html`
        <div class="query">
          ${icon("find")}
          <input
            role="combobox"
            aria-label="Find"
            aria-expanded=${hits.length > 0}
            aria-controls="found"
            aria-autocomplete="list"
            aria-activedescendant=${at < 0 ? nothing : `found-${at}`}
            aria-invalid=${fault !== null}
            aria-describedby="found-said"
            autocomplete="off"
            autocapitalize="off"
            spellcheck="false"
            enterkeyhint="next"
            placeholder="a name, an op, nan, |grad| > 1"
            .value=${text}
            @input=${({ target }: Event) => type((target as HTMLInputElement).value)}
          />
          <span class="count" role="status">${countText(text, fault, hits.length, at)}</span>
          ${button("Previous hit", "up", hits.length === 0, () => choose(at < 0 ? -1 : at - 1))}
          ${button("Next hit", "down", hits.length === 0, () => choose(at + 1))}
          ${button("Close the search", "close", false, close)}
        </div>
        <div id="found-said">${fault ? faultText(text, fault) : nothing}</div>
        ${text.trim() === "" ? offers(type, input) : nothing}
        <ul id="found" role="listbox" aria-label="Found" ?hidden=${hits.length === 0}>
          ${options(hits, at, choose)}
        </ul>
        ${remarks(studio, found)}
      `,
      host,
    );
  };

  studio.subscribe(
    ({ graph }) => graph,
    () => host.hidden || look(),
  );
  studio.subscribe(({ folding }) => folding, draw);

  return {
    open() {
      if (host.hidden) {
        const active = document.activeElement;
        const isElement = active instanceof HTMLElement || active instanceof SVGElement;
        before = isElement ? active : null;
        host.hidden = false;
        look();
      }
      input()?.focus();
      input()?.select();
    },
  };
}

function button(
  label: string,
  picture: "up" | "down" | "close",
  disabled: boolean,
  act: () => void,
): TemplateResult {
  return html`<button
    class="icon quiet"
    aria-label=${label}
    title=${label}
    ?disabled=${disabled}
    @click=${act}
  >
    ${icon(picture)}
  </button>`;
}

function countText(text: string, fault: Fault | null, count: number, at: number): string {
  if (text.trim() === "" || fault) return "";
  if (count === 0) return "nothing";
  return at < 0 ? `${count} found` : `${at + 1} of ${count}`;
}

/** The query with the part that cannot be read underlined, why, and what to try. */
function faultText(text: string, { from, to, what, hint }: Fault): TemplateResult {
  return html`<p class="misread">
      <code>${text.slice(0, from)}<mark>${text.slice(from, to)}</mark>${text.slice(to)}</code>
    </p>
    <p class="why">${what} <span class="about">${hint}</span></p>`;
}

function offers(
  type: (text: string) => void,
  input: () => HTMLInputElement | null,
): TemplateResult {
  const take = (example: string): void => {
    type(example);
    input()?.focus();
  };
  return html`<p class="offers">
    ${examples.map(
      (example) =>
        html`<button class="chip" @click=${() => take(example)}><code>${example}</code></button>`,
    )}
  </p>`;
}

function options(
  hits: readonly Hit[],
  at: number,
  choose: (place: number) => void,
): TemplateResult[] {
  const first = Math.max(0, at - around);
  return hits.slice(first, first + 2 * around).map((hit, offset) => {
    const place = first + offset;
    return html`<li
      role="option"
      id="found-${place}"
      aria-selected=${place === at}
      aria-posinset=${place + 1}
      aria-setsize=${hits.length}
      @click=${() => choose(place)}
    >
      <span class="flag">${place + 1}</span>
      <span class="name ${hit.kind === "tensor" ? "math" : ""}">${hit.name}</span>
      <span class="about"
        >${hit.kind === "tensor" ? "" : `${hit.kind} `}${hit.about}${hit.bySummary ? ", by its summary" : ""}</span
      >
    </li>`;
  });
}

/** What the list does not show: hits in folded modules, and large tensors that nobody can judge. */
function remarks(studio: Studio, { hits, untold }: Findings): TemplateResult | typeof nothing {
  const { graph, folding } = studio.state;
  const inside = hits.filter(({ id }) => graph && hiddenBy(graph, folding, id) !== null).length;
  const lines = [
    ...(inside > 0 ? [`${inside} inside folded modules, which open when you go there.`] : []),
    ...(untold > 0
      ? [
          `${untold === 1 ? "1 large tensor travels" : `${untold} large tensors travel`} as a summary, which does not tell.`,
        ]
      : []),
  ];
  return lines.length === 0 ? nothing : html`<p class="remarks about">${lines.join(" ")}</p>`;
}
