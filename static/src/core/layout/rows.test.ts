import { describe, expect, test } from "vitest";
import { buildDocument, randomSpec } from "../fixtures/build.ts";
import { graphOf, PROGRAMS } from "../fixtures/read.ts";
import { ALL_OPEN } from "../folding.ts";
import { ancestors, type Graph, indexDocument } from "../graph.ts";
import { openGraph } from "../scalar/opening.ts";
import { pointOnRoute } from "./curve.ts";
import { gapsOf, gapsThrough } from "./gaps.ts";
import { boxOf, layout } from "./layout.ts";
import { layoutRequest } from "./request.ts";
import { chooseBreaks } from "./breaks.ts";
import { inRows } from "./rows.ts";
import { overlaps } from "./nearby.ts";
import { type Box, type Direction, groundsOf, type Point, type Scene } from "./scene.ts";

const ROOM = { width: 720, height: 600, least: 0.6, faint: 0.12, zoom: 1 };

const sceneOf = (graph: Graph, direction: Direction = "left-right"): Scene =>
  layout(layoutRequest(graph, ALL_OPEN, direction));

const CASES: [string, Graph][] = [
  ...PROGRAMS.map((name): [string, Graph] => [name, graphOf(name)]),
  ...Array.from({ length: 12 }, (_, seed): [string, Graph] => [
    `random ${seed}`,
    indexDocument(buildDocument(randomSpec(seed, 6 + 2 * seed))),
  ]),
];

const near = ({ x, y }: Point, box: Box, slack: number): boolean =>
  x > box.x - slack &&
  x < box.x + box.width + slack &&
  y > box.y - slack &&
  y < box.y + box.height + slack;

const fit = ({ width, height }: Scene): number =>
  Math.min(ROOM.width / width, ROOM.height / height);

describe.each(["left-right", "bottom-top"] as const)("reading %s", (direction) => {
  describe.each(CASES)("%s in rows", (_, graph) => {
    const flat = sceneOf(graph, direction);
    // A break at every third place, whether it is of use or not: nothing may break by it.
    const breaks = gapsOf(flat)
      .filter((_gap, index) => index % 3 === 2)
      .map(({ first }) => first);
    const scene = inRows(flat, breaks);
    const boxes = new Map([...scene.tensors, ...scene.ops].map(({ id, box }) => [id, box]));

    test("has everything once, in its size, within its borders and apart", () => {
      const isUpright = direction === "left-right";
      const opened = new Set(flat.regions.flatMap(({ id, folded }) => (folded ? [] : [id])));
      for (const { id, box } of [...flat.tensors, ...flat.ops, ...flat.regions]) {
        const now = boxOf(scene, id) as Box;
        const [length, breadth] = isUpright ? [now.width, now.height] : [now.height, now.width];
        expect(length).toBe(isUpright ? box.width : box.height);
        // What is empty in a module may be narrower.
        const most = isUpright ? box.height : box.width;
        if (opened.has(id)) expect(breadth).toBeLessThanOrEqual(most + 1e-6);
        else expect(breadth).toBe(most);
        expect(now.x).toBeGreaterThan(0);
        expect(now.y).toBeGreaterThan(0);
        expect(now.x + now.width).toBeLessThan(scene.width);
        expect(now.y + now.height).toBeLessThan(scene.height);
      }
      const overlapping = (all: Scene): number => {
        const nodes = [...all.tensors, ...all.ops].map(({ box }) => box);
        return nodes.filter((a, index) =>
          nodes
            .slice(index + 1)
            .some(
              (b) =>
                a.x < b.x + b.width - 0.01 &&
                b.x < a.x + a.width - 0.01 &&
                a.y < b.y + b.height - 0.01 &&
                b.y < a.y + a.height - 0.01,
            ),
        ).length;
      };
      expect(overlapping(scene)).toBeLessThanOrEqual(overlapping(flat));
    });

    test("leads every edge from its start to its end, within the borders", () => {
      for (const route of scene.routes) {
        const [start, end] = [route.points[0], route.points.at(-1)] as [Point, Point];
        const [from, to] =
          route.direction === "in" ? [route.tensor, route.op] : [route.op, route.tensor];
        expect(near(start, boxes.get(from) as Box, 1)).toBe(true);
        expect(near(end, boxes.get(to) as Box, 1)).toBe(true);
        for (let step = 0; step <= 40; step++) {
          const { x, y } = pointOnRoute(route, direction, step / 40);
          expect(x > 0 && x < scene.width && y > 0 && y < scene.height).toBe(true);
        }
      }
    });

    test("is the same each time", () => expect(inRows(flat, breaks)).toEqual(scene));
  });
});

