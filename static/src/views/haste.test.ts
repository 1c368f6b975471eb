import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { buildDocument } from "../core/fixtures/build.ts";
import { indexDocument } from "../core/graph.ts";
import { createStore } from "../core/store.ts";
import { atReadingPace, createHaste, subscribeUnhurried } from "./haste.ts";
import { blank, type Studio, type StudioState } from "./studio.ts";

/** A studio in which a chain of so many ops is drawn, and what was heard of its stops. */
function studioOf(ops: number): { studio: Studio; heard: number[] } {
  const document = buildDocument({
    leaves: [{ id: "x", value: 1 }],
    ops: Array.from({ length: ops }, (_, index) => ({
      op: "mul" as const,
      inputs: [index === 0 ? "x" : `t${index - 1}`, "x"],
      output: `t${index}`,
    })),
    outputs: [`t${ops - 1}`],
  });
  const studio = createStore<StudioState>({ ...blank, graph: indexDocument(document) });
  const heard: number[] = [];
  subscribeUnhurried(
    studio,
    ({ position }) => position.stop,
    (stop) => heard.push(stop),
  );
  return { studio, heard };
}

function drag(studio: Studio, haste: ReturnType<typeof createHaste>, stops: number[]): void {
  for (const stop of stops) {
    haste.move();
    studio.update({ position: { stop, t: 1 } });
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("window", globalThis);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("a drag along the timeline", () => {
  it("is told of step by step in a small graph", () => {
    const { studio, heard } = studioOf(20);
    drag(studio, createHaste(studio), [1, 2, 3]);
    expect(heard).toEqual([1, 2, 3]);
  });

  it("is told of in a large one when it rests, though the hand holds on", () => {
    const { studio, heard } = studioOf(600);
    drag(studio, createHaste(studio), [1, 2, 3]);
    expect(heard).toEqual([]);
    vi.runAllTimers();
    expect(heard).toEqual([3]);
  });

  it("is told of at once when the hand lets go", () => {
    const { studio, heard } = studioOf(600);
    const haste = createHaste(studio);
    drag(studio, haste, [1, 2, 3]);
    haste.end();
    expect(heard).toEqual([3]);
    studio.update({ position: { stop: 4, t: 1 } });
    expect(heard).toEqual([3, 4]);
  });
});

describe("what is shown at reading pace", () => {
  /** So many steps, sixteen milliseconds apart, and which of them were shown. */
  function shownOf(playing: boolean, steps: number): number[] {
    const studio = createStore<StudioState>({ ...blank, playing });
    const shown: number[] = [];
    let now = 0;
    const show = atReadingPace(studio, () => shown.push(now));
    for (now = 1; now <= steps; now++) {
      show();
      vi.advanceTimersByTime(16);
    }
    now = steps;
    vi.runAllTimers();
    return shown;
  }

  it("is every step while the person steps", () => {
    expect(shownOf(false, 4)).toEqual([1, 2, 3, 4]);
  });

  it("is the first, now and then another and the last while it plays", () => {
    const shown = shownOf(true, 30);
    expect(shown.length).toBeLessThan(8);
    expect(shown[0]).toBe(1);
    expect(shown.at(-1)).toBe(30);
  });
});
