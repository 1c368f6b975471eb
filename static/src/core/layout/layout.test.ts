import { describe, expect, test } from "vitest";
import { buildDocument, randomSpec } from "../fixtures/build.ts";
import { fan } from "../fixtures/fan.ts";
import { graphOf, PROGRAMS } from "../fixtures/read.ts";
import {
  bodies,
  bottom,
  contains,
  DIRECTIONS,
  overlap,
  right,
  sceneOf,
} from "../fixtures/scenes.ts";
import { ALL_OPEN, type Folding, foldAll, hiddenBy, toggle, visible } from "../folding.ts";
import { ancestors, type Graph, indexDocument } from "../graph.ts";
import { measureTensor } from "../measure.ts";
import { openGraph } from "../scalar/opening.ts";
import { pointOnRoute } from "./curve.ts";
import { anchorShift, boxOf, layout } from "./layout.ts";
import { layoutRequest } from "./request.ts";
import type { Box, Point } from "./scene.ts";

/** Real programs and random ones, each open, folded, and folded in part. */
const SCALARS = openGraph(graphOf("opened"), "all");
const CASES: [string, Graph, Folding][] = [
  ...PROGRAMS.map((name) => [name, graphOf(name)] as const),
  ["opened into scalars", SCALARS] as const,
  ["thirty branches", fan(30, false)] as const,
  ["thirty branches in modules", fan(30, true)] as const,
  ...Array.from(
    { length: 24 },
    (_, seed) =>
      [`random ${seed}`, indexDocument(buildDocument(randomSpec(seed, 4 + 2 * seed)))] as const,
  ),
].flatMap(([name, graph]): [string, Graph, Folding][] => {
  const some = new Set([...graph.modules.keys()].filter((_, index) => index % 2 === 1));
  const variants: [string, Graph, Folding][] = [[name, graph, ALL_OPEN]];
  if (graph.modules.size > 0) variants.push([`${name}, all folded`, graph, foldAll(graph)]);
  if (some.size > 0) variants.push([`${name}, some folded`, graph, some]);
  return variants;
});

