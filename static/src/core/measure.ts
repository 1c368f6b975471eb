/**
 * The size of everything that is drawn, in CSS pixels at zoom 1, from shapes alone: no value moves
 * anything, and the place of a gradient is kept free before it comes.
 */
import type { Op, Tensor } from "./document.ts";
import { displayName, type Graph, isReached } from "./graph.ts";
import type { Box, Direction } from "./layout/scene.ts";
import { isOpened, OPENED_TENSOR } from "./scalar/groups.ts";
import { bareIndex } from "./scalar/names.ts";

/** A cell of a grid with a number in it. */
export const CELL = { width: 34, height: 24 } as const;
/** Grids with more rows or columns than this are drawn as pictures. */
export const LARGEST_GRID = 6;
/** Radius of a tensor's body. */
export const TENSOR_RADIUS = 11;

const PADDING = 5;
const GRADIENT_GAP = 6;
const NAME = { height: 19, character: 7.6, slack: 4, longest: 14, beside: 52, aside: 120 } as const;
/** Letters of an expression that stands for a name, and of the shape behind it. */
const CODE = { character: 6.6, slack: 1, shape: 5.8 } as const;
/** Where a scale of its own is written, "±0.4": behind a name, or in a line below it. */
const REMARK = { width: 28, line: 13 } as const;
/** A name may reach this far beyond its body on both sides: into the gaps, which no body does. */
export const OVERHANG = 12;
/** So far may an expression, for which nothing makes room. */
const EXPRESSION_OVERHANG = 14;
const LEDGER = { height: 16, character: 5.6, beside: 6 } as const;
const PILL = { width: 66, value: 26, gradient: 20 } as const;
const CONSTANT_PILL = { width: 50, value: 22 } as const;
/** Pixels by which the letters of elements are smaller, in tensors.css. */
export const CLOSER = 1;
/** Elements stand close: their names reach less far beyond them, and all of them are less high. */
const ELEMENT = { name: 17, width: 64, value: 23, gradient: 18, overhang: 4 } as const;
/** Longest side of a picture, and how thin a strip may get. */
const PICTURE = { longest: 104, thinnest: 14, largestPixel: 12 } as const;
/** How far each further sheet of a stack stands out behind the first. */
export const SHEET = 5;
const DIAMOND = { size: 34, character: 8, longest: 104, letters: 17, readable: 13 } as const;
/** Height of a letter by its size, over which a diamond must be wide enough. */
const LETTER_HEIGHT = 0.62;
const FOLDED = {
  height: 58,
  narrowest: 108,
  widest: 200,
  character: 7.4,
  caption: 6.3,
  padding: 30,
} as const;

/** Free space at both ends of a title, and its letters. */
const TITLE = { padding: 16, character: 6.6 } as const;

/** "scalar": a pill. "grid": cells with numbers. "picture": one pixel a cell, shape written. */
export type TensorForm = "scalar" | "grid" | "picture";

/** Anatomy of a drawn tensor. All boxes are relative to the top left corner of the whole. */
export interface TensorSize {
  form: TensorForm;
  /** Whether it stands close to others, as elements do; then its letters are smaller. */
  close: boolean;
  /** Cells of one sheet: the last two axes, a vector being one column. */
  rows: number;
  columns: number;
  /** Sheets that stand behind the first, at most 2 (tensors of rank 3 and more). */
  sheets: number;
  /** The whole, name and ledger included. */
  width: number;
  height: number;
  /** Where the name stands, null for an unnamed constant. */
  name: TensorName | null;
  /** The rounded body. */
  body: Box;
  value: Box;
  /** Null where no pass brings a gradient. */
  gradient: Box | null;
  /** Baseline of the ledger's line, and its longest; null where no pass brings a gradient. */
  ledger: { x: number; y: number; align: "middle" | "start"; width: number } | null;
}

