import type { Editor } from "./editor/editor.ts";

/**
 * One history for the text, the sliders and the programs that were opened, from wherever the keys
 * are pressed.
 */
export function createUndo(host: HTMLElement, editor: Editor): void {
  document.addEventListener("keydown", (event) => {
    const { key, ctrlKey, metaKey, shiftKey, altKey, target, defaultPrevented } = event;
    if (defaultPrevented || altKey || !(ctrlKey || metaKey) || hasOwnHistory(host, target)) return;
    const letter = key.toLowerCase();
    if (letter !== "z" && letter !== "y") return;
    event.preventDefault();
    if (letter === "y" || shiftKey) editor.redo();
    else editor.undo();
  });
}

/** Whether text is typed there that has a history of its own. */
function hasOwnHistory(host: HTMLElement, target: EventTarget | null): boolean {
  if (!(target instanceof Element) || document.querySelector("dialog[open]")) return true;
  return target.closest("textarea, input:not([type='range'])") !== null && host.contains(target);
}
