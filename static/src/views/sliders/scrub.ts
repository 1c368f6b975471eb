import { idOf } from "../graph/focus.ts";
import type { Studio } from "../studio.ts";
import type { Handle, Handles } from "./handles.ts";
import type { Overrides } from "./overrides.ts";
import { moveByKey, onStep } from "./row.ts";

/** Pixels over which a number goes through its whole range; with Shift, a tenth of it. */
const breadth = 400;
/** Pixels a pointer may wander while it still clicks. */
const slack = 4;

/** A number in the hand, and where the hand took hold of it. */
interface Grip {
  handle: Handle;
  x: number;
  moving: boolean;
}

/**
 * Let the number of a scalar leaf be moved where it stands in the graph: by dragging it sideways, and
 * with the keys up and down while it has the focus.
 */
export function createScrub(
  stage: HTMLElement,
  studio: Studio,
  handles: Handles,
  overrides: Overrides,
): void {
  stage.dataset.scrub = "";
  let grip: Grip | null = null;

  const handleOf = (target: Element): Handle | null => {
    const { graph, inputs } = studio.state;
    const id = target.closest(".adjustable") && idOf(target);
    return (graph && id && handles.of(graph, inputs, id)[0]) || null;
  };

  // Taken on its way down, before it moves the view.
  stage.addEventListener(
    "pointerdown",
    (event) => {
      const handle = event.button === 0 && event.isPrimary && handleOf(event.target as Element);
      if (!handle) return;
      event.stopPropagation();
      grip = { handle, x: event.clientX, moving: false };
      stage.setPointerCapture(event.pointerId);
    },
    { capture: true },
  );

  stage.addEventListener("pointermove", (event) => {
    if (!grip) return;
    const way = event.clientX - grip.x;
    if (!grip.moving && Math.abs(way) <= slack) return;
    const { handle } = grip;
    const [from, to] = handle.range;
    const fine = event.shiftKey ? 10 : 1;
    const value = onStep(handle.value + (way / breadth / fine) * (to - from), handle.step / fine);
    grip.moving = true;
    overrides.hold(handle.tensor);
    overrides.move(handle.tensor, handle.with(Math.min(to, Math.max(from, value))));
  });

  const release = ({ type }: PointerEvent): void => {
    if (!grip) return;
    const { handle, moving } = grip;
    grip = null;
    if (moving) overrides.settle();
    else if (type === "pointerup") {
      const { selection } = studio.state;
      studio.update({ selection: selection === handle.tensor ? null : handle.tensor });
    }
  };
  stage.addEventListener("pointerup", release);
  stage.addEventListener("pointercancel", release);

  stage.addEventListener("keydown", (event) => {
    if (!/^(Arrow|Page)(Up|Down)$/.test(event.key) || event.ctrlKey || event.metaKey) return;
    const handle = handleOf(event.target as Element);
    const next = handle && moveByKey(handle, event);
    if (!handle || next === null) return;
    event.preventDefault();
    overrides.hold(handle.tensor);
    overrides.move(handle.tensor, handle.with(next));
  });
  stage.addEventListener("keyup", ({ key }) => {
    if (studio.state.held !== null && /^(Arrow|Page)/.test(key)) overrides.settle();
  });
}