export interface TensorName {
  x: number;
  y: number;
  align: "middle" | "end";
  text: string;
  /** The shape behind it, or below it; "" where the cells show it. */
  shape: string;
  /** Whether it is set as mathematics, and not as code. */
  math: boolean;
  /** An expression that has no room of its own: it is shown where somebody points. */
  quiet: boolean;
  /**
   * Where it is said that the colours have a scale of their own; "instead" where no room is for both,
   * and "below" with the shape.
   */
  remark: "behind" | "instead" | "below";
}

/** Rows and columns of one sheet of a shape: a vector is a column, a scalar one cell. */
export function sheetOf(shape: readonly number[]): { rows: number; columns: number } {
  if (shape.length === 0) return { rows: 1, columns: 1 };
  if (shape.length === 1) return { rows: shape[0] ?? 1, columns: 1 };
  return { rows: shape.at(-2) ?? 1, columns: shape.at(-1) ?? 1 };
}

/** The version behind a name, w⁽¹⁾: what tells it from its leaf is never cut. */
const VERSION = /⁽[⁰¹²³⁴-⁹]+⁾$/u;

/** The name as it is drawn, no longer than its place: m.layer1.weight is cut to layer1.weight. */
export function shortName(name: string): string {
  const version = VERSION.exec(name)?.[0] ?? "";
  const room = NAME.longest - version.length;
  let short = name.slice(0, name.length - version.length);
  while (short.length > room && /^[\p{L}_]\w*(\.\w+)+$/u.test(short))
    short = short.slice(short.indexOf(".") + 1);
  return (short.length <= room ? short : `${short.slice(0, room - 1)}…`) + version;
}

/**
 * Size of a tensor's drawing. Reading left to right its name is above and its ledger below; reading
 * bottom to top they stand left and right, since edges come and go below and above.
 */
export function measureTensor(graph: Graph, id: string, direction: Direction): TensorSize {
  const tensor = graph.tensors.get(id);
  if (tensor === undefined) throw new Error(`no tensor is called ${id}`);
  const reached = isReached(graph, id);
  const faint = tensor.role === "constant";
  const sheet = sheetOf(tensor.shape);
  const form = formOf(tensor, sheet);
  const sheets = Math.min(Math.max(tensor.shape.length - 2, 0), 2);
  const element = isElement(graph, tensor);
  const value = valueSize(form, sheet, faint, element);
  const gap = form === "scalar" ? 0 : GRADIENT_GAP;
  const padding = form === "scalar" ? 0 : PADDING;
  const pill = element ? ELEMENT : PILL;
  const gradientHeight = form === "scalar" ? pill.gradient : value.height;
  const upward = direction === "bottom-top";
  // Reading upwards a grid's gradient stands beside it, which halves the way from op to op.
  const beside = upward && form !== "scalar";
  const more = { width: value.width + gap, height: gradientHeight + gap };
  const bodyWidth =
    value.width + 2 * padding + sheets * SHEET + (reached && beside ? more.width : 0);
  const bodyHeight =
    value.height + 2 * padding + sheets * SHEET + (reached && !beside ? more.height : 0);
  const name =
    faint && !tensor.label
      ? null
      : nameOf(graph, tensor, form, direction, roomForName(graph, tensor, bodyWidth, direction));
  const nameWidth = name === null || name.quiet ? 0 : name.width;

  const side = upward ? nameWidth : 0;
  const written = reached ? ledgerWidth(graph, tensor) : 0;
  // Below an element, on its edge, there is room for it.
  const behind = element || written === 0 ? 0 : LEDGER.beside + written;
  const width = upward ? side + bodyWidth + behind : Math.max(bodyWidth, nameWidth);
  const top = upward || name === null ? 0 : element ? ELEMENT.name : NAME.height;
  // Rows of the same height read as rows.
  const bottom = upward || !reached || element ? 0 : LEDGER.height;
  const body = {
    x: upward ? side : (width - bodyWidth) / 2,
    y: top,
    width: bodyWidth,
    height: bodyHeight,
  };
  const at = { x: body.x + padding, y: body.y + padding + sheets * SHEET, width: value.width };
  const middle = at.y + value.height / 2;
  return {
    form,
    close: element,
    ...sheet,
    sheets,
    width,
    height: top + bodyHeight + bottom,
    name: name && {
      ...(upward
        ? { x: body.x - 6, y: middle + 5, align: "end" }
        : { x: width / 2, y: top - 6, align: "middle" }),
      text: name.text,
      shape: name.shape,
      math: name.math,
      quiet: name.quiet,
      remark: name.remark,
    },
    body,
    value: { ...at, height: value.height },
    gradient: !reached
      ? null
      : beside
        ? { ...at, x: at.x + more.width, height: value.height }
        : { ...at, y: at.y + value.height + gap, height: gradientHeight },
    ledger: !reached
      ? null
      : upward && !element
        ? { x: body.x + bodyWidth + LEDGER.beside, y: middle + 5, align: "start", width: written }
        : // Below an element stands the name of the next: its ledger stands on its edge.
          {
            x: body.x + bodyWidth / 2,
            y: top + bodyHeight + (element ? 3 : 12),
            align: "middle",
            width: written,
          },
  };
}

