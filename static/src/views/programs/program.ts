import type { Opened } from "../studio.ts";

/** A program to start from; it opens at its end, or where its further fields say. */
export interface Example extends Opened {
  /** Stable; part of nothing but the page's own links. */
  id: string;
  title: string;
  /** What there is to see in it, in one sentence. */
  about: string;
}
