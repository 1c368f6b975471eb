import { readProgramFile, writeProgramFile } from "../core/program/file.ts";
import { download } from "../platform/download.ts";
import { chooseFile, readText } from "../platform/files.ts";
import { openedFrom } from "./link.ts";
import type { Opened, Studio } from "./studio.ts";

/** Longest program that the server takes, in characters. */
const longest = 32_768;
/** Most bytes that are read at all: a step that was saved as a file holds more than the program. */
const most = 1 << 20;

/** Programs as files. */
export interface Files {
  /** Let the person choose one to open. */
  open(): void;
  /** Save the program under its name. */
  save(): void;
}

/**
 * Open files by a dialog, by Ctrl O or by dropping them on the page; save by Ctrl S.
 * @param say told why a file was not opened
 */
export function createFiles(
  host: HTMLElement,
  studio: Studio,
  onOpen: (opened: Opened) => void,
  say: (message: string) => void,
): Files {
  const read = async (file: File): Promise<void> => {
    const { name } = file;
    const text = file.size > most ? null : await readText(file);
    if (file.size <= most && text === null)
      return say(`${name} is no text. Programs are text files, most of them named .py.`);
    const opened = text === null ? null : openedAs(text, name);
    if (!opened || opened.source.length > longest)
      return say(`${name} is too long: a program has at most 32,768 characters.`);
    onOpen(opened);
  };
  const files: Files = {
    open: () =>
      chooseFile(".py,.txt,.nablascope,text/x-python,text/plain", (file) => void read(file)),
    save() {
      const { source, seed, inputs } = studio.state;
      const name = pythonName(studio.state.file ?? "program.py");
      download(name, writeProgramFile({ source, seed, inputs: { ...inputs } }), "text/x-python");
      studio.update({ file: name });
    },
  };
  listenToKeys(files);
  acceptDrops(host, (file) => void read(file));
  return files;
}

/** A saved step opens as it was; anything else is a program. */
function openedAs(text: string, name: string): Opened {
  const step = openedFrom(text);
  if (step) return { ...step, file: pythonName(name) };
  const { source, settings } = readProgramFile(text);
  const link = { version: 1, ...(typeof settings === "object" && settings), source };
  const opened = openedFrom(JSON.stringify(link)) ?? { source };
  return { ...opened, openAt: null, file: name };
}

function pythonName(name: string): string {
  return /\.(py|txt)$/.test(name) ? name : `${name.replace(/\.\w+$/, "")}.py`;
}

function listenToKeys(files: Files): void {
  document.addEventListener("keydown", (event) => {
    const { key, ctrlKey, metaKey, shiftKey, altKey } = event;
    if (!(ctrlKey || metaKey) || shiftKey || altKey || document.querySelector("dialog[open]"))
      return;
    const act = { o: files.open, s: files.save }[key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  });
}

/** While a file is held over the page, it says what happens when it is let go. */
function acceptDrops(host: HTMLElement, onDrop: (file: File) => void): void {
  const zone = document.createElement("div");
  zone.className = "drop-zone";
  zone.setAttribute("role", "status");
  zone.hidden = true;
  const line = document.createElement("p");
  line.textContent = "Drop a program here to open it";
  zone.append(line);
  host.append(zone);
  const holdsFile = (event: DragEvent): boolean =>
    event.dataTransfer?.types.includes("Files") === true;
  host.addEventListener("dragover", (event) => {
    if (!holdsFile(event)) return;
    event.preventDefault();
    zone.hidden = false;
  });
  host.addEventListener("dragleave", (event) => {
    if (!host.contains(event.relatedTarget as Node | null)) zone.hidden = true;
  });
  host.addEventListener("drop", (event) => {
    zone.hidden = true;
    const [file] = event.dataTransfer?.files ?? [];
    if (!file) return;
    event.preventDefault();
    onDrop(file);
  });
}
