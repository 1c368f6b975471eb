import { html, render, type TemplateResult } from "lit";
import { watchMedia } from "../platform/media.ts";
import { recall, remember } from "../platform/storage.ts";
import { icon } from "./icons.ts";
import { makeResizable } from "./panels.ts";

/** A side panel: a column on a wide page, a sheet over the graph on a narrow one. */
export type Side = "program" | "inspector";

/** The places of the page, each to be filled by its view. */
export interface Shell {
  topbar: HTMLElement;
  program: HTMLElement;
  stage: HTMLElement;
  inspector: HTMLElement;
  timeline: HTMLElement;
  isOpen(side: Side): boolean;
  toggle(side: Side, open?: boolean): void;
}

/**
 * Lay out the page's floor plan in `root`.
 * @param onChange told when a panel opened, closed or changed its size
 */
export function createShell(root: HTMLElement, onChange: () => void): Shell {
  root.className = "studio";
  render(plan((side) => toggle(side, false)), root);
  const find = (selector: string): HTMLElement => root.querySelector(selector) as HTMLElement;
  let narrow = false;

  const isOpen = (side: Side): boolean => root.dataset[side] === "open";
  const toggle = (side: Side, open = !isOpen(side)): void => {
    root.dataset[side] = open ? "open" : "closed";
    // Only one sheet fits on a phone; and what is open there is nothing to remember.
    const other = side === "program" ? "inspector" : "program";
    if (narrow && open) root.dataset[other] = "closed";
    if (!narrow) remember(`${side}-open`, open);
    onChange();
  };

  makeResizable(find(".divider.left"), "editor", onChange);
  makeResizable(find(".divider.right"), "inspector", onChange);
  makeResizable(find(".divider.below"), "timeline", onChange);
  watchMedia("(width < 56.25rem)", (matches) => {
    narrow = matches;
    for (const side of ["program", "inspector"] as const) {
      root.dataset[side] = !matches && recall(`${side}-open`, true) ? "open" : "closed";
    }
    onChange();
  });
  return {
    topbar: find(".topbar"),
    program: find(".program > .fill"),
    stage: find(".stage"),
    inspector: find(".inspector > .fill"),
    timeline: find(".timeline"),
    isOpen,
    toggle,
  };
}

function plan(close: (side: Side) => void): TemplateResult {
  return html`
    <header class="topbar"></header>
    <section class="program" id="program" aria-label="Program">
      ${sheetHead("Program", () => close("program"))}
      <div class="fill"></div>
    </section>
    ${divider("left", "vertical", "Width of the program")}
    <main class="stage" aria-label="Graph"></main>
    ${divider("right", "vertical", "Width of the inspector")}
    <aside class="inspector" id="inspector" aria-label="Inspector">
      ${sheetHead("Inspector", () => close("inspector"))}
      <div class="fill"></div>
    </aside>
    ${divider("below", "horizontal", "Height of the timeline")}
    <footer class="timeline" aria-label="Timeline"></footer>
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
