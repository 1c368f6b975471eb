import { describe, expect, it } from "vitest";
import { graphOf } from "../../core/fixtures/read.ts";
import { ALL_OPEN } from "../../core/folding.ts";
import { frame } from "../../core/frame.ts";
import { layout } from "../../core/layout/layout.ts";
import { layoutRequest } from "../../core/layout/request.ts";
import type { EdgeState } from "../../marks/edge.ts";
import { Passages } from "./passage.ts";
import { stateOf, stretchesOf } from "./trunks.ts";

const STRENGTH: readonly EdgeState[] = ["idle", "forward", "backward"];

describe.each(["network", "chain-300"] as const)("the stretches of the edges of %s", (name) => {
  const graph = graphOf(name);
  const scene = layout(layoutRequest(graph, ALL_OPEN, "left-right"));
  const stretches = stretchesOf(scene);

  it("are all there", () => {
    const count = scene.routes.reduce((sum, { points }) => sum + points.length - 1, 0);
    expect(stretches.reduce((sum, { routes }) => sum + routes.length, 0)).toBe(count);
    if (name === "chain-300") expect(stretches.some(({ routes }) => routes.length > 1)).toBe(true);
  });

  it("show the furthest that has passed any of their edges", () => {
    const passages = new Passages(graph);
    const { length } = graph.document.steps;
    for (const share of [0, 0.2, 0.4, 0.6, 0.8, 1]) {
      const now = frame(graph, Math.floor(share * length), 0.5);
      for (const stretch of stretches) {
        const states = new Set(stretch.routes.map((route) => passages.state(route, now)));
        const furthest = STRENGTH.findLast((state) => states.has(state));
        expect(stateOf(stretch, passages, now)).toBe(furthest);
      }
    }
  });
});
