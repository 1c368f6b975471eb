import { html, nothing, render } from "lit";
import { recall, remember } from "../../platform/storage.ts";
import { icon } from "../icons.ts";
import { answered, type Tour } from "./tour.ts";

/**
 * Offer the tour to who comes for the first time, below or within the top bar: it takes no focus and
 * covers nothing, and goes for good when it is answered.
 */
export function createInvitation(root: HTMLElement, tour: Tour): void {
  if (recall(answered, false)) return;
  const host = document.createElement("aside");
  host.className = "invitation";
  host.setAttribute("aria-label", "Tour");
  root.querySelector(".topbar")?.after(host);
  const answer = (start: boolean): void => {
    remember(answered, true);
    render(nothing, host);
    host.remove();
    if (start) tour.start();
  };
  render(
    html`<span class="lead">New here?</span>
      <button @click=${() => answer(true)}>
        Take the tour<span class="time"> (1 minute)</span>
      </button>
      <button class="icon quiet" aria-label="No tour" title="No tour" @click=${() => answer(false)}>
        ${icon("close")}
      </button>`,
    host,
  );
}
