import { frame } from "../../core/frame.ts";
import { spokenOp } from "../../core/spoken.ts";
import { reasonOf } from "../../core/reason.ts";
import { timelineOf, toStep } from "../../core/timeline.ts";
import type { Studio } from "../studio.ts";

/** Pixels between an op and what is said of it, and from that to the edge of the stage. */
const gap = 8;

/** Say beside an op that is pointed at or focused why it may fire now, or what it waits for. */
export function createHint(stage: HTMLElement, canvas: SVGSVGElement, studio: Studio): void {
  const hint = document.createElement("p");
  hint.className = "hint";
  hint.id = "hint";
  hint.setAttribute("role", "tooltip");
  hint.hidden = true;
  stage.append(hint);
  let shown: SVGElement | null = null;

  const leave = (): void => {
    shown?.querySelector(".handle")?.removeAttribute("aria-describedby");
    shown = null;
    hint.hidden = true;
  };
  const write = (): void => {
    const text = shown?.isConnected ? textOf(studio, shown.dataset.op ?? "") : "";
    if (!shown || text === "") {
      leave();
      return;
    }
    hint.textContent = text;
    hint.hidden = false;
    place(hint, shown, stage);
  };
  const enter = ({ target }: Event): void => {
    const op = target instanceof Element ? target.closest<SVGElement>("[data-op]") : null;
    if (op === shown) return;
    leave();
    shown = op;
    op?.querySelector(".handle")?.setAttribute("aria-describedby", hint.id);
    write();
  };

  canvas.addEventListener("pointerover", (event) => {
    if (event.pointerType === "mouse" && event.buttons === 0) enter(event);
  });
  canvas.addEventListener("pointerleave", leave);
  canvas.addEventListener("pointerdown", leave);
  canvas.addEventListener("wheel", leave, { passive: true });
  canvas.addEventListener("focusin", enter);
  canvas.addEventListener("focusout", leave);
  canvas.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") leave();
  });
  studio.subscribe(({ position }) => position, write);
  studio.subscribe(({ graph }) => graph, leave);
}

/** "sigmoid, σ(k): waits for 1 of 2 contributions to k" */
function textOf({ state: { graph, position } }: Studio, id: string): string {
  const op = graph?.ops.get(id);
  if (!graph || !op) return "";
  const { step, t } = toStep(timelineOf(graph), position);
  return `${spokenOp(graph, op)}: ${reasonOf(graph, frame(graph, step, t), op)}`;
}

/** Below the op, or above it where the stage ends. */
function place(hint: HTMLElement, op: SVGElement, stage: HTMLElement): void {
  const [room, at] = [stage.getBoundingClientRect(), op.getBoundingClientRect()];
  const { offsetWidth: width, offsetHeight: height } = hint;
  const left = at.x + at.width / 2 - room.x - width / 2;
  const below = at.bottom - room.y + gap;
  const top = below + height + gap > room.height ? at.y - room.y - gap - height : below;
  hint.style.left = `${Math.max(gap, Math.min(left, room.width - width - gap))}px`;
  hint.style.top = `${top}px`;
}
