/** A program as a file: plain Python, with what it runs with beside its text in a last comment. */

/** What a file asks to open. */
export interface ProgramFile {
  source: string;
  seed: number;
  /** Values in place of the program's, by leaf id. */
  inputs: Record<string, unknown>;
}

const mark = "# nablascope: ";

/** The text of the file; a program that runs as it stands is saved as it stands. */
export function writeProgramFile({ source, seed, inputs }: ProgramFile): string {
  const settings = {
    ...(seed !== 0 && { seed }),
    ...(Object.keys(inputs).length > 0 && { inputs }),
  };
  const text = source === "" || source.endsWith("\n") ? source : `${source}\n`;
  return Object.keys(settings).length === 0
    ? text
    : `${text}\n${mark}${JSON.stringify(settings)}\n`;
}

/** Read what {@link writeProgramFile} wrote, or any program. What cannot be read stays a comment. */
export function readProgramFile(text: string): { source: string; settings: unknown } {
  const source = text.replace(/^\uFEFF/, "").replaceAll(/\r\n?/g, "\n");
  const at = source.lastIndexOf(`\n${mark}`);
  const line = source.slice(at + 1).trimEnd();
  if (at === -1 || line.includes("\n")) return { source, settings: null };
  try {
    const settings: unknown = JSON.parse(line.slice(mark.length));
    return { source: source.slice(0, at), settings };
  } catch {
    return { source, settings: null };
  }
}
