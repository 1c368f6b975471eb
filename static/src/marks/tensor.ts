import type { Cell } from "../core/cells.ts";
import type { ArrayJson, Num, Tensor } from "../core/document.ts";
import type { TensorState } from "../core/frame.ts";
import { isFull } from "../core/graph.ts";
import type { Box, Placed } from "../core/layout/scene.ts";
import { remarkPlace, type TensorName, type TensorSize } from "../core/measure.ts";
import { formatNumber, formatWithin, shapeText } from "../core/number.ts";
import { bodyRadius, digitsIn, frameBox, grown, sheetBox, vacantBox } from "./anatomy.ts";
import { ledgerText } from "./figures.ts";
import { drawMatrix } from "./matrix.ts";
import { drawOutline, outlineBox } from "./outline.ts";
import { HANDLE, svg, svgText } from "./svg.ts";

/** A tensor in its place. */
export interface TensorMark {
  root: SVGGElement;
  /** Takes clicks and the focus, and is what a screen reader speaks. */
  handle: SVGElement;
  /**
   * @param limit end of the value scale of the value or the gradient
   * @param common the end that goes without saying
   */
  show(state: TensorState, limit: (part: Part) => number, common: number): void;
  /** Outline single elements, and only them. */
  light(cells: readonly Cell[]): void;
}

/** One of the two things in a tensor's body, and how it is brought up to date. */
type Part = "value" | "gradient";
type Content = (array: TensorState["value"], filled: number, limit: number) => void;

/**
 * Draw a tensor: its name, a rounded body with the value and, below it in the same geometry and a
 * violet frame, the gradient; under the body how many contributions have arrived.
 * @param spoken what it is called in words
 * @param unused whether it is a result of which nothing came
 */
export function drawTensor(
  tensor: Tensor,
  { box }: Placed,
  size: TensorSize,
  spoken: string,
  unused: boolean,
): TensorMark {
  const { body, close, sheets, name, ledger: line } = size;
  const role = tensor.role ?? "intermediate";
  const radius = bodyRadius(size);
  const root = svg("g", {
    class: `tensor ${role}${close ? " close" : ""}${unused ? " unused" : ""}${isAdjustable(tensor) ? " adjustable" : ""}`,
    transform: `translate(${box.x} ${box.y})`,
    "data-tensor": tensor.id,
  });
  // What is drawn is spoken by the handle's label as a whole, not number by number.
  const picture = svg("g", { "aria-hidden": "true" });
  const handle = svg("rect", { ...grown(body, 3.5), rx: radius + 3.5, ...HANDLE });
  root.append(picture, handle);
  for (let sheet = sheets; sheet >= 0; sheet--) {
    picture.append(svg("rect", { ...sheetBox(size, sheet), rx: radius, class: "body" }));
  }
  const remark = name && drawName(picture, name);
  const value = drawContent(picture, size, size.value, "value");
  const gradient = size.gradient && drawContent(picture, size, size.gradient, "gradient");
  const ledger = svgText("", { class: "ledger" });
  if (line) {
    ledger.setAttribute("x", String(line.x));
    ledger.setAttribute("y", String(line.y));
    ledger.setAttribute("text-anchor", line.align);
  }
  const outlines = svg("g", { class: "outlines" });
  picture.append(ledger, outlines);
  const called = `${spoken}, ${role}${unused ? ", not used" : ""}, ${shapeText(tensor.shape)}`;

  let shown: TensorState | null = null;
  return {
    root,
    handle,
    light(cells) {
      const frames = cells.flatMap(({ of, index }) => {
        const within = of === "value" ? size.value : size.gradient;
        return within ? drawOutline(outlineBox(size, within, tensor.shape, index)) : [];
      });
      outlines.replaceChildren(...frames);
    },
    show(state, limit, common) {
      // A state that does not change keeps its identity, so most frames touch nothing.
      if (state === shown) return;
      shown = state;
      const [valueEnd, gradientEnd] = [limit("value"), limit("gradient")];
      value(state.value, state.filled, valueEnd);
      gradient?.(state.gradient, 1, gradientEnd);
      root.classList.toggle("partial", state.ledger === "partial");
      remark?.(state.value ? ownScale(tensor, valueEnd, common) : "");
      ledger.textContent =
        ledgerText(state) || (state.gradient ? ownScale(tensor, gradientEnd, common) : "");
      handle.setAttribute("aria-label", called + spokenState(state));
    },
  };
}

