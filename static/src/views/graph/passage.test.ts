import { expect, test } from "vitest";
import { graphOf, type Program } from "../../core/fixtures/read.ts";
import { frame } from "../../core/frame.ts";
import { layout } from "../../core/layout/layout.ts";
import { layoutRequest } from "../../core/layout/request.ts";
import type { Reading } from "../../core/shorthand.ts";
import { touched } from "../../core/touched.ts";
import { Passages } from "./passage.ts";

const programs: Program[] = ["network", "several", "training"];
const readings: Reading[] = ["full", "shorthand"];

test.each(programs.flatMap((program) => readings.map((reading) => [program, reading] as const)))(
  "whatever passes an edge of %s, in %s, an op at its end acts",
  (program, reading) => {
    const graph = graphOf(program);
    const passages = new Passages(graph);
    const request = layoutRequest(graph, new Set(), "left-right", reading, false);
    const { routes } = layout(request);
    let passed = 0;
    for (let row = 0; row < graph.document.steps.length; row++)
      for (const far of [1, 3, 9]) {
        const [before, after] = [frame(graph, row, 0), frame(graph, row + far, 0.3)];
        const { acting } = touched(graph, before, after) ?? {};
        const missed = routes.filter((route) => {
          if (passages.state(route, before) === passages.state(route, after)) return false;
          passed++;
          return !acting?.has(route.op) && !acting?.has(route.from ?? route.op);
        });
        expect(missed, `rows ${row} to ${row + far}`).toEqual([]);
      }
    expect(passed).toBeGreaterThan(routes.length);
  },
);
