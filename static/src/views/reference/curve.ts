import { html, nothing, render, type TemplateResult } from "lit";
import { type CatalogEntry, type Curve, fetchCurve } from "../../api/ops.ts";
import { nearest, pieces, slopePieces } from "../../core/curve.ts";
import { formatExact, formatNumber, toNumber } from "../../core/number.ts";
import { drawPlot, type PlotMark } from "../../marks/plot.ts";
import { svg } from "../../marks/svg.ts";

/** The page's picture of an op over one of its inputs. */
export interface CurveView {
  /** Draw it with the constants and the other inputs of one of the op's cases. */
  show(of: number): Promise<void>;
}

/** Room around the two plots, and between them, in rem: numbers stand there, and grow with the page. */
const rooms = { left: 3.25, right: 1, top: 0.5, between: 1.25, bottom: 1.625 };
/** The share of the height that the slope gets, where there is one. */
const lower = 0.34;

/** What is drawn at present. */
interface Drawn {
  curve: Curve;
  y: number[];
  slope: number[] | null;
  plots: PlotMark[];
}

/**
 * Fill a figure with the curve, its slope below it, and a point that is dragged along or moved by
 * the arrow keys.
 * @param slots the inputs over which the op is a curve
 */
export function createCurve(
  figure: HTMLElement,
  entry: CatalogEntry,
  slots: readonly number[],
): CurveView {
  let slot = slots[0] ?? 0;
  let chosen = 0;
  let index = 0;
  let drawn: Drawn | null = null;
  let asked = new AbortController();

  const picture = svg("svg", { "aria-hidden": "true" });
  const pad = document.createElement("div");
  pad.className = "pad";
  pad.tabIndex = 0;
  pad.setAttribute("role", "slider");
  pad.append(picture);
  const [head, readout] = [document.createElement("div"), document.createElement("div")];
  figure.append(head, pad, readout);

  const load = async (): Promise<void> => {
    asked.abort();
    asked = new AbortController();
    const { signal } = asked;
    figure.dataset.drawn = "false";
    let curve: Curve;
    try {
      curve = await fetchCurve(entry.name, slot, chosen, signal);
    } catch (error) {
      if (signal.aborted) return;
      figure.dataset.drawn = "true";
      figure.hidden = true;
      throw error;
    }
    figure.hidden = false;
    const y = curve.y.map(toNumber);
    drawn = { curve, y, slope: curve.slope?.map(toNumber) ?? null, plots: [] };
    index = nearest(curve.x, firstNumber(entry.cases[chosen]?.inputs[slot]) ?? 0.75);
    draw();
    figure.dataset.drawn = "true";
  };

  const draw = (): void => {
    if (!drawn) return;
    lay(drawn);
    renderHead(drawn.curve);
    show(index);
  };

  /** Draw the plots at the present width. */
  const lay = (now: Drawn): void => {
    const { curve, y, slope } = now;
    const { x } = curve;
    const edge = edges();
    const [width, height] = [pad.clientWidth, pad.clientHeight];
    const all = height - edge.top - edge.bottom - (slope ? edge.between : 0);
    const room = { x: edge.left, width: Math.max(40, width - edge.left - edge.right) };
    const upper = { ...room, y: edge.top, height: Math.round(all * (slope ? 1 - lower : 1)) };
    const parts = pieces({ x, y }, slope);
    const kinks = curve.kinks.map((kink) => nearest(x, kink));
    const [from, to] = [letter(entry, slot), entry.outputs[0] ?? "y"];
    const value = { x, y, name: to, way: "forward", pieces: parts, kinks } as const;
    now.plots = [drawPlot({ ...value, numbered: slope === null }, upper)];
    if (slope) {
      const top = upper.y + upper.height + edge.between;
      const strokes = slopePieces(slope, parts, new Set(kinks));
      const derivative = { x, y: slope, name: `∂${to} ⁄ ∂${from}`, way: "backward" } as const;
      const rest = { ...room, y: top, height: height - top - edge.bottom };
      now.plots.push(drawPlot({ ...derivative, pieces: strokes, kinks: [], numbered: true }, rest));
    }
    picture.replaceChildren(...now.plots.map(({ root }) => root));
  };

  const renderHead = ({ held }: Curve): void => {
    const constants = Object.entries(entry.cases[chosen]?.constants ?? {});
    const given = [
      ...held.map(({ input, value }) => `${input} = ${formatNumber(value)}`),
      ...constants.map(([name, value]) => `${name} = ${constantText(value)}`),
    ];
    render(
      html`<h3>
          The curve${given.length > 0 ? html` <span>with ${given.join(", ")}</span>` : nothing}
        </h3>
        ${slots.length > 1 ? slotChoice() : nothing}`,
      head,
    );
  };

  const slotChoice = (): TemplateResult =>
    html`<div class="choice" role="group" aria-label="Over which input">
      <span>over</span>
      ${slots.map(
        (one) =>
          html`<button
            class="chip math"
            aria-pressed=${one === slot}
            @click=${() => {
              slot = one;
              void load();
            }}
          >
            ${letter(entry, one)}
          </button>`,
      )}
    </div>`;

  const show = (to: number): void => {
    if (!drawn) return;
    const { curve, slope, plots } = drawn;
    index = Math.min(curve.x.length - 1, Math.max(0, to));
    const [x, y, steep] = [curve.x[index] ?? 0, curve.y[index] ?? "NaN", curve.slope?.[index]];
    plots[0]?.show(index, slope?.[index]);
    plots[1]?.show(index);
    const bend = curve.kinks.includes(x);
    const [from, out] = [letter(entry, slot), entry.outputs[0] ?? "y"];
    const numbers = [
      [from, formatNumber(x)],
      [out, formatNumber(y)],
      ...(steep === undefined ? [] : [["slope", formatNumber(steep)]]),
    ] as const;
    render(
      html`<dl class="readout">
          ${numbers.map(
            ([name, text]) =>
              html`<div class=${name === "slope" ? "slope" : ""}>
                <dt class=${name === "slope" ? "" : "math"}>${name}</dt>
                <dd
                  data-exact=${name === "slope" && steep !== undefined ? formatExact(steep) : nothing}
                >
                  ${text}
                </dd>
              </div>`,
          )}
        </dl>
        <p class="remark">
          ${
            bend
              ? "A kink: left and right of it the slopes differ, and this one is chosen."
              : slope
                ? "The slope of the tangent is the local derivative. Drag the point, or use the arrow keys."
                : "Drag the point, or use the arrow keys."
          }
        </p>`,
      readout,
    );
    pad.setAttribute("aria-label", `${from}, along the curve of ${entry.name}`);
    pad.setAttribute("aria-valuemin", String(curve.x[0]));
    pad.setAttribute("aria-valuemax", String(curve.x.at(-1)));
    pad.setAttribute("aria-valuenow", String(x));
    pad.setAttribute(
      "aria-valuetext",
      numbers.map(([name, text]) => `${name} ${text}`).join(", ") + (bend ? ", a kink" : ""),
    );
  };

  listen(pad, {
    at(share) {
      if (!drawn) return;
      const { x } = drawn.curve;
      const [low, high] = [x[0] ?? 0, x.at(-1) ?? 1];
      show(nearest(x, low + share * (high - low)));
    },
    by: (samples) => show(index + samples),
  });
  new ResizeObserver(draw).observe(pad);

  return {
    show(of) {
      chosen = of;
      return load();
    },
  };
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

/** Let the pointer and the keys move the point. */
function listen(
  pad: HTMLElement,
  move: { at(share: number): void; by(samples: number): void },
): void {
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

/** What the input is called where it stands in formulas. */
function letter(entry: CatalogEntry, slot: number): string {
  return entry.inputs[slot] ?? "x";
}

function firstNumber(value: unknown): number | null {
  if (Array.isArray(value)) return firstNumber(value[0]);
  return typeof value === "number" ? value : null;
}

function constantText(value: unknown): string {
  return typeof value === "number" ? formatNumber(value) : String(value);
}
