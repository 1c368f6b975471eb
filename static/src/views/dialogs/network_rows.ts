/** Rows of data as the network form takes them: numbers, an arrow, numbers. */
export interface Rows {
  inputs: number[][];
  targets: number[][];
}

/**
 * Read rows like `1.2, -0.7 -> 1`, one example a line.
 * @throws {RangeError} with a sentence for the person who typed them
 */
export function parseRows(text: string): Rows {
  const rows = text.split("\n").filter((line) => line.trim() !== "");
  const pairs = rows.map((line, index) => {
    const [input, target, ...more] = line.split(/->|→/);
    if (input === undefined || target === undefined || more.length > 0) {
      throw new RangeError(`Row ${index + 1} needs one arrow: inputs -> targets.`);
    }
    return [
      parseNumbers(input, `Row ${index + 1}`),
      parseNumbers(target, `Row ${index + 1}`),
    ] as const;
  });
  if (pairs.length === 0) throw new RangeError("Give at least one row of data.");
  return { inputs: pairs.map(([input]) => input), targets: pairs.map(([, target]) => target) };
}

/**
 * Numbers separated by commas or spaces.
 * @param place names where they stand, for the message
 * @throws {RangeError} naming the first thing that is no number
 */
export function parseNumbers(text: string, place: string): number[] {
  const words = text.split(/[\s,]+/).filter((word) => word !== "");
  return words.map((word) => {
    const number = Number(word.replace("−", "-"));
    if (!Number.isFinite(number)) throw new RangeError(`${place}: “${word}” is not a number.`);
    return number;
  });
}
