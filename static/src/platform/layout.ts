/** Layout off the main thread, with what was laid out kept at hand. */
import { digest } from "../core/digest.ts";
import type { Folding } from "../core/folding.ts";
import type { Graph } from "../core/graph.ts";
import { layout } from "../core/layout/layout.ts";
import { type LayoutRequest, layoutRequest } from "../core/layout/request.ts";
import type { Direction, Scene } from "../core/layout/scene.ts";
import type { Reading } from "../core/shorthand.ts";
import LayoutWorker from "./layout_worker.ts?worker&inline";
import { trustOwnBlobs } from "./trust.ts";

/** Scenes to keep: the same program folded and turned this way and that; of large ones fewer. */
const KEPT = { scenes: 24, nodes: 20_000 };
/** A worker that has laid out more nodes than this holds much memory, and is let go. */
const LARGE = 2_000;
/** Smaller graphs are laid out in less time than a message to a worker and back takes. */
const SMALL = 200;

export interface LayoutJob {
  number: number;
  request: LayoutRequest;
}

export interface LayoutResult {
  number: number;
  scene: Scene;
}

const scenes = new Map<string, Scene>();
const waiting = new Map<number, { request: LayoutRequest; resolve: (scene: Scene) => void }>();
let jobs = 0;
let worker: Worker | null | undefined;

/**
 * The scene of a graph. Equal requests give the same scene object. Where no worker can start, or
 * when it fails, the layout is made on the main thread.
 */
export async function layoutGraph(
  graph: Graph,
  folding: Folding,
  direction: Direction,
  reading: Reading,
  numbers: boolean,
): Promise<Scene> {
  const request = layoutRequest(graph, folding, direction, reading, numbers);
  // The text itself is nearly as large as the scene.
  const key = digest(JSON.stringify(request));
  const known = scenes.get(key);
  const scene = known ?? (await compute(request));
  // The latest use goes last, the longest unused goes first.
  scenes.delete(key);
  scenes.set(key, scene);
  forgetOldest();
  return scene;
}

function forgetOldest(): void {
  let nodes = 0;
  for (const [place, [key, { tensors, ops }]] of [...scenes].toReversed().entries()) {
    nodes += tensors.length + ops.length;
    if (place > 0 && (place >= KEPT.scenes || nodes > KEPT.nodes)) scenes.delete(key);
  }
}

async function compute(request: LayoutRequest): Promise<Scene> {
  const target = request.nodes.length > SMALL ? startWorker() : null;
  if (target === null) return layout(request);
  return new Promise((resolve) => {
    const number = jobs++;
    waiting.set(number, { request, resolve });
    target.postMessage({ number, request } satisfies LayoutJob);
  });
}

function startWorker(): Worker | null {
  if (worker !== undefined) return worker;
  try {
    trustOwnBlobs();
    worker = new LayoutWorker();
  } catch {
    worker = null;
    return worker;
  }
  worker.addEventListener("message", ({ data }: MessageEvent<LayoutResult>) => {
    const job = waiting.get(data.number);
    job?.resolve(data.scene);
    waiting.delete(data.number);
    if (waiting.size > 0 || !job || job.request.nodes.length < LARGE) return;
    worker?.terminate();
    worker = undefined;
  });
  worker.addEventListener("error", (event) => {
    event.preventDefault();
    worker?.terminate();
    worker = null;
    for (const { request, resolve } of waiting.values()) resolve(layout(request));
    waiting.clear();
  });
  return worker;
}
