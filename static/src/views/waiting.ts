import { html, nothing, render, type TemplateResult } from "lit";
import type { Graph } from "../core/graph.ts";
import { shareOf, type Stage, wordsOf } from "../core/work.ts";
import type { Studio } from "./studio.ts";

/** What the person waits for: how far it is, if anything is known; or that it was cancelled. */
export type Wait = { stage: Stage | null } | "cancelled";

/** Milliseconds for which nobody minds waiting. */
const patience = 400;
/** Milliseconds between two sentences for those who listen. */
const pause = 5_000;

/** Keeps what the page says of an evaluation that takes long. */
export interface Waiting {
  /** An evaluation begins, or the next of several. */
  begin(): void;
  /** The server says how far it is. */
  tell(stage: Stage): void;
  /** It is over, or something else is wanted. */
  end(): void;
  /** The person has given it up. */
  cancel(): void;
}

export function createWaiting(studio: Studio): Waiting {
  let timer = 0;
  let stage: Stage | null = null;
  return {
    begin() {
      clearTimeout(timer);
      stage = null;
      if (studio.state.wait) studio.update({ wait: null });
      timer = window.setTimeout(() => studio.update({ wait: { stage } }), patience);
    },
    tell(next) {
      stage = next;
      if (studio.state.wait) studio.update({ wait: { stage } });
    },
    end() {
      clearTimeout(timer);
      if (studio.state.wait) studio.update({ wait: null });
    },
    cancel() {
      clearTimeout(timer);
      studio.update({ wait: "cancelled" });
    },
  };
}

export interface WaitingActions {
  cancel(): void;
  again(): void;
}

/**
 * Say over the stage how far long work is, and offer to cancel it, or to run again what was
 * cancelled. Escape cancels wherever nothing nearer takes the key.
 */
export function createWaitingView(stage: HTMLElement, studio: Studio, act: WaitingActions): void {
  const host = document.createElement("div");
  host.className = "waiting";
  const spoken = document.createElement("p");
  spoken.className = "spoken";
  spoken.setAttribute("role", "status");
  stage.append(host, spoken);

  let origin: HTMLElement | SVGElement | null = null;
  host.addEventListener("focusin", ({ relatedTarget }) => {
    const from = relatedTarget as HTMLElement | SVGElement | null;
    if (!host.contains(from)) origin = from;
  });
  stage.tabIndex = -1;
  /** Whoever pressed a button that goes away is back where they were, or else at the graph. */
  const goBack = (): void => {
    origin?.focus();
    if (host.contains(document.activeElement)) stage.focus();
  };

  let said = -Infinity;
  const speak = (words: string): void => {
    const now = performance.now();
    if (words !== "" && now - said < pause) return;
    said = words === "" ? -Infinity : now;
    spoken.textContent = words;
  };
  const show = (wait: Wait | null): void => {
    const words = wait ? sentence(wait, studio.state.graph) : "";
    if (wait === null && host.contains(document.activeElement)) goBack();
    render(wait ? card(wait, words, act) : nothing, host);
    if (wait === "cancelled") said = -Infinity;
    speak(words);
    const share = wait && wait !== "cancelled" ? shareOf(wait.stage) : null;
    host.style.setProperty("--share", String(share ?? 0));
  };
  studio.subscribe(({ wait }) => wait, show);

  document.addEventListener("keydown", ({ key, defaultPrevented }) => {
    const { wait } = studio.state;
    if (key !== "Escape" || defaultPrevented || !wait || wait === "cancelled") return;
    if (!document.querySelector("dialog[open]")) act.cancel();
  });
}

function sentence(wait: Wait, graph: Graph | null): string {
  if (wait !== "cancelled") return wordsOf(wait.stage);
  return graph ? "Cancelled: the graph is the one from before." : "Cancelled.";
}

function card(wait: Wait, words: string, { cancel, again }: WaitingActions): TemplateResult {
  const over = wait === "cancelled";
  const stage = over ? null : wait.stage;
  const share = shareOf(stage);
  const phase = stage?.kind === "progress" ? stage.phase : "forward";
  const bar = html`<div
    class="bar"
    role="progressbar"
    aria-label="Progress"
    aria-valuemin="0"
    aria-valuemax="1"
    aria-valuenow=${share === null ? nothing : share.toFixed(2)}
    aria-valuetext=${words}
    data-phase=${phase}
    ?data-open=${share === null}
  ></div>`;
  return html`${over ? nothing : bar}
    <p>${words}</p>
    <button @click=${over ? again : cancel}>${over ? "Run" : "Cancel"}</button>`;
}
