import type { Graph } from "../../core/graph.ts";
import { around, type Scene } from "../../core/layout/scene.ts";
import { type UpdateLine, updateLines } from "../../core/layout/updates.ts";
import { drawUpdate } from "../../marks/update.ts";
import type { Drawable, Mark } from "./layer.ts";

/** Lines from each version of a leaf to the next, which appear with the update that made it. */
export function updates(graph: Graph, scene: Scene): Drawable[] {
  return updateLines(graph, scene).map((line) => updateDrawable(graph, line));
}

function updateDrawable(graph: Graph, line: UpdateLine): Drawable {
  const made = graph.valueSteps.get(line.to) ?? Number.POSITIVE_INFINITY;
  const draw = (): Mark => {
    const mark = drawUpdate(line);
    return {
      root: mark.root,
      show: ({ step, t }) => mark.show(step > made, step === made && t > 0),
    };
  };
  const corners = line.points.map((point) => ({ ...point, width: 1, height: 1 }));
  const box = around(corners) ?? { x: 0, y: 0, width: 0, height: 0 };
  return { id: `update ${line.to}`, box, draw };
}
