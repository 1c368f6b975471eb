import { groundsOf, type Scene } from "../core/layout/scene.ts";
import type { Palette } from "./overview/palette.ts";

/** Beyond so many, lines would only be a grey ground. */
const mostRoutes = 4_000;
/** The smallest side of anything, in pixels. */
const least = 1.5;

/** Paint where things stand, so small that only the shape of the graph is seen. */
export function paintMap(
  context: CanvasRenderingContext2D,
  palette: Palette,
  scene: Scene,
  scale: { x: number; y: number },
): void {
  const { routes, tensors, ops } = scene;
  const wide = (length: number): number => Math.max(least, length * scale.x);
  const high = (length: number): number => Math.max(least, length * scale.y);
  context.lineWidth = 0.5;
  for (const { box, depth, folded } of groundsOf(scene)) {
    context.fillStyle = folded || depth % 2 === 0 ? palette.panel : palette.region;
    context.strokeStyle = folded ? palette.mark : palette.line;
    context.beginPath();
    context.rect(box.x * scale.x, box.y * scale.y, wide(box.width), high(box.height));
    context.fill();
    context.stroke();
  }
  context.strokeStyle = palette.mark;
  context.beginPath();
  for (const { points } of routes.length > mostRoutes ? [] : routes) {
    points.forEach(({ x, y }, at) => {
      if (at === 0) context.moveTo(x * scale.x, y * scale.y);
      else context.lineTo(x * scale.x, y * scale.y);
    });
  }
  context.stroke();
  for (const [placed, colour] of [
    [ops, palette.mark],
    [tensors, palette.soft],
  ] as const) {
    context.fillStyle = colour;
    for (const { box } of placed)
      context.fillRect(box.x * scale.x, box.y * scale.y, wide(box.width), high(box.height));
  }
}
