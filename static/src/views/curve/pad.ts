import { pieces, type Samples, slopePieces, nearest } from "../../core/curve.ts";
import { drawPlot, type PlotMark } from "../../marks/plot.ts";
import { svg } from "../../marks/svg.ts";

/** Room around the two plots, and between them, in rem: numbers stand there, and grow with the page. */
const rooms = { left: 3.25, right: 1, top: 0.5, between: 1.25, bottom: 1.625 };
/** The share of the height that the slope gets, where there is one. */
const lower = 0.34;

/** A curve with its slope, and the places where it bends. */
export interface SlopedSamples extends Samples {
  slope: readonly number[] | null;
  kinks: readonly number[];
}

/** A place for a curve and a point of it, which is dragged along or moved by the arrow keys. */
export function createPad(): HTMLElement {
  const pad = document.createElement("div");
  pad.className = "pad";
  pad.append(svg("svg", { "aria-hidden": "true" }));
  return pad;
}

/**
 * Draw a curve and below it its slope, at the present size of the pad.
 * @param names of the input and of the output
 * @returns the plot of the curve, and that of the slope where there is one
 */
export function layPlots(
  pad: HTMLElement,
  { x, y, slope, kinks: bends }: SlopedSamples,
  [from, to]: readonly [string, string],
): PlotMark[] {
  const edge = edges();
  const [width, height] = [pad.clientWidth, pad.clientHeight];
  const all = height - edge.top - edge.bottom - (slope ? edge.between : 0);
  const room = { x: edge.left, width: Math.max(40, width - edge.left - edge.right) };
  const upper = { ...room, y: edge.top, height: Math.round(all * (slope ? 1 - lower : 1)) };
  const parts = pieces({ x, y }, slope);
  const kinks = bends.map((kink) => nearest(x, kink));
  const value = { x, y, name: to, way: "forward", pieces: parts, kinks } as const;
  const plots = [drawPlot({ ...value, numbered: slope === null }, upper)];
  if (slope) {
    const top = upper.y + upper.height + edge.between;
    const strokes = slopePieces(slope, parts, new Set(kinks));
    const derivative = { x, y: slope, name: `∂${to} ⁄ ∂${from}`, way: "backward" } as const;
    const rest = { ...room, y: top, height: height - top - edge.bottom };
    plots.push(drawPlot({ ...derivative, pieces: strokes, kinks: [], numbered: true }, rest));
  }
  pad.querySelector("svg")?.replaceChildren(...plots.map(({ root }) => root));
  return plots;
}

/** The room around and between the plots, in pixels. */
function edges(): typeof rooms {
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  const { left, right, top, between, bottom } = rooms;
  return {
    left: left * rem,
    right: right * rem,
    top: top * rem,
    between: between * rem,
    bottom: bottom * rem,
  };
}

/** What those hear who do not see the pad. */
export interface PadWords {
  label: string;
  /** The input at every place of the curve. */
  places: readonly number[];
  now: number;
  text: string;
}

/** Make a pad the slider that it is, once there is a curve to slide along. */
export function describePad(pad: HTMLElement, { label, places, now, text }: PadWords): void {
  pad.tabIndex = 0;
  pad.role = "slider";
  pad.ariaLabel = label;
  pad.ariaValueMin = String(places[0]);
  pad.ariaValueMax = String(places.at(-1));
  pad.ariaValueNow = String(now);
  pad.ariaValueText = text;
}

/** What moves the point of a pad. */
export interface PadMoves {
  /** To a share of the width of the plots. */
  at(share: number): void;
  by(samples: number): void;
  /** The pointer lets go. */
  release?(): void;
}

/** Let the pointer and the keys move the point. */
export function listenToPad(pad: HTMLElement, move: PadMoves): void {
  const seek = (event: PointerEvent): void => {
    const edge = edges();
    const { left, width } = pad.getBoundingClientRect();
    move.at((event.clientX - left - edge.left) / (width - edge.left - edge.right));
  };
  pad.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    pad.setPointerCapture(event.pointerId);
    seek(event);
  });
  pad.addEventListener("pointermove", (event) => {
    if (pad.hasPointerCapture(event.pointerId)) seek(event);
  });
  pad.addEventListener("lostpointercapture", () => move.release?.());
  const strides: Record<string, number> = {
    ArrowLeft: -4,
    ArrowDown: -4,
    ArrowRight: 4,
    ArrowUp: 4,
    PageDown: -40,
    PageUp: 40,
    Home: Number.NEGATIVE_INFINITY,
    End: Number.POSITIVE_INFINITY,
  };
  pad.addEventListener("keydown", (event) => {
    const stride = strides[event.key];
    if (stride === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    move.by(event.shiftKey && Number.isFinite(stride) ? stride / 4 : stride);
  });
}
