/** What already stands and is written in a scene, where more is to be drawn. */
import { Nearby, nodesIn, overlaps } from "./nearby.ts";
import type { Box, Placed, Scene } from "./scene.ts";

/** To so many words before it a word is compared. */
const RECENT = 16;

/** What lines pass over and words lie on. */
export class Surface {
  readonly #scene: Scene;
  readonly #folded: readonly Placed[];
  readonly #nearFolded: Nearby;
  readonly #words: Box[] = [];

  constructor(scene: Scene) {
    this.#scene = scene;
    this.#folded = scene.regions.filter(({ folded }) => folded);
    this.#nearFolded = new Nearby(this.#folded.map(({ box }) => box));
  }

  /** Nodes and folded modules that reach into a box. */
  nodes(box: Box): Placed[] {
    const folded = this.#nearFolded.in(box).map((index) => this.#folded[index] as Placed);
    return [...nodesIn(this.#scene, box), ...folded];
  }

  /** How many nodes and words lie under a box. */
  under(box: Box): number {
    return this.nodes(box).length + this.#words.filter((word) => overlaps(box, word)).length;
  }

  write(word: Box): void {
    // Only lines that come one after the other start near each other.
    if (this.#words.push(word) > RECENT) this.#words.shift();
  }
}
