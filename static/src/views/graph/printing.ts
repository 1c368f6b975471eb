import type { Camera } from "./camera.ts";
import type { Drawing } from "./drawing.ts";
import { overview } from "./framing.ts";
import type { Painter } from "./painter.ts";
import type { Viewport } from "./viewport.ts";

/** Pixels of paper around what is drawn. */
const margin = 8;

/**
 * Paper has no view to move: the whole graph is printed, as large as the page lets it be, and
 * afterwards the view is as it was.
 */
export function createPrinting(
  stage: HTMLElement,
  canvas: SVGElement,
  drawing: Drawing,
  painter: Painter,
  viewport: Viewport,
): void {
  let before: Camera | null = null;
  addEventListener("beforeprint", () => {
    const { scene } = drawing;
    if (scene === null || before !== null) return;
    before = viewport.camera;
    painter.printed = true;
    const camera = overview(viewport, scene);
    viewport.commit(camera);
    painter.overview.finish();
    const { x, y, width, height } = painter.world.getBBox();
    const corner = [x * camera.zoom + camera.x - margin, y * camera.zoom + camera.y - margin];
    const size = [width * camera.zoom + 2 * margin, height * camera.zoom + 2 * margin];
    canvas.setAttribute("viewBox", [...corner, ...size].join(" "));
    // No larger than the graph's letters are meant to be.
    stage.style.setProperty("--print-width", `${width + (2 * margin) / camera.zoom}px`);
  });
  addEventListener("afterprint", () => {
    if (before === null) return;
    canvas.removeAttribute("viewBox");
    stage.style.removeProperty("--print-width");
    painter.printed = false;
    viewport.commit(before);
    before = null;
  });
}
