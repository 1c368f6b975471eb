import { openedFrom } from "./link.ts";
import type { Opened } from "./studio.ts";

/** Largest file that is read, in bytes. */
const largest = 1 << 18;

/** Open what is dropped on the page: a file saved from here, or any program as text. */
export function acceptFiles(host: HTMLElement, onOpen: (opened: Opened) => void): void {
  host.addEventListener("dragover", (event) => event.preventDefault());
  host.addEventListener("drop", async (event) => {
    const file = event.dataTransfer?.files[0];
    if (!file) return;
    event.preventDefault();
    if (file.size > largest) return;
    const text = await file.text();
    onOpen(openedFrom(text) ?? { source: text });
  });
}
