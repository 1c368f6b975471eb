/** A program to start from. */
export interface Example {
  /** Stable; part of nothing but the page's own links. */
  id: string;
  title: string;
  /** What there is to see in it, in one sentence. */
  about: string;
  source: string;
}
