/** Where two hashes after Fowler, Noll and Vo start, and their factors: one alone has too few values. */
const lanes = [
  [0x811c9dc5, 0x01000193],
  [0x9dc5811c, 0x85ebca6b],
] as const;

/** A short name for a long text, under which it is found again; equal texts have the same one. */
export function digest(text: string): string {
  const hashes = lanes.map(([start, prime]) => {
    let hash: number = start;
    for (let index = 0; index < text.length; index++)
      hash = Math.imul(hash ^ text.charCodeAt(index), prime);
    return (hash ^ (hash >>> 16)) >>> 0;
  });
  return [text.length, ...hashes].join(" ");
}
