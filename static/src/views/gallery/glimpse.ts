import { evaluate } from "../../api/graphs.ts";
import { defaultFolding, unfoldedTo, visible } from "../../core/folding.ts";
import { type Frame, frame } from "../../core/frame.ts";
import { indexDocument } from "../../core/graph.ts";
import { chooseBreaks, type Room } from "../../core/layout/breaks.ts";
import { inRows } from "../../core/layout/rows.ts";
import type { Scene } from "../../core/layout/scene.ts";
import { NONE_OPENED, openGraph } from "../../core/scalar/opening.ts";
import { endOf, timelineOf, toStep } from "../../core/timeline.ts";
import type { Palette } from "../../marks/overview/palette.ts";
import { layoutGraph } from "../../platform/layout.ts";
import { fitted } from "../graph/camera.ts";
import { Panorama } from "../graph/panorama.ts";
import { Passages } from "../graph/passage.ts";
import type { Example } from "../programs/program.ts";
import { scaleOf } from "../scale.ts";

/** Ops and folded modules that a small picture has room for. */
const most = 40;
/** Ops above which a picture leaves results without a name out. */
const readable = 8;
/**
 * The zoom below which rows are of no use, and the largest one, at a letter of 14 pixels: small
 * graphs look small beside large ones.
 */
const zooms = { least: 0.1, faint: 0.02, most: 0.8 };
/** The usual direction of reading first; and what the other one must gain to be taken. */
const directions = ["left-right", "bottom-top"] as const;
const turning = 1.4;
/** Share of a picture that stays free on each side. */
const margin = 0.05;

/** The graph of a program as a small picture, seen where the program opens. */
export interface Glimpse {
  /** @param letter size of the page's letters in pixels: on a projector all is larger */
  paint(canvas: HTMLCanvasElement, palette: Palette, letter: number): void;
}

/**
 * Run a program and lay its graph out.
 * @returns null for a program that does not run to its end
 */
export async function glimpse(example: Example, signal: AbortSignal): Promise<Glimpse | null> {
  const { source, seed = 0, openAt = null, inputs = {}, opened = NONE_OPENED } = example;
  const expand = opened === "all" ? opened : [...opened];
  const outcome = await evaluate({ source, seed, inputs, expand }, signal);
  if (outcome.kind !== "complete") return null;
  const graph = openGraph(indexDocument(outcome.document), opened);
  const folding = example.folding ?? unfoldedTo(graph, defaultFolding(graph), most);
  const { ops } = visible(graph, folding);
  const reading = example.drawn?.reading ?? (ops.length > readable ? "shorthand" : "full");
  const flat = await Promise.all(
    directions.map((direction) => layoutGraph(graph, folding, direction, reading, false)),
  );
  const timeline = timelineOf(graph);
  const { step, t } = toStep(timeline, openAt === null ? endOf(timeline) : { stop: openAt, t: 1 });
  const moment = frame(graph, step, t);
  const passages = new Passages(graph);
  const panoramas = new WeakMap<Scene, Panorama>();
  const panoramaOf = (scene: Scene): Panorama => {
    const known = panoramas.get(scene);
    const panorama = known ?? new Panorama({ graph, scene, passages, scale: scaleOf(graph) });
    panoramas.set(scene, panorama);
    return panorama;
  };
  return {
    paint(canvas, palette, letter) {
      const { clientWidth: width, clientHeight: height } = canvas;
      const room = {
        width: width * (1 - 2 * margin),
        height: height * (1 - 2 * margin),
        least: zooms.least,
        faint: zooms.faint,
        zoom: zooms.most * (letter / 14),
      };
      const scene = arranged(flat, room);
      draw(canvas, palette, scene, room, moment, panoramaOf(scene));
    },
  };
}

/** The direction and the rows in which a graph is largest; the usual ones where it is much the same. */
function arranged(flat: readonly Scene[], room: Room): Scene {
  const scenes = flat.map((scene) => inRows(scene, chooseBreaks(scene, room)));
  const [usual, other] = scenes as [Scene, Scene];
  const zoom = ({ width, height }: Scene): number =>
    Math.min(room.width / width, room.height / height, room.zoom);
  return zoom(other) > turning * zoom(usual) ? other : usual;
}

function draw(
  canvas: HTMLCanvasElement,
  palette: Palette,
  scene: Scene,
  room: Room,
  moment: Frame,
  panorama: Panorama,
): void {
  const context = canvas.getContext("2d");
  if (!context) return;
  const { clientWidth: width, clientHeight: height } = canvas;
  canvas.width = Math.round(width * devicePixelRatio);
  canvas.height = Math.round(height * devicePixelRatio);
  const free = { ...room, x: (width - room.width) / 2, y: (height - room.height) / 2 };
  const { x, y, zoom } = fitted(scene, free, room.zoom);
  const scale = zoom * devicePixelRatio;
  context.setTransform(scale, 0, 0, scale, x * devicePixelRatio, y * devicePixelRatio);
  const all = { x: 0, y: 0, width: scene.width, height: scene.height };
  panorama.paint({ context, palette, zoom, label: 0 }, all, moment, null);
}
