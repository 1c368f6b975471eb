import { html, nothing, type TemplateResult } from "lit";
import type { CatalogEntry } from "../../api/ops.ts";
import { clampIndex, indexText } from "../../core/cells.ts";
import type { Op } from "../../core/document.ts";
import { operand } from "../../core/expression.ts";
import type { Frame } from "../../core/frame.ts";
import { displayName, type Graph, isReachedIn } from "../../core/graph.ts";
import { reasonOf } from "../../core/reason.ts";
import type { Catalog } from "../catalog.ts";
import type { Origin } from "../origins.ts";
import { writeConstants } from "./constants.ts";
import { curvePanel, curveSlots } from "./curve_panel.ts";
import { explanation } from "./formulas.ts";
import { opCode } from "./op_code.ts";
import { opCost } from "./op_cost.ts";
import { opNumbers } from "./op_numbers.ts";
import { products } from "./origin.ts";
import { steppers } from "./steppers.ts";
import { type Tab, tabbed } from "./tabs.ts";

/** Which part of an op is read. */
export type OpTab = "derivation" | "curve" | "code";

/** What the person chose within the card. */
export interface OpCardState {
  tab: OpTab;
  /** The input whose gradient is derived, and over which the curve is drawn. */
  slot: number;
  /** The element of that input whose numbers are put into the third step. */
  element: readonly number[];
  /** The element of the output whose numbers the curve goes through. */
  place: readonly number[];
}

/** What the card shows besides the op itself. */
export interface OpSight {
  catalog: Catalog;
  /** Where the chosen element of the input's gradient comes from; null: it is not asked for. */
  origin: Origin | null;
}

export interface OpCardActions {
  change(state: Partial<OpCardState>): void;
  select(id: string): void;
  /** Put a number in the place of an element of a leaf. */
  override(tensor: string, position: number, value: number): void;
  /** The hand has let go of it. */
  settle(): void;
  /** Ask for the numbers of the chosen element, which this graph does not give unasked. */
  ask(): void;
}

export const opTabs: readonly Tab<OpTab>[] = [
  ["derivation", "Derivation"],
  ["curve", "Curve"],
  ["code", "Code"],
];

/** An op: why it fires now, how its gradient is derived, its curve, its code. */
export function opCard(
  graph: Graph,
  frame: Frame,
  op: Op,
  state: OpCardState,
  sight: OpSight,
  act: OpCardActions,
): TemplateResult {
  const entry = sight.catalog.entry(op.op);
  const number = graph.document.ops.indexOf(op) + 1;
  const curved = entry !== null && curveSlots(graph, op, entry).length > 0;
  const tabs = opTabs.filter(([name]) => name !== "curve" || curved || entry === null);
  const tab = state.tab === "curve" && !curved ? "derivation" : state.tab;
  const slot = Math.min(state.slot, op.inputs.length - 1);
  const panels: Record<OpTab, () => unknown> = {
    derivation: () => derivation(graph, frame, op, entry, { ...state, slot }, sight, act),
    curve: () => entry && curvePanel(graph, frame, op, entry, { ...state, slot }, act),
    code: () => (entry ? opCode(entry) : nothing),
  };
  return html`
    <div>
      <div class="head">
        <h2>${entry?.title ?? op.op}</h2>
        <a class="place" href="/ops/${op.op}">reference</a>
      </div>
      <p class="about">op ${number} of ${graph.ops.size} · ${reasonOf(graph, frame, op)}</p>
    </div>
    ${tabbed(tabs, tab, (chosen) => act.change({ tab: chosen }), panels[tab]())}
  `;
}

function derivation(
  graph: Graph,
  frame: Frame,
  op: Op,
  entry: CatalogEntry | null,
  state: OpCardState,
  sight: OpSight,
  act: OpCardActions,
): TemplateResult {
  const worked = (): unknown => oneElement(graph, frame, op, state, sight, act);
  return html`
    ${
      entry
        ? explanation(
            graph,
            frame.pass,
            op,
            entry,
            state.slot,
            (slot) => act.change({ slot }),
            worked(),
          )
        : html`<p class="about">…</p>`
    }
    ${opNumbers(graph, frame, op, entry, act.select)} ${setting(graph, op, act)}
    ${opCost(graph, op, entry, state.slot)}
  `;
}

/** The third step with the numbers of one element that the person chooses. */
function oneElement(
  graph: Graph,
  frame: Frame,
  op: Op,
  { slot, element }: OpCardState,
  { origin, catalog }: OpSight,
  act: OpCardActions,
): TemplateResult | typeof nothing {
  const id = op.inputs[slot];
  const tensor = graph.tensors.get(id ?? "");
  const fired = ["done", "firing-backward"].includes(frame.ops.get(op.id) ?? "idle");
  if (!id || !tensor || !fired || !graph.passes.get(frame.pass)?.fires.has(op.id)) return nothing;
  if (!isReachedIn(graph, frame.pass, id))
    return html`<p class="about worked">No gradient flows to ${displayName(graph, id)}.</p>`;
  const name = `${operand(displayName(graph, id))}∇`;
  const index = clampIndex(element, tensor.shape);
  const choice =
    tensor.shape.length > 0
      ? steppers(name, tensor.shape, index, [], (to) => act.change({ element: to }))
      : nothing;
  const sum = (): unknown => {
    if (origin === null)
      return html`<button class="chip" @click=${act.ask}>Put the numbers in</button>`;
    if (origin === "asked") return html`<p class="about">…</p>`;
    if ("problem" in origin) return html`<p class="about">${origin.problem}</p>`;
    const own = origin.contributions.find((one) => one.op === op.id && one.slot === slot);
    const share = origin.contributions.length > 1 ? "share of " : "";
    return own
      ? products(graph, catalog, op, own, `${share}${name}${indexText(index)}`)
      : html`<p class="about">It sends nothing to this element.</p>`;
  };
  return html`<div class="worked">${choice} ${sum()}</div>`;
}

/** How the op was called, and the module in which. */
function setting(graph: Graph, op: Op, act: OpCardActions): TemplateResult | typeof nothing {
  const constants = writeConstants(op);
  const module = graph.modules.get(op.module ?? "");
  if (constants === "" && !module) return nothing;
  return html`<dl class="facts">
    ${
      constants === ""
        ? nothing
        : html`<dt>constants</dt>
            <dd><code>${constants}</code></dd>`
    }
    ${
      module
        ? html`<dt>within</dt>
            <dd>
              <button class="place" @click=${() => act.select(module.id)}>${module.name}</button>
            </dd>`
        : nothing
    }
  </dl>`;
}
