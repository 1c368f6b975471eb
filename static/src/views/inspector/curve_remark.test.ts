import { describe, expect, it } from "vitest";
import type { Curve } from "../../api/ops.ts";
import { remarkOn } from "./curve_remark.ts";

const subject = {
  id: "h:relu",
  op: "relu",
  slot: 0,
  inputs: [2],
  constants: {},
  domain: [-2, 2] as const,
  others: [],
  names: ["k", "h"] as const,
  element: "k[0]",
  position: 0,
  leaf: false,
  gradient: -0.5,
  loss: "loss",
};
const curve: Curve = {
  op: "relu",
  slot: 0,
  case: null,
  held: [],
  kinks: [0],
  x: [-1, 0, 2, 3],
  y: [0, 0, 2, 3],
  slope: [0, 0, 1, 0.01],
};

describe("remarks on a place of a curve", () => {
  it("say where nothing or little passes", () => {
    expect(remarkOn(subject, curve, 0, 0)).toMatch(/^Here the curve is flat: the slope is 0/);
    expect(remarkOn(subject, curve, 3, 0)).toMatch(/^Saturated: .* multiplied by 0.01/);
    expect(remarkOn(subject, curve, 1, 0)).toMatch(/^A kink/);
    expect(remarkOn(subject, curve, 2, 0)).toMatch(/^The slope of the tangent/);
    expect(remarkOn(subject, { ...curve, slope: null }, 2, 0)).toMatch(/^No slope/);
  });

  it("call nothing saturated that passes the whole gradient on, however steep a pole is", () => {
    const log = { ...curve, kinks: [], x: [0.01, 0.3], y: [-4.6, -1.2], slope: [100, 3.4] };
    expect(remarkOn({ ...subject, op: "log" }, log, 1, 0)).toMatch(/^The slope of the tangent/);
  });

  it("guess what a computed number would do to the loss", () => {
    expect(remarkOn(subject, curve, 2, 0.1)).toContain("Δloss ≈ −0.5 · 0.1 = −0.05.");
    expect(remarkOn({ ...subject, gradient: null }, curve, 2, 0.1)).not.toContain("Δloss");
  });

  it("promise that the graph follows a given number", () => {
    expect(remarkOn({ ...subject, leaf: true }, curve, 2, 0.1)).toContain("the graph follows");
  });
});
