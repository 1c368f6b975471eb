import { html, nothing, render, type TemplateResult } from "lit";
import { type CatalogEntry, type Curve, fetchCurve } from "../../api/ops.ts";
import { nearest } from "../../core/curve.ts";
import { formatExact, formatNumber, toNumber } from "../../core/number.ts";
import type { PlotMark } from "../../marks/plot.ts";
import { createPad, describePad, layPlots, listenToPad } from "../curve/pad.ts";

/** The page's picture of an op over one of its inputs. */
export interface CurveView {
  /** Draw it with the constants and the other inputs of one of the op's cases. */
  show(of: number): Promise<void>;
}

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

  const pad = createPad();
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
    const names = [letter(entry, slot), entry.outputs[0] ?? "y"] as const;
    now.plots = layPlots(pad, { x: curve.x, y, slope, kinks: curve.kinks }, names);
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
    describePad(pad, {
      label: `${from}, along the curve of ${entry.name}`,
      places: curve.x,
      now: x,
      text: numbers.map(([name, text]) => `${name} ${text}`).join(", ") + (bend ? ", a kink" : ""),
    });
  };

  listenToPad(pad, {
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