describe.each(DIRECTIONS)("reading %s", (direction) => {
  describe.each(CASES)("%s", (_, graph, folding) => {
    const scene = sceneOf(graph, folding, direction);
    const all = bodies(graph, scene);
    const seen = visible(graph, folding);

    test("everything visible is there once, and nothing else", () => {
      expect(scene.tensors.map(({ id }) => id).sort()).toEqual([...seen.tensors].sort());
      expect(scene.ops.map(({ id }) => id).sort()).toEqual([...seen.ops].sort());
      const modules = [...seen.open, ...seen.folded].sort();
      expect(scene.regions.map(({ id }) => id).sort()).toEqual(modules);
      expect(
        scene.regions
          .filter(({ folded }) => folded)
          .map(({ id }) => id)
          .sort(),
      ).toEqual([...seen.folded].sort());
    });

    test("no two nodes overlap", () => {
      const nodes = [...all];
      for (const [index, [first, box]] of nodes.entries())
        for (const [second, other] of nodes.slice(index + 1))
          if (overlap(box, other)) expect.unreachable(`${first} lies on ${second}`);
    });

    test("members lie within their regions, others outside, all within the scene", () => {
      const whole = { x: 0, y: 0, width: scene.width, height: scene.height };
      const regions = new Map(scene.regions.map((region) => [region.id, region]));
      for (const [id, box] of all) {
        expect(contains(whole, box)).toBe(true);
        const module = graph.modules.get(id);
        const around = new Set(
          ancestors(graph, module ? (module.parent ?? "") : (graph.homes.get(id) ?? "")),
        );
        for (const region of regions.values()) {
          if (region.id === id) continue;
          if (around.has(region.id)) expect(contains(region.box, box)).toBe(true);
          else if (overlap(region.box, box)) expect.unreachable(`${id} lies on ${region.id}`);
        }
      }
    });

    test("parents come before children and know their depth", () => {
      const depths = new Map<string, number>();
      for (const { id, depth } of scene.regions) {
        const parent = graph.modules.get(id)?.parent ?? "";
        expect(depth).toBe(parent === "" ? 1 : (depths.get(parent) ?? Number.NaN) + 1);
        depths.set(id, depth);
      }
    });

    test("every edge with a visible end has its route, and routes touch both ends", () => {
      const stand = (id: string) => hiddenBy(graph, folding, id) ?? id;
      const routes = new Map(scene.routes.map((route) => [route.key, route]));
      for (const [key, edge] of graph.edges) {
        const [tensor, op] = [stand(edge.tensor), stand(edge.op)];
        const route = routes.get(key);
        expect(route !== undefined).toBe(tensor !== op);
        if (route === undefined) continue;
        const [start, end] = edge.direction === "in" ? [tensor, op] : [op, tensor];
        expectTouch(route.points[0], all.get(start));
        expectTouch(route.points.at(-1), all.get(end));
      }
      expect(routes.size).toBe(scene.routes.length);
    });

    test("no route cuts through a node that is not at its end", () => {
      for (const route of scene.routes) {
        const [start, end] = [route.points[0], route.points.at(-1)] as [Point, Point];
        for (let step = 1; step < 40; step++) {
          const point = pointOnRoute(route, direction, step / 40);
          for (const [id, box] of all)
            if (isInside(point, box) && !touches(start, box) && !touches(end, box))
              expect.unreachable(`${route.key} cuts ${id}`);
        }
      }
    });

    test("edges do not jump where they pass a border", () => {
      for (const { points, across } of scene.routes)
        for (const [index, point] of points.entries()) {
          const before = points[index - 1];
          if (before === undefined || across) continue;
          const [dx, dy] = [Math.abs(point.x - before.x), Math.abs(point.y - before.y)];
          const [main, cross] = direction === "left-right" ? [dx, dy] : [dy, dx];
          expect(main > 0.5 || cross < 0.5).toBe(true);
        }
    });

    test("edges lead on in the reading direction", () => {
      for (const { points, across } of scene.routes)
        for (const [index, point] of points.entries()) {
          const before = points[index - 1];
          if (before === undefined || across) continue;
          if (direction === "left-right") expect(point.x).toBeGreaterThanOrEqual(before.x - 1e-6);
          else expect(point.y).toBeLessThanOrEqual(before.y + 1e-6);
        }
    });

    test("the same request gives the same scene", () => {
      expect(sceneOf(graph, folding, direction)).toEqual(scene);
    });
  });
});

function isInside({ x, y }: Point, box: Box): boolean {
  const slack = 1;
  return (
    x > box.x + slack && x < right(box) - slack && y > box.y + slack && y < bottom(box) - slack
  );
}

function touches({ x, y }: Point, box: Box): boolean {
  const slack = 1;
  return (
    x >= box.x - slack && x <= right(box) + slack && y >= box.y - slack && y <= bottom(box) + slack
  );
}

/** On the border of the box, or on the flank of a diamond in it. */
function expectTouch(point: Point | undefined, box: Box | undefined): void {
  if (point === undefined || box === undefined) throw new Error("an end of a route is missing");
  expect(touches(point, box)).toBe(true);
  const [dx, dy] = [point.x - box.x - box.width / 2, point.y - box.y - box.height / 2];
  const onFlank = Math.abs(dx) / (box.width / 2) + Math.abs(dy) / (box.height / 2);
  const onBorder =
    Math.abs(Math.abs(dx) - box.width / 2) < 1.5 || Math.abs(Math.abs(dy) - box.height / 2) < 1.5;
  expect(onBorder || Math.abs(onFlank - 1) < 0.05).toBe(true);
}

