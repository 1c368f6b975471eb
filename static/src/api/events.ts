import type { Stage } from "../core/work.ts";

/** Told how far work has come, as often as that changes. */
export type OnStage = (stage: Stage) => void;

/** The end of a stream: the body of the plain answer, or a problem document. */
export type End = { kind: "answer" | "problem"; body: unknown };

const media = "text/event-stream";

/** Accepts an answer at once, and where it takes long a stream that leads to it. */
export const either = `application/json, ${media}`;

export function isStream({ headers }: Response): boolean {
  return headers.get("Content-Type")?.startsWith(media) ?? false;
}

/** Read a stream of events to its end. Rejects where the connection ends before. */
export async function follow(response: Response, onStage: OnStage): Promise<End> {
  if (!response.body) throw new Error("The stream is empty.");
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const lines = createLines();
  let kind = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) throw new Error("The stream ended without an answer.");
    for (const line of lines(value)) {
      const [, field, text = ""] = /^(\w*): ?([\s\S]*)$/.exec(line) ?? [];
      if (field === "event") kind = text;
      if (field !== "data") continue;
      const body: unknown = JSON.parse(text);
      if (kind === "answer" || kind === "problem") return { kind, body };
      onStage({ kind, ...(body as object) } as Stage);
    }
  }
}

/** Give whole lines of text that comes in pieces; a long line is put together once. */
function createLines(): (piece: string) => string[] {
  let pieces: string[] = [];
  return (piece) => {
    const [end = "", ...lines] = narrowed(piece).split("\n");
    pieces.push(end);
    if (lines.length === 0) return [];
    lines.unshift(pieces.join(""));
    pieces = [lines.pop() ?? ""];
    return lines;
  };
}

/** Letters beyond Latin-1. In JSON they stand in strings alone, where an escape means the same. */
const wide = /[^\0-\xff]/;

/**
 * The same with such letters as escapes: one of them would make two bytes of every letter in a
 * document, which has millions. Text that is decoded afresh has one byte a letter.
 */
function narrowed(piece: string): string {
  if (!wide.test(piece)) return piece;
  const escaped = piece.replaceAll(new RegExp(wide, "g"), (letter) => {
    return `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
  return new TextDecoder().decode(new TextEncoder().encode(escaped));
}
