import { html, render, type TemplateResult } from "lit";
import { watchMedia } from "../platform/media.ts";
import { recall, remember } from "../platform/storage.ts";
import { icon } from "./icons.ts";
import { makeResizable } from "./panels.ts";
import type { Studio } from "./studio.ts";

/** A side panel: a column on a wide page, a sheet over the graph on a narrow one. */
export type Side = (typeof sides)[number];

/** The places of the page, each to be filled by its view. */
export interface Shell {
  topbar: HTMLElement;
  program: HTMLElement;
  stage: HTMLElement;
  inspector: HTMLElement;
  timeline: HTMLElement;
  /** Show or hide a side panel. */
  toggle(side: Side, open?: boolean): void;
}

const sides = ["program", "inspector"] as const;
const key = { program: "programOpen", inspector: "inspectorOpen" } as const;

/** Lay out the page's floor plan in `root`. */
export function createShell(root: HTMLElement, studio: Studio): Shell {
  root.className = "studio";
  render(
    plan((side) => toggle(side, false)),
    root,
  );
  const find = (selector: string): HTMLElement => root.querySelector(selector) as HTMLElement;
  let narrow = false;

  const toggle: Shell["toggle"] = (side, open = !studio.state[key[side]]) => {
    const other = side === "program" ? "inspector" : "program";
    // Only one sheet fits on a phone; and what is open there is nothing to remember.
    if (narrow && open) studio.update({ [key[other]]: false });
    if (!narrow) remember(key[side], open);
    studio.update({ [key[side]]: open });
    if (narrow && open) find(`#${side} .sheet-head button`).focus();
  };
  root.addEventListener("keydown", (event) => {
    // What lies over a sheet, such as a list of completions, is closed before it.
    if (!narrow || event.key !== "Escape" || event.defaultPrevented) return;
    for (const side of sides) {
      if (!studio.state[key[side]]) continue;
      toggle(side, false);
      event.preventDefault();
    }
  });

  for (const side of sides) {
    const show = (open: boolean): void => {
      root.dataset[side] = open ? "open" : "closed";
    };
    studio.subscribe((state) => state[key[side]], show);
    show(studio.state[key[side]]);
  }
  makeResizable(find(".program > .divider"), "editor");
  makeResizable(find(".inspector > .divider"), "inspector");
  makeResizable(find(".timeline > .divider"), "timeline");
  watchMedia("(width < 56.25rem)", (matches) => {
    narrow = matches;
    studio.update({
      programOpen: !matches && recall(key.program, true),
      inspectorOpen: !matches && recall(key.inspector, true),
    });
  });
  return {
    topbar: find(".topbar"),
    program: find(".program > .fill"),
    stage: find(".stage"),
    inspector: find(".inspector > .fill"),
    timeline: find(".timeline > .fill"),
    toggle,
  };
}

function plan(close: (side: Side) => void): TemplateResult {
  return html`
    <header class="topbar"></header>
    <section class="program sheet" id="program" aria-label="Program">
      ${sheetHead("Program", () => close("program"))}
      <div class="fill"></div>
      ${divider("right", "vertical", "Width of the program")}
    </section>
    <main class="stage" aria-label="Graph"></main>
    <aside class="inspector sheet" id="inspector" aria-label="Inspector">
      ${divider("left", "vertical", "Width of the inspector")}
      ${sheetHead("Inspector", () => close("inspector"))}
      <div class="fill"></div>
    </aside>
    <footer class="timeline" aria-label="Timeline">
      ${divider("top", "horizontal", "Height of the timeline")}
      <div class="fill"></div>
    </footer>
  `;
}

/** Only a sheet has a head; a column is closed from the top bar. */
function sheetHead(title: string, close: () => void): TemplateResult {
  return html`<div class="sheet-head">
    ${title}
    <button class="icon quiet" aria-label="Close" @click=${close}>${icon("close")}</button>
  </div>`;
}

function divider(place: string, orientation: string, label: string): TemplateResult {
  return html`<div
    class="divider ${place}"
    role="separator"
    tabindex="0"
    aria-orientation=${orientation}
    aria-label=${label}
  ></div>`;
}