describe("breaks", () => {
  test("a chain that fits stays in one row", () => {
    const flat = sceneOf(graphOf("composition"));
    expect(chooseBreaks(flat, { ...ROOM, width: flat.width, height: flat.height })).toEqual([]);
    expect(inRows(flat, [])).toBe(flat);
  });

  test.each(PROGRAMS)("%s is never smaller in its rows than in one", (program) => {
    const flat = sceneOf(graphOf(program));
    const breaks = chooseBreaks(flat, ROOM);
    expect(fit(inRows(flat, breaks))).toBeGreaterThanOrEqual(fit(flat));
  });

  test("a long chain fills a room of its own shape", () => {
    const ops = Array.from({ length: 12 }, (_, index) => ({
      op: "sin" as const,
      inputs: [index === 0 ? "x" : `t${index - 1}`],
      output: `t${index}`,
    }));
    const leaves = [{ id: "x", value: 1 }];
    const flat = sceneOf(indexDocument(buildDocument({ leaves, ops, outputs: ["t11"] })));
    const breaks = chooseBreaks(flat, ROOM);
    expect(breaks.length).toBeGreaterThan(0);
    const scene = inRows(flat, breaks);
    expect(fit(scene)).toBeGreaterThan(1.5 * fit(flat));
    const [first, second] = [boxOf(scene, "x"), boxOf(scene, breaks[0] ?? "")] as [Box, Box];
    expect(second.y).toBeGreaterThan(first.y + first.height);
  });

  test("what could not be read in a few rows either stays in one", () => {
    const flat = sceneOf(graphOf("chain-300"));
    const width = flat.width / 5;
    expect(chooseBreaks(flat, { ...ROOM, width, least: 0.9 })).toEqual([]);
  });

  test("what would be but a line has as many rows as make it largest", () => {
    const flat = sceneOf(graphOf("chain-300"));
    const breaks = chooseBreaks(flat, ROOM);
    expect(breaks.length).toBeGreaterThan(4);
    const scene = inRows(flat, breaks);
    expect(fit(scene)).toBeGreaterThan(5 * fit(flat));
    for (const more of [2, 3]) {
      const fewer = breaks.filter((_, index) => index % more === more - 1);
      expect(fit(scene)).toBeGreaterThan(fit(inRows(flat, fewer)));
    }
  });

  test("a break at what is gone or at the start breaks nothing", () => {
    const flat = sceneOf(graphOf("composition"));
    expect(inRows(flat, ["nowhere", "x"])).toBe(flat);
  });

  describe("in a module that is longer than a row", () => {
    const link = (index: number, module: string) => ({
      op: "sin" as const,
      inputs: [index === 0 ? "x" : `t${index - 1}`],
      output: `t${index}`,
      module,
    });
    const ops = Array.from({ length: 120 }, (_, index) =>
      link(index, index < 10 || index >= 110 ? "" : "long"),
    );
    const graph = indexDocument(
      buildDocument({
        leaves: [{ id: "x", value: 1 }],
        ops,
        modules: [{ id: "long" }],
        outputs: ["t119"],
      }),
    );

    test.each(["left-right", "bottom-top"] as const)(
      "it goes on in each of its rows, %s",
      (way) => {
        const flat = sceneOf(graph, way);
        const scene = inRows(flat, ["t30", "t60", "t90"]);
        const grounds = groundsOf(scene).map(({ box }) => box);
        expect(grounds).toHaveLength(4);
        expect(scene.regions).toHaveLength(1);
        for (const { id, box } of [...scene.tensors, ...scene.ops]) {
          const at = Number(/\d+/.exec(id)?.[0] ?? -1);
          // What only leaves a module stands outside it.
          const inside = at >= 10 && at < 110 && id !== "t109";
          const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
          expect([id, grounds.some((ground) => near(middle, ground, 0))]).toEqual([id, inside]);
        }
        for (const [index, ground] of grounds.entries()) {
          expect(ground.x).toBeGreaterThanOrEqual(0);
          expect(ground.y).toBeGreaterThanOrEqual(0);
          expect(ground.x + ground.width).toBeLessThanOrEqual(scene.width);
          expect(ground.y + ground.height).toBeLessThanOrEqual(scene.height);
          for (const other of grounds.slice(index + 1)) expect(overlaps(ground, other)).toBe(false);
        }
      },
    );

    test("are chosen where it would be but a line", () => {
      const flat = sceneOf(graph);
      expect(fit(inRows(flat, chooseBreaks(flat, ROOM)))).toBeGreaterThan(2 * fit(flat));
    });
  });

  describe.each(["left-right", "bottom-top"] as const)("through modules in modules, %s", (way) => {
    const closed = graphOf("opened");
    const inModel = closed.document.ops.filter(({ module }) => module === "model");
    const graph = openGraph(closed, new Set(inModel.map(({ id }) => id)));
    const flat = sceneOf(graph, way);
    const breaks = gapsThrough(flat).map(({ first }) => first);
    const homeOf = (id: string): string => graph.homes.get(id) ?? "";
    const scene = inRows(flat, breaks);

    test("each ground holds what is in its module and in its row, and nothing else", () => {
      expect(scene.continued.length).toBeGreaterThan(1);
      const all = new Map<string, Box[]>();
      for (const { id, box } of groundsOf(scene)) all.set(id, [...(all.get(id) ?? []), box]);
      for (const { id, box } of [...scene.tensors, ...scene.ops]) {
        const around = new Set(ancestors(graph, homeOf(id)));
        const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
        for (const [module, grounds] of all)
          expect([id, module, grounds.some((ground) => near(middle, ground, 0))]).toEqual([
            id,
            module,
            around.has(module),
          ]);
      }
    });

    test("titles stand above what is in their modules, in every row", () => {
      const nodes = [...scene.tensors, ...scene.ops];
      for (const { id, box } of scene.regions)
        for (const node of nodes.filter((one) => ancestors(graph, homeOf(one.id)).includes(id))) {
          if (overlaps(node.box, box)) expect(node.box.y - box.y).toBeGreaterThanOrEqual(20);
        }
    });

    test("is seen larger in a few rows, if at all", () => {
      const room = { ...ROOM, least: 0.3 };
      expect(fit(inRows(flat, chooseBreaks(flat, room)))).toBeGreaterThanOrEqual(fit(flat));
    });
  });

  test("no module is cut", () => {
    const flat = sceneOf(graphOf("network"));
    for (const gap of gapsOf(flat))
      for (const { box } of flat.regions)
        expect(gap.at <= box.x || gap.at >= box.x + box.width).toBe(true);
  });
});
