import { hiddenBy, toggle } from "../../core/folding.ts";
import { ancestors, type Graph } from "../../core/graph.ts";
import { isOpened } from "../../core/scalar/groups.ts";
import type { Opening } from "../opening.ts";
import type { Studio } from "../studio.ts";

/** What the keyboard can do in the graph. */
export interface Focus {
  /** Id of the tensor, op or module that has the focus. */
  readonly id: string | null;
  /** Give the focus back to a node after a redraw, or to the module that it was folded into. */
  restore(graph: Graph, id: string): void;
  /** Select a tensor or an op, or let go of it; fold or unfold a module. */
  activate(id: string): void;
  /** Fold or unfold the module around what is focused or selected. */
  fold(): void;
  /** Open the op that is focused or selected into scalar ops, or close it. */
  open(): void;
}

/** What the focus needs to know of the drawing. */
export interface Walkable {
  /** Ids of all that can be seen, in the order in which the keyboard walks it. */
  readonly order: readonly string[];
  elementOf(id: string): SVGElement | undefined;
  /** Bring a node near the view, so that it is drawn. */
  bringNear(id: string): void;
  /** The next folding happens around this module, whose title stays where it is. */
  anchor(module: string): void;
}

/** Let Tab walk from node to node, Enter activate, and Escape let go. */
export function createFocus(
  canvas: SVGSVGElement,
  studio: Studio,
  drawing: Walkable,
  opening: Opening,
): Focus {
  const current = (): string | null => {
    const { activeElement } = document;
    return activeElement && canvas.contains(activeElement) ? idOf(activeElement) : null;
  };

  const give = (id: string): void => drawing.elementOf(id)?.focus({ preventScroll: true });

  /** @returns whether there was a next node; else the focus leaves the graph as everywhere */
  const walk = (by: 1 | -1): boolean => {
    const id = current();
    if (id === null && by === -1) return false;
    const next = drawing.order[(id === null ? -1 : drawing.order.indexOf(id)) + by];
    if (next !== undefined) {
      drawing.bringNear(next);
      give(next);
    } else if (by === -1) canvas.focus();
    return next !== undefined || by === -1;
  };

  const turn = (module: string): void => {
    const { graph } = studio.state;
    if (isOpened(graph?.modules.get(module) ?? { type: "" })) {
      opening.turn(module);
      return;
    }
    drawing.anchor(module);
    studio.update({ folding: toggle(studio.state.folding, module), foldedByHand: true });
  };

  const activate = (id: string): void => {
    const { graph, selection } = studio.state;
    if (graph?.modules.has(id)) turn(id);
    else studio.update({ selection: selection === id ? null : id });
  };

  canvas.addEventListener("keydown", (event) => {
    const id = current();
    if (event.key === "Tab") {
      if (walk(event.shiftKey ? -1 : 1)) event.preventDefault();
    } else if (event.key === "Enter" && id !== null) {
      event.preventDefault();
      activate(id);
    } else if (event.key === "Escape") {
      if (studio.state.selection === null) canvas.focus();
      else studio.update({ selection: null });
    }
  });

  return {
    get id() {
      return current();
    },
    activate,
    restore: (graph, id) => give(hiddenBy(graph, studio.state.folding, id) ?? id),
    fold() {
      const { graph, selection } = studio.state;
      const id = current() ?? selection;
      if (!graph || id === null) return;
      const module = graph.modules.has(id) ? id : ancestors(graph, graph.homes.get(id) ?? "")[0];
      if (module) turn(module);
    },
    open() {
      const id = current() ?? studio.state.selection;
      if (id !== null) opening.turn(id);
    },
  };
}

/** Tensor, op or module that an element belongs to. */
export function idOf(element: Element): string | null {
  const mark = element.closest<SVGElement>("[data-tensor], [data-op], [data-module]");
  return mark?.dataset.tensor ?? mark?.dataset.op ?? mark?.dataset.module ?? null;
}