/** "2 of 3 arrived", and then a scale of its own. */
function ledgerWidth({ consumers }: Graph, { id, shape }: Tensor): number {
  const expected = consumers.get(id)?.length ?? 0;
  const remark = shape.length > 0 ? REMARK.width : 0;
  if (expected < 2) return remark;
  return Math.max(
    remark,
    Math.ceil(`${expected} of ${expected} arrived`.length * LEDGER.character),
  );
}

/** Where a remark stands that does not stand behind its name. */
export function remarkPlace({ x, y, remark }: TensorName): { x: number; y: number } {
  return { x, y: remark === "below" ? y + REMARK.line : y };
}

/** Letters take room only where they name one tensor: those of expressions and elements may not. */
function roomForName(graph: Graph, tensor: Tensor, body: number, direction: Direction): number {
  const element = isElement(graph, tensor);
  if (tensor.label && !element) return Infinity;
  if (element && direction === "bottom-top") return NAME.beside;
  const over = body + 2 * (element ? ELEMENT.overhang : EXPRESSION_OVERHANG);
  return direction === "bottom-top" ? Math.min(over, NAME.aside) : over;
}

/** @param room beyond which a name is quiet; an element is called by its index alone instead */
function nameOf(
  graph: Graph,
  tensor: Tensor,
  form: TensorForm,
  direction: Direction,
  room: number,
) {
  const whole = displayName(graph, tensor.id);
  const shape = saysShape(tensor, form) ? `(${tensor.shape.join("×")})` : "";
  const written = (text: string, math: boolean) => {
    const { character, slack } = math ? NAME : CODE;
    const letters = text.length * character;
    const behind = shape === "" ? 0 : 5 + shape.length * CODE.shape;
    const remark = form === "scalar" ? 0 : REMARK.width;
    if (direction === "bottom-top") {
      const width = Math.ceil(Math.max(letters, behind + remark)) + slack;
      return { text, shape, math, quiet: width > room, remark: "below", width } as const;
    }
    const bare = Math.ceil(letters + behind) + slack;
    const both = bare + remark;
    const name = { text, shape, math, quiet: bare > room };
    return both > room
      ? ({ ...name, remark: "instead", width: bare } as const)
      : ({ ...name, remark: "behind", width: both } as const);
  };
  const math = Boolean(tensor.label) || /[₀-₉]/u.test(whole);
  const name = written(tensor.label ? shortName(whole) : whole, math);
  const isCut = name.quiet || name.text.includes("…");
  return isCut && isPart(graph, tensor) ? written(bareIndex(tensor.id), false) : name;
}

/** Whether the drawn cells leave open what the shape is: a column may be a vector or a matrix. */
function saysShape({ shape }: Tensor, form: TensorForm): boolean {
  return form === "picture" || shape.length > 2 || (shape.length === 2 && shape[1] === 1);
}

