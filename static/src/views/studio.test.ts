import { describe, expect, it } from "vitest";
import type { GraphDocument } from "../core/document.ts";
import networkJson from "../core/fixtures/network.json";
import squareJson from "../core/fixtures/square.json";
import { indexDocument } from "../core/graph.ts";
import { createStore } from "../core/store.ts";
import { timelineOf } from "../core/timeline.ts";
import { atNewGraph, blank, open, type StudioState } from "./studio.ts";

const square = indexDocument(squareJson as unknown as GraphDocument);
const network = indexDocument(networkJson as unknown as GraphDocument);
const end = (graph: typeof square): number => timelineOf(graph).stops.length - 1;

describe("a new graph", () => {
  it("is shown at its end when there was none", () => {
    expect(atNewGraph(blank, square).position).toEqual({ stop: end(square), t: 0 });
  });

  it("is shown at its end to a person who stood at the end", () => {
    const state = { ...blank, graph: square, position: { stop: end(square), t: 0 } };
    expect(atNewGraph(state, network).position.stop).toBe(end(network));
  });

  it("keeps the stop of a person who stood in the middle", () => {
    const state = { ...blank, graph: network, position: { stop: 2, t: 1 } };
    expect(atNewGraph(state, network).position).toEqual({ stop: 2, t: 1 });
    expect(atNewGraph({ ...state, position: { stop: 11, t: 1 } }, square).position.stop).toBe(
      end(square),
    );
  });

  it("is shown at the stop that a link asks for, once", () => {
    const { position, openAt } = atNewGraph({ ...blank, openAt: 3 }, network);
    expect([position, openAt]).toEqual([{ stop: 3, t: 1 }, null]);
    expect(atNewGraph({ ...blank, openAt: 0 }, network).position).toEqual({ stop: 0, t: 1 });
    expect(atNewGraph({ ...blank, openAt: -1 }, network).position).toEqual({ stop: 0, t: 0 });
  });

  it("forgets a selection that is gone, and only that", () => {
    expect(atNewGraph({ ...blank, selection: "W" }, network).selection).toBe("W");
    expect(atNewGraph({ ...blank, selection: "W" }, square).selection).toBeNull();
  });

  it("goes on playing only when the graph is the same", () => {
    const state = { ...blank, graph: network, position: { stop: 1, t: 0.5 }, playing: true };
    expect(atNewGraph(state, indexDocument(network.document)).playing).toBe(true);
    expect(atNewGraph(state, square).playing).toBe(false);
  });
});

describe("opening a program", () => {
  it("starts afresh, with what came along", () => {
    const studio = createStore<StudioState>({ ...blank, graph: square, selection: "x", seed: 4 });
    open(studio, { source: "y = 1", folding: new Set(["model"]) });
    const { source, graph, selection, seed, foldedByHand, folding } = studio.state;
    expect([source, graph, selection, seed, foldedByHand, [...folding]]).toEqual([
      "y = 1",
      null,
      null,
      0,
      true,
      ["model"],
    ]);
  });

  it("draws as a link asks, and the next program as the person had it, or has changed it since", () => {
    const studio = createStore<StudioState>({ ...blank, edgeNumbers: true });
    const drawn = { reading: "shorthand", edgeNumbers: false, turnedByHand: false } as const;
    open(studio, { source: "y = 1", drawn });
    open(studio, { source: "y = 2", drawn });
    expect([studio.state.reading, studio.state.edgeNumbers]).toEqual(["shorthand", false]);
    open(studio, { source: "y = 3" });
    expect([studio.state.reading, studio.state.edgeNumbers]).toEqual(["full", true]);
    open(studio, { source: "y = 4", drawn });
    studio.update({ reading: "full", direction: "bottom-top", turnedByHand: true });
    open(studio, { source: "y = 5" });
    expect(studio.state).toMatchObject({
      reading: "full",
      edgeNumbers: true,
      direction: "bottom-top",
      turnedByHand: true,
    });
  });
});
