import type { Point } from "../../core/layout/scene.ts";
import { panned, zoomed } from "./camera.ts";
import type { Viewport } from "./viewport.ts";

/** Milliseconds without a wheel event after which a movement by wheel has ended. */
const rest = 140;
/** Pixels a pointer may wander while it still clicks. */
const slack = 4;

/** "whole": the stage is the page. "within": the page around it scrolls, and keeps wheel and touch. */
export type Reach = "whole" | "within";

/**
 * Move the view by drag, wheel and pinch. The listeners are the stage's, since the canvas itself
 * moves; what else stands on the stage, like its buttons, is left alone.
 * @param reach within a page that scrolls, only the mouse's drag and a pinch are the stage's
 * @param onMove told at every movement of the person's
 * @param onTap told what a pointer clicked without dragging, and where on the stage
 */
export function listenToGestures(
  stage: HTMLElement,
  canvas: SVGElement,
  viewport: Viewport,
  reach: Reach,
  onMove: () => void,
  onTap: (target: Element, place: Point) => void,
): void {
  const pointers = new Map<number, Point>();
  let dragged = 0;
  let timer = 0;

  const place = (event: MouseEvent): Point => {
    const { left, top } = stage.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };

  stage.addEventListener(
    "wheel",
    (event) => {
      if (reach === "within" && !event.ctrlKey) return;
      event.preventDefault();
      viewport.hold();
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
      const { deltaX, deltaY, ctrlKey, shiftKey } = event;
      // A pinch on a trackpad arrives as a wheel with the control key and small deltas.
      const factor = Math.exp(-deltaY * lines * (ctrlKey ? 0.01 : 0.0016));
      const sideways = shiftKey || Math.abs(deltaX) > Math.abs(deltaY);
      const by = (deltaX || deltaY) * lines;
      viewport.move(
        sideways && !ctrlKey
          ? panned(viewport.camera, -by, 0)
          : zoomed(viewport.camera, factor, place(event), viewport.farthest),
      );
      onMove();
      clearTimeout(timer);
      timer = window.setTimeout(() => viewport.settle(), rest);
    },
    { passive: false },
  );

  stage.addEventListener("pointerdown", (event) => {
    const target = event.target as Element;
    if (event.button !== 0 || !(target === stage || canvas.contains(target))) return;
    viewport.hold();
    if (pointers.size === 0) dragged = 0;
    pointers.set(event.pointerId, place(event));
  });

  stage.addEventListener("pointermove", (event) => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const now = place(event);
    dragged = Math.max(dragged, distance(before, now));
    if (dragged <= slack || (reach === "within" && event.pointerType === "touch")) return;
    stage.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, now);
    const [other] = [...pointers].flatMap(([id, at]) => (id === event.pointerId ? [] : [at]));
    viewport.move(
      other
        ? zoomed(
            panned(viewport.camera, (now.x - before.x) / 2, (now.y - before.y) / 2),
            distance(now, other) / Math.max(1, distance(before, other)),
            { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 },
            viewport.farthest,
          )
        : panned(viewport.camera, now.x - before.x, now.y - before.y),
    );
    onMove();
  });

  const release = (event: PointerEvent): void => {
    if (!pointers.delete(event.pointerId) || pointers.size > 0) return;
    if (dragged > slack) viewport.commit();
    else if (event.type === "pointerup") onTap(event.target as Element, place(event));
  };
  stage.addEventListener("pointerup", release);
  stage.addEventListener("pointercancel", release);
}

function distance(one: Point, other: Point): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}