describe("the picture of", () => {
  const middle = ({ y, height }: Box) => y + height / 2;

  test("a chain is one straight line with the output at its right end", () => {
    const graph = graphOf("composition");
    const scene = sceneOf(graph);
    const main = scene.routes.filter(({ across }) => !across);
    expect(new Set(main.flatMap(({ points }) => points.map(({ y }) => Math.round(y)))).size).toBe(
      1,
    );
    const output = boxOf(scene, graph.document.output ?? "");
    for (const { box } of [...scene.tensors, ...scene.ops])
      expect(right(box)).toBeLessThanOrEqual(right(output ?? box));
  });

  test("the network has its main line straight through both borders of both modules", () => {
    const scene = sceneOf(graphOf("network"));
    const line = ["x", "model/layer 1/h", "model/y", "loss:sub.out"].map((id) => {
      const { y } = boxOf(scene, id) ?? { y: Number.NaN };
      return Math.round(
        y +
          measureTensor(graphOf("network"), id, "left-right").value.y +
          measureTensor(graphOf("network"), id, "left-right").value.height / 2,
      );
    });
    expect(new Set(line).size).toBe(1);
    expect(line[0]).toBe(Math.round(middle(boxOf(scene, "loss:sum") ?? fail())));
  });

  test("the network has W, b, V, c and t right above the op that they serve", () => {
    const graph = graphOf("network");
    const scene = sceneOf(graph);
    for (const leaf of ["W", "b", "V", "c", "t"]) {
      const op = graph.consumers.get(leaf)?.[0]?.op ?? "";
      const [above, below] = [boxOf(scene, leaf), boxOf(scene, op)];
      if (!above || !below) expect.unreachable(leaf);
      else {
        expect(above.x + above.width / 2).toBeCloseTo(below.x + below.width / 2, 6);
        expect(below.y - bottom(above)).toBeGreaterThan(0);
        expect(below.y - bottom(above)).toBeLessThan(30);
      }
    }
  });

  test("x * x keeps its two edges visibly apart", () => {
    const scene = sceneOf(graphOf("square"));
    const routes = scene.routes.filter(({ direction }) => direction === "in");
    const heights = routes.map((route) => pointOnRoute(route, "left-right", 0.5).y);
    expect(routes).toHaveLength(2);
    expect(Math.abs((heights[0] ?? 0) - (heights[1] ?? 0))).toBeGreaterThanOrEqual(12);
  });

  test("a fan-out of three leaves x in three directions", () => {
    const scene = sceneOf(graphOf("fan-out"));
    const ends = scene.routes
      .filter(({ tensor, direction }) => tensor === "x" && direction === "in")
      .map(({ op }) => Math.round(middle(boxOf(scene, op) ?? fail())));
    expect(new Set(ends).size).toBe(3);
  });

  test("three steps of a recurrence keep their state on one line", () => {
    const graph = graphOf("recurrent");
    const scene = sceneOf(graph);
    const ops = graph.document.ops.filter(({ op }) => op === "sigmoid" || op === "tanh");
    expect(ops.length).toBe(3);
    expect(new Set(ops.map(({ id }) => Math.round(middle(boxOf(scene, id) ?? fail())))).size).toBe(
      1,
    );
  });

  test.each(DIRECTIONS)(
    "a matrix in its elements is laid like bricks, as wide as needed, %s",
    (way) => {
      const scene = sceneOf(SCALARS, ALL_OPEN, way);
      const along = ({ x, y }: Box) => (way === "left-right" ? x : -y);
      const boxes = [0, 1, 2].flatMap((row) =>
        [0, 1].map((column) => boxOf(scene, `W[${row},${column}]`) ?? fail()),
      );
      expect(new Set(boxes.map((box) => Math.round(along(box)))).size).toBe(2);
      for (const [index, box] of boxes.entries()) {
        const [next, other] = [boxes[index + 1], boxes[index + 2]];
        if (next) expect(along(next) > along(box)).toBe(index % 2 === 0);
        if (other) expect(along(other)).toBeCloseTo(along(box));
      }
      // Three numbers fit into one column.
      const h = [0, 1, 2].map((index) => boxOf(scene, `model/h[${index}]`) ?? fail());
      expect(new Set(h.map((box) => Math.round(along(box)))).size).toBe(1);
    },
  );

  test("300 ops with skips is flat", () => {
    const request = layoutRequest(graphOf("chain-300"), ALL_OPEN, "left-right");
    expect(layout(request).height).toBeLessThan(300);
  });
});