/** Whether it is one number of the program's own, which a hand can take where it stands. */
function isAdjustable({ role, shape, source, previous }: Tensor): boolean {
  const given = role === "input" || role === "target" || role === "parameter";
  return given && shape.length === 0 && source == null && previous === undefined;
}

/** Value and gradient in words, as far as they are there and short. */
export function spokenState({ value, gradient, ledger, arrived, expected }: TensorState): string {
  const numbers = (array: ArrayJson): string =>
    isFull(array) && array.data.length <= 4
      ? array.data.map((element) => formatNumber(element)).join(" ")
      : "computed";
  const parts = [
    value ? `value ${numbers(value)}` : "not computed",
    ...(gradient ? [`gradient ${numbers(gradient)}`] : []),
    ...(ledger === "partial" ? [`${arrived} of ${expected} contributions`] : []),
  ];
  return `, ${parts.join(", ")}`;
}

/** "±4000", where colours do not mean what the legend says. */
function ownScale({ shape }: Tensor, limit: number, common: number): string {
  return shape.length > 0 && limit !== common ? `±${formatNumber(limit)}` : "";
}

/** @returns what writes a remark to the name */
function drawName(root: SVGGElement, name: TensorName): (remark: string) => void {
  const { x, y, align, text, math, quiet, remark: where } = name;
  const label = svgText(text, { x, y, class: `name ${math ? "" : "code"}`, "text-anchor": align });
  label.classList.toggle("quiet", quiet);
  root.append(label);
  if (name.shape !== "" && where !== "below") {
    const shape = svg("tspan", { class: "shape", dx: 5 });
    shape.textContent = name.shape;
    label.append(shape);
  }
  const remark =
    where === "behind"
      ? svg("tspan", { class: "shape", dx: 4 })
      : svgText("", { ...remarkPlace(name), class: `shape ${where}`, "text-anchor": align });
  (where === "behind" ? label : root).append(remark);
  const before = where === "below" && !quiet ? name.shape : "";
  return (said) => {
    remark.textContent = [before, said].filter(Boolean).join(" ");
    if (where === "instead") label.classList.toggle("quiet", quiet || said !== "");
  };
}

function drawContent(root: SVGGElement, size: TensorSize, box: Box, part: Part): Content {
  const group = svg("g", { class: part });
  root.append(group);
  if (size.form === "scalar") return drawScalar(group, box);
  const matrix = drawMatrix(size, box);
  group.append(matrix.root);
  if (part === "value") return matrix.show;
  const frame = svg("rect", { ...frameBox(box), rx: 4, class: "frame" });
  group.append(frame);
  return (array, filled, limit) => {
    frame.classList.toggle("absent", array === undefined);
    matrix.show(array, filled, limit);
  };
}

function drawScalar(group: SVGGElement, box: Box): Content {
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const number = svgText("", { class: "number", ...middle });
  const empty = svg("rect", { class: "dotted", ...vacantBox(box), rx: 3 });
  group.append(empty, number);
  return (array, filled) => {
    const element: Num | undefined =
      array && isFull(array) && filled > 0.5 ? array.data[0] : undefined;
    empty.toggleAttribute("hidden", element !== undefined);
    number.textContent = element === undefined ? "" : formatWithin(element, digitsIn(box));
    number.classList.toggle("broken", typeof element === "string");
  };
}
