import { html, nothing, render, type TemplateResult } from "lit";
import { icon } from "../icons.ts";

/** A modal sheet in the middle of the page; Escape, its cross and a click beside it close it. */
export interface Dialog {
  open(): void;
  close(): void;
}

/** What only some dialogs have. */
export interface DialogParts {
  /** A class of its own. */
  name?: string;
  /** Stands between the title and the cross, and stays there. */
  tools?(): TemplateResult;
  onOpen?(): void;
  onClose?(): void;
}

/**
 * Make a dialog. Its content is rendered anew each time that it opens.
 * @param content told how to close the dialog, once something in it was chosen
 */
export function createDialog(
  title: string,
  content: (close: () => void) => TemplateResult,
  { name = "", tools, onOpen, onClose }: DialogParts = {},
): Dialog {
  const element = document.createElement("dialog");
  element.className = name;
  element.setAttribute("aria-label", title);
  document.body.append(element);
  const close = (): void => element.close();
  element.addEventListener("click", (event) => {
    if (event.target === element) close();
  });
  element.addEventListener("close", () => onClose?.());
  return {
    open() {
      render(
        html`<div class="dialog-body">
          <header>
            <h2>${title}</h2>
            ${tools?.() ?? nothing}
            <button class="icon quiet" aria-label="Close" @click=${close}>${icon("close")}</button>
          </header>
          ${content(close)}
        </div>`,
        element,
      );
      element.showModal();
      onOpen?.();
    },
    close,
  };
}