describe("folding", () => {
  const graph = graphOf("functions");
  const along = ({ x }: Box) => x;

  test.each([...graph.modules.keys()])("%s: what was clicked does not move", (module) => {
    const before = sceneOf(graph);
    const after = sceneOf(graph, toggle(ALL_OPEN, module));
    const shift = anchorShift(before, after, module);
    const [old, now] = [boxOf(before, module), boxOf(after, module)];
    expect({ x: (now?.x ?? 0) + shift.x, y: (now?.y ?? 0) + shift.y }).toEqual({
      x: old?.x,
      y: old?.y,
    });
  });

  test.each([...graph.modules.keys()])("%s: the others keep their order", (module) => {
    const before = sceneOf(graph);
    const after = sceneOf(graph, toggle(ALL_OPEN, module));
    const stay = after.tensors.map(({ id }) => id);
    for (const axis of ["x", "y"] as const)
      for (const first of stay)
        for (const second of stay) {
          const [a, b] = [boxOf(before, first), boxOf(before, second)] as [Box, Box];
          const [c, d] = [boxOf(after, first), boxOf(after, second)] as [Box, Box];
          const wereApart = axis === "x" ? right(a) <= b.x : bottom(a) <= b.y && sameColumn(a, b);
          if (wereApart) expect(c[axis]).toBeLessThanOrEqual(d[axis] + 1e-6);
        }
  });

  test("of a module makes the scene shorter", () => {
    const widths = [ALL_OPEN, foldAll(graph)].map((folding) => sceneOf(graph, folding).width);
    expect(widths[1]).toBeLessThan((widths[0] ?? 0) / 2);
    expect(along(boxOf(sceneOf(graph), "loss") ?? fail())).toBeGreaterThan(0);
  });

  test("an unknown id moves nothing", () => {
    const scene = sceneOf(graph);
    expect(anchorShift(scene, scene, "nowhere")).toEqual({ x: 0, y: 0 });
  });
});

function sameColumn(a: Box, b: Box): boolean {
  return a.x < right(b) && b.x < right(a);
}

test("a module that is entered again leads an edge back instead of breaking", () => {
  const graph = indexDocument(
    buildDocument({
      leaves: [{ id: "x", value: 1 }],
      modules: [{ id: "m" }],
      ops: [
        { op: "sin", inputs: ["x"], output: "a", module: "m" },
        { op: "neg", inputs: ["a"], output: "b" },
        { op: "sin", inputs: ["b"], output: "c", module: "m" },
      ],
      outputs: ["c"],
    }),
  );
  const scene = sceneOf(graph);
  expect(scene.routes).toHaveLength(graph.edges.size);
  for (const { points } of scene.routes)
    for (const { x, y } of points) expect(Number.isFinite(x) && Number.isFinite(y)).toBe(true);
});

test("nothing at all has a scene without anything", () => {
  const scene = sceneOf(indexDocument(buildDocument({ leaves: [], ops: [], outputs: [] })));
  const nothing = { tensors: [], ops: [], regions: [], continued: [], routes: [], updates: [] };
  expect(scene).toMatchObject(nothing);
});

test("ten thousand ops, flat, without recursion", () => {
  const ops = Array.from({ length: 10_000 }, (_, index) => ({
    op: "mul" as const,
    inputs: [index === 0 ? "x" : `t${index - 1}`, "x"],
    output: `t${index}`,
  }));
  const document = buildDocument({ leaves: [{ id: "x", value: 1 }], ops, outputs: ["t9999"] });
  const request = layoutRequest(indexDocument(document), ALL_OPEN, "left-right");
  expect(layout(request).ops).toHaveLength(10_000);
}, 60_000);

function fail(): never {
  throw new Error("the fixture has changed");
}
