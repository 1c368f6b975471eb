/** The layout's worker: a job in, its scene out. */
import { layout } from "../core/layout/layout.ts";
import type { LayoutJob, LayoutResult } from "./layout.ts";

addEventListener("message", ({ data }: MessageEvent<LayoutJob>) => {
  postMessage({ number: data.number, scene: layout(data.request) } satisfies LayoutResult);
});
