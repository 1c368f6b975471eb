import { html, nothing, render } from "lit";
import { arrayText } from "../core/entry.ts";
import { frame } from "../core/frame.ts";
import { displayName } from "../core/graph.ts";
import { spokenOp } from "../core/spoken.ts";
import { reasonOf } from "../core/reason.ts";
import { timelineOf, toStep } from "../core/timeline.ts";
import type { Studio, StudioState } from "./studio.ts";

/** What one line about a node offers to do next. */
export interface PeekAction {
  label: string;
  act(): void;
}

/** Where no inspector stands open, say in one line what was selected. */
export function createPeek(foot: HTMLElement, studio: Studio, { label, act }: PeekAction): void {
  const host = document.createElement("div");
  host.className = "peek";
  foot.append(host);
  const show = (line: string): void => {
    const bar = html`<p>${line}</p>
      <button @click=${act}>${label}</button>`;
    render(line === "" ? nothing : bar, host);
  };
  studio.subscribe(lineOf, show);
  show(lineOf(studio.state));
}

/** Name and numbers of what is selected, as the present step shows them; "" where nothing is. */
function lineOf({ graph, selection, inspectorOpen, position }: StudioState): string {
  if (!graph || selection === null || inspectorOpen) return "";
  const op = graph.ops.get(selection);
  const { step, t } = toStep(timelineOf(graph), position);
  const now = frame(graph, step, t);
  if (op) return `${spokenOp(graph, op)}: ${reasonOf(graph, now, op)}`;
  const module = graph.modules.get(selection);
  if (module) return module.name;
  const { value, gradient } = now.tensors.get(selection) ?? {};
  const name = displayName(graph, selection);
  const parts = [
    value ? `${name}: ${arrayText(value)}` : `${name}, not computed yet`,
    ...(gradient ? [`gradient ${arrayText(gradient)}`] : []),
  ];
  return parts.join("; ");
}
