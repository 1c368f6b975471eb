import { typeset } from "./formula.ts";

/** What is said of a contribution, line by line; what is not known is left out. */
export interface NoteText {
  target: string;
  /** "2 of 3" where several contributions come to the same tensor. */
  turn: string | null;
  /** The backward formula as LaTeX, with names, and with numbers. */
  names: string | null;
  numbers: string | null;
  /** What it was computed from, where no formula says so. */
  from: string | null;
  /** The elements that travel, as many as fit. */
  figures: string;
  /** What the ledger adds up to with this contribution. */
  sum: string | null;
}

/** What travels, in words and formulas: to whom, by which formula, with which numbers. */
export interface Note {
  root: HTMLElement;
  /** Resolves when the formulas stand. */
  ready: Promise<void>;
  /** Its size; lines that would not fit in `width` are left out. */
  measure(width: number): { width: number; height: number };
}

/** Ways to make a note narrower, the least loss first: small letters, no names, no numbers. */
const narrower = ["", "tight", "tight nameless", "tight nameless numberless"];

export function writeNote(text: NoteText): Note {
  const root = document.createElement("div");
  root.className = "note";
  const formulas = writeLines(root, text);
  return {
    root,
    ready: Promise.all(formulas).then(() => {}),
    measure(width) {
      for (const way of narrower) {
        root.className = `note ${way}`;
        if (root.offsetWidth <= width) break;
      }
      return { width: root.offsetWidth, height: root.offsetHeight };
    },
  };
}

/** @returns when the formulas among the lines are typeset */
function writeLines(root: HTMLElement, text: NoteText): Promise<void>[] {
  const line = (name: string, content = ""): HTMLElement => {
    const element = document.createElement("p");
    element.className = name;
    element.textContent = content;
    root.append(element);
    return element;
  };
  const name = document.createElement("span");
  name.className = "math";
  name.textContent = text.target;
  line("target", "contribution ").append(...(text.turn ? [`${text.turn} `] : []), "to ", name);
  const formulas = (["names", "numbers"] as const).flatMap((key) =>
    text[key] === null ? [] : [typeset(line(`${key} formula`), text[key], false)],
  );
  if (text.from) line("from", text.from);
  if (text.figures) line("figures", text.figures);
  if (text.sum) line("sum", text.sum);
  // What stands alone where there is room for one line.
  (root.querySelector(".names, .from") ?? root.firstElementChild)?.classList.add("gist");
  return formulas;
}
