import { expect, test } from "vitest";
import type { Module } from "../../core/document.ts";
import type { Box, Region, Scene } from "../../core/layout/scene.ts";
import { Labels } from "./label_place.ts";

const module = (id: string, parent?: string): Module =>
  ({ id, name: id, type: "block", ...(parent !== undefined && { parent }) }) as Module;

const region = (id: string, x: number, y: number, width: number, height: number): Region => ({
  id,
  depth: 1,
  folded: false,
  box: { x, y, width, height },
});

function labelled(regions: Region[], modules: Module[], continued: Region[] = []) {
  const scene = { regions, continued } as unknown as Scene;
  const labels = new Labels(scene, new Map(modules.map((one) => [one.id, one])), 10);
  return (one: Region): Box | null => labels.placeOf(one);
}

const modules = [module("outer"), module("above", "outer"), module("below", "outer")];
const outer = region("outer", 0, 0, 400, 300);

test("a label stands where that of the module around it leaves it room", () => {
  const [near, far] = [region("above", 5, 5, 100, 80), region("below", 5, 100, 100, 80)];
  const place = labelled([outer, near, far], modules);
  expect(place(outer)?.y).toBeGreaterThan(0);
  expect(place(near)).toBeNull();
  expect(place(far)?.y).toBeGreaterThan(100);
});

test("beside that label there is room at the same height", () => {
  const beside = region("above", 200, 2, 100, 80);
  expect(labelled([outer, beside], modules)(beside)).not.toBeNull();
});

test("where the outer one has no room for its label, the inner one has its own", () => {
  const [flat, inner] = [region("outer", 0, 0, 400, 12), region("above", 5, 0, 100, 80)];
  const place = labelled([flat, inner], modules);
  expect(place(flat)).toBeNull();
  expect(place(inner)).not.toBeNull();
});

test("a ground that is narrower than its name has no label", () => {
  const narrow = region("above", 200, 100, 30, 80);
  expect(labelled([outer, narrow], modules)(narrow)).toBeNull();
});

test("a module that goes on in another row is named once", () => {
  const next = region("outer", 0, 400, 400, 300);
  const place = labelled([outer], modules, [next]);
  expect(place(outer)).not.toBeNull();
  expect(place(next)).toBeNull();
});
