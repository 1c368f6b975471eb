import type { Num, Tensor } from "../core/document.ts";
import type { TensorState } from "../core/frame.ts";
import { isFull } from "../core/graph.ts";
import type { Box, Placed } from "../core/layout/scene.ts";
import { TENSOR_RADIUS, type TensorSize } from "../core/measure.ts";
import { formatNumber, shapeText } from "../core/number.ts";
import { drawMatrix } from "./matrix.ts";
import { svg, svgText } from "./svg.ts";

/** A tensor in its place. */
export interface TensorMark {
  root: SVGGElement;
  /** @param limit end of the value scale */
  show(state: TensorState, limit: number): void;
}

/** One of the two things in a tensor's body. */
type Content = (array: TensorState["value"], filled: number, limit: number) => void;

/**
 * Draw a tensor: its name, a rounded body with the value and, below it in the same geometry and a
 * violet frame, the gradient; under the body how many contributions have arrived.
 */
export function drawTensor(tensor: Tensor, { box }: Placed, size: TensorSize): TensorMark {
  const { body, form, sheets, name, ledger: line } = size;
  const role = tensor.role ?? "intermediate";
  const radius = form === "scalar" ? Math.min(body.height, 34) / 2 : TENSOR_RADIUS;
  const root = svg("g", {
    class: `tensor ${role}`,
    transform: `translate(${box.x} ${box.y})`,
    "data-tensor": tensor.id,
    role: "button",
    tabindex: -1,
    "aria-label": `${tensor.label || name?.text || "number"}, ${role}, ${shapeText(tensor.shape)}`,
  });
  root.append(svg("rect", { ...grown(body, 5), rx: radius + 5, class: "halo" }));
  for (let sheet = sheets; sheet > 0; sheet--) {
    const shift = { ...body, x: body.x + sheet * 3, y: body.y - sheet * 3 };
    root.append(svg("rect", { ...shift, rx: radius, class: "body sheet" }));
  }
  root.append(svg("rect", { ...body, rx: radius, class: "body" }));
  if (name) root.append(drawName(tensor, name));
  const value = drawContent(root, size, size.value, "value");
  const gradient = size.gradient && drawContent(root, size, size.gradient, "gradient");
  const ledger = svgText("", { class: "ledger" });
  if (line) {
    ledger.setAttribute("x", String(line.x));
    ledger.setAttribute("y", String(line.y));
    ledger.setAttribute("text-anchor", line.align);
  }
  root.append(ledger);

  return {
    root,
    show(state, limit) {
      value(state.value, state.filled, limit);
      gradient?.(state.gradient, 1, limit);
      ledger.textContent = ledgerText(state);
    },
  };
}

function drawName(tensor: Tensor, name: NonNullable<TensorSize["name"]>): SVGTextElement {
  const { x, y, align, text } = name;
  const label = svgText(text, { x, y, class: tensor.label ? "name" : "name code" });
  label.setAttribute("text-anchor", align);
  if (tensor.shape.length > 0) {
    const shape = svg("tspan", { class: "shape", dx: 5 });
    shape.textContent = `(${tensor.shape.join("×")})`;
    label.append(shape);
  }
  return label;
}

function drawContent(
  root: SVGGElement,
  size: TensorSize,
  box: Box,
  part: "value" | "gradient",
): Content {
  const group = svg("g", { class: part });
  root.append(group);
  if (size.form === "scalar") return drawScalar(group, box);
  const matrix = drawMatrix(size, box);
  group.append(matrix.root);
  if (part === "value") return matrix.show;
  const frame = svg("rect", { ...grown(box, 2), rx: 4, class: "frame" });
  group.append(frame);
  return (array, filled, limit) => {
    frame.classList.toggle("absent", array === undefined);
    matrix.show(array, filled, limit);
  };
}

function drawScalar(group: SVGGElement, box: Box): Content {
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const number = svgText("", { class: "number", ...middle });
  const width = Math.min(26, box.width - 16);
  const empty = svg("rect", {
    class: "dotted",
    x: middle.x - width / 2,
    y: middle.y - 5,
    width,
    height: 10,
    rx: 3,
  });
  group.append(empty, number);
  return (array, filled) => {
    const element: Num | undefined =
      array && isFull(array) && filled > 0.5 ? array.data[0] : undefined;
    empty.toggleAttribute("hidden", element !== undefined);
    number.textContent = element === undefined ? "" : formatNumber(element);
  };
}

/** "2 of 3 arrived" while contributions are on their way to a tensor that expects several. */
function ledgerText({ ledger, arrived, expected }: TensorState): string {
  const underWay = ledger === "waiting" || ledger === "partial";
  return underWay && expected > 1 ? `${arrived} of ${expected} arrived` : "";
}

function grown({ x, y, width, height }: Box, by: number): Record<keyof Box, number> {
  return { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by };
}
