import { evaluate } from "../../api/graphs.ts";
import { defaultFolding, openedTo } from "../../core/folding.ts";
import { type Frame, frame } from "../../core/frame.ts";
import { indexDocument } from "../../core/graph.ts";
import { chooseBreaks, inRows, type Room } from "../../core/layout/rows.ts";
import type { Scene } from "../../core/layout/scene.ts";
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
/** The largest zoom, at a letter of 14 pixels: small graphs look small beside large ones. */
const closest = 0.8;
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
  const { source, seed = 0, openAt = null } = example;
  const inputs = example.inputs ?? {};
  const outcome = await evaluate({ source, seed, inputs }, signal);
  if (outcome.kind !== "complete") return null;
  const graph = indexDocument(outcome.document);
  const folding = example.folding ?? openedTo(graph, defaultFolding(graph), most);
  const flat = await layoutGraph(graph, folding, "left-right");
  const timeline = timelineOf(graph);
  const { step, t } = toStep(timeline, openAt === null ? endOf(timeline) : { stop: openAt, t: 1 });
  const moment = frame(graph, step, t);
  const passages = new Passages(graph);
  const arranged = new Map<string, { scene: Scene; panorama: Panorama }>();
  const arrange = (room: Room) => {
    const breaks = chooseBreaks(flat, room);
    const key = breaks.join("|");
    let known = arranged.get(key);
    if (!known) {
      const scene = inRows(flat, breaks);
      const panorama = new Panorama({ graph, scene, passages, scale: scaleOf(graph) });
      arranged.set(key, (known = { scene, panorama }));
    }
    return known;
  };
  return {
    paint(canvas, palette, letter) {
      const { clientWidth: width, clientHeight: height } = canvas;
      const room = {
        width: width * (1 - 2 * margin),
        height: height * (1 - 2 * margin),
        zoom: closest * (letter / 14),
      };
      const { scene, panorama } = arrange(room);
      draw(canvas, palette, scene, room, moment, panorama);
    },
  };
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
  panorama.paint({ context, palette, zoom }, all, moment, null);
}
