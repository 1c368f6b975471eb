import { html, render, type TemplateResult } from "lit";
import { icon } from "../icons.ts";

/** A modal sheet in the middle of the page; Escape, its cross and a click beside it close it. */
export interface Dialog {
  open(): void;
  close(): void;
}

/**
 * Make a dialog. Its content is rendered anew each time that it opens.
 * @param content told how to close the dialog, once something in it was chosen
 */
export function createDialog(
  title: string,
  content: (close: () => void) => TemplateResult,
): Dialog {
  const element = document.createElement("dialog");
  element.setAttribute("aria-label", title);
  document.body.append(element);
  const close = (): void => element.close();
  element.addEventListener("click", (event) => {
    if (event.target === element) close();
  });
  return {
    open() {
      render(
        html`<div class="dialog-body">
          <header>
            <h2>${title}</h2>
            <button class="icon quiet" aria-label="Close" @click=${close}>${icon("close")}</button>
          </header>
          ${content(close)}
        </div>`,
        element,
      );
      element.showModal();
    },
    close,
  };
}
