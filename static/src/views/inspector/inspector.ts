import { html, render, type TemplateResult } from "lit";
import { fetchElements } from "../../api/graphs.ts";
import type { Module, Op, Span, Tensor } from "../../core/document.ts";
import { type Frame, frame } from "../../core/frame.ts";
import type { Graph } from "../../core/graph.ts";
import { timelineOf, toStep } from "../../core/timeline.ts";
import type { Catalog } from "../catalog.ts";
import type { Studio } from "../studio.ts";
import { walkCells } from "./grid.ts";
import { opCard, type OpCardState } from "./op_card.ts";
import { moduleCard } from "./module_card.ts";
import "./slices.ts";
import { tensorCard } from "./tensor_card.ts";

/**
 * Fill the inspector: with what is selected, else with the op that the present step is about.
 * @param onReveal told to show a place of the program
 */
export function createInspector(
  host: HTMLElement,
  studio: Studio,
  catalog: Catalog,
  onReveal: (span: Span) => void,
): void {
  let opState: OpCardState = { tab: "derivation", slot: 0 };
  let pointed: number | null = null;
  let subject: string | null = null;

  const select = (id: string): void => studio.update({ selection: id });

  const draw = (): void => {
    const { graph } = studio.state;
    if (!graph) {
      render(hint, host);
      return;
    }
    const now = frameOf(graph, studio);
    const id = studio.state.selection ?? present(graph, studio);
    if (id !== subject) {
      subject = id;
      pointed = null;
      opState = { ...opState, slot: presentSlot(graph, studio, id) ?? 0 };
    }
    const op = graph.ops.get(id ?? "");
    const tensor = graph.tensors.get(id ?? "");
    const module = graph.modules.get(id ?? "");
    const card = op
      ? cardOfOp(graph, now, op)
      : tensor
        ? cardOfTensor(graph, now, tensor)
        : module && cardOfModule(graph, module);
    render(html`<div class="card-body" data-subject=${id ?? ""}>${card ?? hint}</div>`, host);
  };

  const cardOfOp = (graph: Graph, now: Frame, op: Op): TemplateResult =>
    opCard(graph, now, op, catalog.entry(op.op), opState, {
      select,
      change(state) {
        opState = { ...opState, ...state };
        draw();
      },
    });

  const cardOfModule = (graph: Graph, module: Module): TemplateResult => {
    const entry = module.type === "composition" ? catalog.entry(module.name) : null;
    return moduleCard(graph, module, entry, select);
  };

  const cardOfTensor = (graph: Graph, now: Frame, tensor: Tensor): TemplateResult =>
    tensorCard(graph, now, tensor, pointed, {
      select,
      reveal: onReveal,
      point(index) {
        if (index === pointed) return;
        pointed = index;
        draw();
      },
      slices: (id, of) => (start, count) => {
        const { source, seed, inputs } = studio.state;
        return fetchElements({ source, seed, inputs }, id, of, start, count);
      },
    });

  walkCells(host);
  catalog.subscribe(draw);
  studio.subscribe(({ graph }) => graph, draw);
  studio.subscribe(({ selection }) => selection, draw);
  studio.subscribe(
    () => sight(studio, subject),
    () => {
      const { graph } = studio.state;
      const slot = graph && presentSlot(graph, studio, subject);
      if (slot !== null) opState = { ...opState, slot };
      draw();
    },
  );
  draw();
}

const hint = html`<p class="about card-body">
  Select a tensor or an op in the graph to see all its numbers and how its gradient comes about.
</p>`;

/** What a card shows of the present moment, so that it changes together with the graph. */
function sight(studio: Studio, subject: string | null): string {
  const { graph, position } = studio.state;
  if (!graph) return "";
  const { pass, ops, tensors } = frameOf(graph, studio);
  const op = graph.ops.get(subject ?? "");
  const near = op ? [...op.inputs, ...op.outputs] : [subject ?? ""];
  const states = near.map((id) => {
    const { value, arrived } = tensors.get(id) ?? {};
    return `${value !== undefined} ${arrived}`;
  });
  return [position.stop, pass, op && ops.get(op.id), ...states].join(" ");
}

function frameOf(graph: Graph, studio: Studio): Frame {
  const { step, t } = toStep(timelineOf(graph), studio.state.position);
  return frame(graph, step, t);
}

/** The op or tensor that the present stop is about; at the end the output. */
function present(graph: Graph, studio: Studio): string | null {
  const stop = timelineOf(graph).stops[studio.state.position.stop];
  return stop?.op ?? stop?.tensor ?? (stop?.kind === "end" ? graph.document.output : null);
}

/** The input that the present contribution goes to, so that its derivation is the one shown. */
function presentSlot(graph: Graph, studio: Studio, id: string | null): number | null {
  const stop = timelineOf(graph).stops[studio.state.position.stop];
  return stop?.op === id ? (stop?.slot ?? null) : null;
}
