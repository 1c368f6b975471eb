/**
 * What ops do, in words. `{0}`, `{1}` stand for the inputs' names, `{all}` for all of them, `{0T}` for
 * a transpose, `{over}` for the elements that a reduction takes together, `{power}` for a power in words, `{part}` for an index, `{y}`
 * for the output's name, `{g}` for "the gradient of" the output; any other name in braces is a
 * constant, `{^name}` and `{^name-1}` are it and one less as an exponent. An op that is not here is told by its title, which the document
 * brings; it needs an entry only where other words teach more.
 */
export interface Phrases {
  /** The op as the subject of a sentence: "sigmoid" in "The sigmoid multiplies …". */
  noun: string;
  /** What the op makes of its inputs, as the subject of "… gives h". */
  makes: string;
  /**
   * By slot, what it does with the gradient of its output on the way back: "times …" multiplies it,
   * anything else is said as it stands. Fewer entries than slots: the last one holds for the rest.
   */
  back: string[];
}
