import { describe, expect, test } from "vitest";
import { titleIn } from "./captions.ts";
import { graphOf } from "./fixtures/read.ts";
import { ALL_OPEN } from "./folding.ts";
import { layout } from "./layout/layout.ts";
import { layoutRequest } from "./layout/request.ts";
import { titleOf } from "./measure.ts";
import { isOpened } from "./scalar/groups.ts";
import { openGraph } from "./scalar/opening.ts";

const graph = openGraph(graphOf("opened"), "all");
const moduleOf = (id: string) => {
  const module = graph.modules.get(id);
  if (module === undefined) throw new Error("the fixture has changed");
  return module;
};

describe.each(["left-right", "bottom-top"] as const)("reading %s", (direction) => {
  const { regions } = layout(layoutRequest(graph, ALL_OPEN, direction));

  test.each(regions.map(({ id, box }) => [id, box.width] as const))(
    "no half of an expression stands for %s",
    (id, width) => {
      const [module, title] = [moduleOf(id), titleIn(graph, moduleOf(id), width)];
      expect(title).not.toBe("");
      if (isOpened(module)) expect(titleOf(title, width)).toBe(title);
    },
  );
});

test("an opened result is called by what was done last where its name has no room", () => {
  const sum = moduleOf("model/h:add.out");
  expect(titleIn(graph, sum, 400)).toBe("W @ x + b");
  expect(titleIn(graph, sum, 70)).toBe("… + b");
});

test("an opened op is called by its sign where nothing longer has room", () => {
  const op = moduleOf("model/h:add");
  expect(titleIn(graph, op, 400)).toBe(op.name);
  expect(titleIn(graph, op, 60)).toBe("… + b");
  expect(titleIn(graph, op, 40)).toBe("+");
});

test("a tensor with a name is called by it, cut where it must be", () => {
  expect(titleIn(graph, moduleOf("W"), 74)).toBe("W");
  expect(titleIn(graph, moduleOf("model"), 40)).toBe(titleOf("model", 40));
});
