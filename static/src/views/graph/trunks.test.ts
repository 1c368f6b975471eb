import { describe, expect, it } from "vitest";
import { graphOf } from "../../core/fixtures/read.ts";
import { ALL_OPEN } from "../../core/folding.ts";
import { frame } from "../../core/frame.ts";
import { layout } from "../../core/layout/layout.ts";
import { layoutRequest } from "../../core/layout/request.ts";
import type { EdgeState } from "../../marks/edge.ts";
import { Passages } from "./passage.ts";
import { overlaps } from "../../core/layout/nearby.ts";
import { routesIn, type SharedStretch, stateOf, stretchesOf } from "./trunks.ts";

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

  it("are drawn in a box as far as anything has passed them, by few edges", () => {
    const passages = new Passages(graph);
    const [first] = stretches;
    const long = stretches.reduce(
      (most, one) => (one.routes.length > most.routes.length ? one : most),
      first as SharedStretch,
    );
    const { x, y, width } = long.box;
    const box = { x: x + width / 2, y: y - 50, width: 100, height: 100 };
    const near = stretches.filter((one) => overlaps(one.box, box));
    for (const step of [0, 0.3, 0.7, 1].map((share) => share * graph.document.steps.length)) {
      const now = frame(graph, Math.floor(step), 0.5);
      const drawn = routesIn(scene, box, passages, now.pass);
      for (const stretch of near) {
        const seen = new Set(
          stretch.routes.filter((one) => drawn.has(one)).map((one) => passages.state(one, now)),
        );
        expect(STRENGTH.findLast((state) => seen.has(state))).toBe(stateOf(stretch, passages, now));
      }
      const passing = new Set(near.flatMap(({ routes }) => routes));
      expect(drawn.size).toBeLessThanOrEqual(passing.size);
      if (name === "chain-300") expect(drawn.size).toBeLessThan(passing.size / 2);
    }
  });
});