/** Whether it is drawn among the elements of its tensor. */
function isPart({ modules }: Graph, { module = "" }: Tensor): boolean {
  return modules.get(module)?.type === OPENED_TENSOR;
}

/** Whether it is drawn close to others of its kind, in an opened tensor or op. */
function isElement({ modules }: Graph, { module = "" }: Tensor): boolean {
  const group = modules.get(module);
  return group !== undefined && isOpened(group);
}

function formOf(tensor: Tensor, { rows, columns }: { rows: number; columns: number }): TensorForm {
  if (tensor.shape.length === 0) return "scalar";
  return rows <= LARGEST_GRID && columns <= LARGEST_GRID ? "grid" : "picture";
}

function valueSize(
  form: TensorForm,
  { rows, columns }: { rows: number; columns: number },
  faint: boolean,
  element: boolean,
): { width: number; height: number } {
  if (form === "scalar") {
    const { width, value } = faint ? CONSTANT_PILL : element ? ELEMENT : PILL;
    return { width, height: value };
  }
  if (form === "grid")
    // A tensor without elements still has a body that can be seen and clicked.
    return {
      width: Math.max(columns, 1) * CELL.width,
      height: Math.max(rows, 1) * CELL.height,
    };
  const pixel = Math.min(PICTURE.longest / Math.max(rows, columns, 1), PICTURE.largestPixel);
  const side = (cells: number) => Math.max(Math.round(cells * pixel), PICTURE.thinnest);
  return { width: side(columns), height: side(rows) };
}

/** The box around an op's diamond: wider for a longer symbol. */
export function measureOp({ symbol }: Op): { width: number; height: number } {
  const extra = Math.max(Array.from(symbol).length - 2, 0) * DIAMOND.character;
  const needed = (breadth(symbol) * DIAMOND.readable) / narrowing(DIAMOND.readable);
  const width = Math.round(Math.max(DIAMOND.size + extra, needed));
  return { width: Math.min(width, DIAMOND.longest), height: DIAMOND.size };
}

/** Size of the letters of a symbol: the largest at which it lies within its diamond. */
export function symbolSize(symbol: string, width: number): number {
  // breadth · size = width · narrowing(size), solved for the size
  const lost = (width * LETTER_HEIGHT) / DIAMOND.size;
  return Math.min(DIAMOND.letters, width / (breadth(symbol) + lost));
}

/** What is left of a diamond's width over the height of letters in its middle. */
function narrowing(size: number): number {
  return 1 - (size * LETTER_HEIGHT) / DIAMOND.size;
}

/** About how wide a symbol is, by the size of its letters; pictures come from any font. */
function breadth(symbol: string): number {
  const widths = Array.from(symbol, (mark) => {
    if (/[ijlft|.,⌊⌋⌈⌉‖¹²ⁿᵀ⁻ᵢⱼᵇₖˣ₀₁₂ ]/u.test(mark)) return 0.4;
    if (/[mwMWNQ…]/u.test(mark)) return 0.85;
    if (/[\p{Lu}#≠≈≤=+−×÷]/u.test(mark)) return 0.72;
    return /[\p{Ll}\p{N}/()⟨⟩\p{M}]/u.test(mark) ? 0.53 : 0.95;
  });
  return widths.reduce((sum, one) => sum + one, 0);
}

/** The name of an open module, as far as its ground has room for it. */
export function titleOf(name: string, width: number): string {
  const most = Math.max(1, Math.floor((width - TITLE.padding) / TITLE.character));
  const letters = Array.from(name);
  return letters.length <= most ? name : `${letters.slice(0, most - 1).join("")}…`;
}

/** The box of a folded module, which shows its name and its caption. */
export function measureFolded(name: string, caption: string): { width: number; height: number } {
  const letters = Math.max(name.length * FOLDED.character, caption.length * FOLDED.caption);
  const text = letters + FOLDED.padding;
  return {
    width: Math.round(Math.min(Math.max(text, FOLDED.narrowest), FOLDED.widest)),
    height: FOLDED.height,
  };
}
