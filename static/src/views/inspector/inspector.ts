import { html, render, type TemplateResult } from "lit";
import { fetchElements } from "../../api/graphs.ts";
import { type Cell, clampIndex, ravel, unravel } from "../../core/cells.ts";
import type { Module, Op, Span, Tensor } from "../../core/document.ts";
import { type Frame, frame } from "../../core/frame.ts";
import { closedOf, type Graph, isFull, isReached, isReachedIn } from "../../core/graph.ts";
import { nested } from "../../core/nesting.ts";
import { positionAt, sharersOf } from "../../core/storage.ts";
import { scalarOrigin } from "../../core/scalar/origin.ts";
import { isCatalogued } from "../../core/scalar/words.ts";
import { leavesOf, timelineOf, toStep } from "../../core/timeline.ts";
import { recall, remember } from "../../platform/storage.ts";
import type { Catalog } from "../catalog.ts";
import { createOrigins, isCheap, type Origin } from "../origins.ts";
import type { Part } from "../scale.ts";
import { atReadingPace, subscribeUnhurried } from "../haste.ts";
import type { Overrides } from "../sliders/overrides.ts";
import type { Studio } from "../studio.ts";
import type { Pointed } from "./elements.ts";
import { walkCells } from "./grid.ts";
import { firstLook } from "./image.ts";
import { moduleCard } from "./module_card.ts";
import { opCard, type OpCardState, opTabs } from "./op_card.ts";
import { cellsOf } from "./origin.ts";
import { paths, type PathsSight } from "./paths.ts";
import { openingStrip } from "./opening_strip.ts";
import { scalarCard } from "./scalar_card.ts";
import "./slices.ts";
import { tensorCard, type TensorCardState, tensorTabs } from "./tensor_card.ts";

/** What the inspector asks of the rest of the page. */
export interface InspectorActions {
  /** Show a place of the program. */
  reveal(span: Span): void;
  /** Open an op into scalar ops, or close it. */
  turn(id: string): void;
  /** Put other numbers in the place of a leaf's. */
  overrides: Pick<Overrides, "hold" | "move" | "settle">;
}

/** Fill the inspector: with what is selected, else with the op that the present step is about. */
export function createInspector(
  host: HTMLElement,
  studio: Studio,
  catalog: Catalog,
  page: InspectorActions,
): void {
  const origins = createOrigins(studio);
  let ofOp: OpCardState = {
    tab: recallTab("opTab", opTabs),
    slot: 0,
    element: [],
    place: [],
  };
  let ofTensor: TensorCardState = {
    tab: recallTab("tensorTab", tensorTabs),
    sheet: [],
    pointed: null,
    cell: null,
    arrows: false,
    look: null,
    asImage: false,
  };
  /** The path that is pointed at, by its place in the list. */
  let path: number | null = null;
  let subject: string | null = null;
  /** Whether the person asked for numbers of this subject that do not come unasked. */
  let asked = false;

  const select = (id: string): void => studio.update({ selection: id });

  const draw = (): void => {
    const { graph } = studio.state;
    if (!graph) {
      render(hint, host);
      return;
    }
    const now = frameOf(graph, studio);
    const id = studio.state.selection ?? present(graph, studio);
    if (id !== subject) begin(graph, id);
    const op = graph.ops.get(id ?? "");
    const tensor = graph.tensors.get(id ?? "");
    const module = graph.modules.get(id ?? "");
    const read = tensor && ofTensor.tab === "paths" ? paths(graph, now, tensor.id, path) : null;
    lightWays(read);
    const card = op
      ? cardOfOp(graph, now, op)
      : tensor
        ? cardOfTensor(graph, now, tensor, read)
        : module && cardOfModule(graph, module);
    const strip = openingStrip(graph, id ?? "", studio.state, page.turn);
    render(
      html`<div class="card-body" data-subject=${id ?? ""}>${card ?? hint}${strip}</div>`,
      host,
    );
  };

  /** What is chosen within a card starts afresh with each subject; the tab stays. */
  const begin = (graph: Graph, id: string | null): void => {
    subject = id;
    asked = false;
    path = null;
    const slot = presentSlot(graph, studio, id) ?? firstReached(graph, id);
    ofOp = { ...ofOp, slot, element: [], place: [] };
    const seen = firstLook(graph.tensors.get(id ?? "")?.shape ?? []);
    const { look = null } = seen ?? {};
    // The pixels of a large picture are asked for, which runs the program once more.
    const asImage = seen !== null && seen.asImage && isCheap(graph);
    ofTensor = { ...ofTensor, sheet: [], pointed: null, cell: null, look, asImage };
    light([]);
  };

  const light = (cells: readonly Cell[]): void => {
    if (cellsKey(cells) !== cellsKey(studio.state.lit)) studio.update({ lit: cells });
  };

  const lightWays = (read: PathsSight | null): void => {
    const { ways } = studio.state;
    const same = ways?.all === read?.found.edges && ways?.pointed.join() === read?.lit.join();
    if (!same) studio.update({ ways: read && { all: read.found.edges, pointed: read.lit } });
  };

  /** Where an element of a gradient comes from; null where nobody asked for it yet. */
  const originOf = (
    graph: Graph,
    id: string,
    index: readonly number[],
    pass: number,
  ): Origin | null => {
    // Where a number of an opened tensor comes from, the graph says itself.
    if (!closedOf(graph).tensors.has(id)) return scalarOrigin(graph, id, pass);
    const wanted = asked || (isCheap(graph) && !studio.state.playing);
    return wanted && isReachedIn(graph, pass, id) ? origins.of(id, index, pass) : null;
  };

  const changeOp = (state: Partial<OpCardState>): void => {
    ofOp = { ...ofOp, ...state };
    if (state.tab) remember("opTab", state.tab);
    draw();
  };

  const cardOfOp = (graph: Graph, now: Frame, op: Op): TemplateResult => {
    if (!isCatalogued(graph, op)) return scalarCard(graph, now, op, select);
    const id = op.inputs[Math.min(ofOp.slot, op.inputs.length - 1)];
    const fires = graph.passes.get(now.pass)?.fires.has(op.id) ?? false;
    const fired = fires && ["done", "firing-backward"].includes(now.ops.get(op.id) ?? "");
    const index = clampIndex(ofOp.element, graph.tensors.get(id ?? "")?.shape ?? []);
    const shown = id !== undefined && fired && ofOp.tab === "derivation";
    const origin = shown ? originOf(graph, id, index, now.pass) : null;
    return opCard(
      graph,
      now,
      op,
      ofOp,
      { catalog, origin },
      {
        select,
        change: changeOp,
        ask() {
          asked = true;
          draw();
        },
        settle: page.overrides.settle,
        override(tensor, position, value) {
          const leaf = graph.tensors.get(tensor);
          if (!leaf?.value || !isFull(leaf.value)) return;
          page.overrides.hold(tensor);
          page.overrides.move(tensor, nested(leaf.value.data.with(position, value), leaf.shape));
        },
      },
    );
  };

  const cardOfModule = (graph: Graph, module: Module): TemplateResult => {
    const entry = module.type === "composition" ? catalog.entry(module.name) : null;
    return moduleCard(graph, module, entry, select);
  };

  const changeTensor = (state: Partial<TensorCardState>): void => {
    ofTensor = { ...ofTensor, ...state };
    if (state.tab) remember("tensorTab", state.tab);
    draw();
  };

  const cardOfTensor = (
    graph: Graph,
    now: Frame,
    tensor: Tensor,
    read: PathsSight | null,
  ): TemplateResult => {
    const origin = originOfPointed(graph, now, tensor);
    const cells = litCells(graph, tensor, origin);
    light(cells);
    const lit = (part: Part): ReadonlySet<number> =>
      new Set(
        cells
          .filter((cell) => cell.tensor === tensor.id && cell.of === part)
          .map(({ index }) => ravel(index, tensor.shape)),
      );
    const seen = {
      catalog,
      origin,
      paths: read,
      lit: { value: lit("value"), gradient: lit("gradient") },
    };
    return tensorCard(graph, now, tensor, ofTensor, seen, {
      select,
      reveal: page.reveal,
      change: changeTensor,
      point(to) {
        const same =
          to?.part === ofTensor.pointed?.part && to?.position === ofTensor.pointed?.position;
        if (!same) changeTensor({ pointed: to });
      },
      pointCell(cell) {
        if (cell !== ofTensor.cell) changeTensor({ cell });
      },
      pointPath(to) {
        if (to === path) return;
        path = to;
        draw();
      },
      turnTo: (sheet) => changeTensor({ sheet, pointed: null }),
      slices: (part) => (start, count) => {
        const { source, seed, inputs } = studio.state;
        return fetchElements({ source, seed, inputs }, tensor.id, part, start, count);
      },
    });
  };

  /** Of the gradient's element that is pointed at; a scalar has no other. */
  const originOfPointed = (graph: Graph, now: Frame, tensor: Tensor): Origin | null => {
    if (ofTensor.tab !== "numbers" || ofTensor.asImage) return null;
    if (now.tensors.get(tensor.id)?.ledger !== "complete") return null;
    const { pointed } = ofTensor;
    const at: Pointed | null =
      pointed ?? (tensor.shape.length === 0 ? { part: "gradient", position: 0 } : null);
    if (at?.part !== "gradient") return null;
    return originOf(graph, tensor.id, unravel(at.position, tensor.shape), now.pass);
  };

  /** What is outlined: sources of the element pointed at, or all that stands in one cell of memory. */
  const litCells = (graph: Graph, tensor: Tensor, origin: Origin | null): Cell[] => {
    const { tab, cell, pointed } = ofTensor;
    if (tab === "memory" && cell !== null) {
      return sharersOf(graph, tensor).flatMap((one) => {
        const position = positionAt(one, cell);
        return position === null
          ? []
          : [{ tensor: one.id, of: "value" as const, index: unravel(position, one.shape) }];
      });
    }
    if (tab !== "numbers" || !pointed) return [];
    const own = {
      tensor: tensor.id,
      of: pointed.part,
      index: unravel(pointed.position, tensor.shape),
    };
    return [own, ...cellsOf(origin)];
  };

  walkCells(host);
  catalog.subscribe(draw);
  origins.subscribe(draw);
  studio.subscribe(({ graph }) => graph, draw);
  studio.subscribe(({ selection }) => selection, draw);
  studio.subscribe(({ busy, phase, playing }) => `${busy} ${phase} ${playing}`, draw);
  studio.subscribe(({ refusal }) => refusal, draw);
  studio.subscribe((state) => state.asked, draw);
  subscribeUnhurried(
    studio,
    () => momentOf(studio, subject),
    atReadingPace(studio, () => {
      const { graph } = studio.state;
      const slot = graph && presentSlot(graph, studio, subject);
      if (slot !== null) ofOp = { ...ofOp, slot };
      draw();
    }),
  );
  draw();
}

const hint = html`<p class="about card-body">
  Select a tensor or an op in the graph to see all its numbers and how its gradient comes about.
  While you step, what happens now stands here.
</p>`;

function cellsKey(cells: readonly Cell[]): string {
  return cells.map(({ tensor, of, index }) => `${of} ${tensor} ${index.join()}`).join("|");
}

/** The tab that was read last. */
function recallTab<Name extends string>(
  key: string,
  tabs: readonly (readonly [Name, string])[],
): Name {
  const [first] = tabs[0] as readonly [Name, string];
  const stored = recall<string>(key, first);
  return tabs.find(([name]) => name === stored)?.[0] ?? first;
}

/** What a card shows of the present moment, so that it changes together with the graph. */
function momentOf(studio: Studio, subject: string | null): string {
  const { graph, position } = studio.state;
  if (!graph) return "";
  const { pass, ops, tensors } = frameOf(graph, studio);
  const op = graph.ops.get(subject ?? "");
  const near = op ? [...op.inputs, ...op.outputs] : [subject ?? ""];
  const states = near.map((id) => {
    const { value, arrived } = tensors.get(id) ?? {};
    return `${value !== undefined} ${arrived}`;
  });
  const now = present(graph, studio);
  return [position.stop, now, pass, op && ops.get(op.id), ...states].join(" ");
}

function frameOf(graph: Graph, studio: Studio): Frame {
  const { step, t } = toStep(timelineOf(graph), studio.state.position);
  return frame(graph, step, t);
}

/** What the present stop is about: an op, the only leaf that is given, at the end the output. */
function present(graph: Graph, studio: Studio): string | null {
  const { stop: index, t } = studio.state.position;
  const stop = timelineOf(graph).stops[index];
  if (stop?.kind === "end") return graph.document.output;
  if (stop?.kind !== "leaves") return stop?.op ?? stop?.tensor ?? null;
  const given = leavesOf(graph, stop).filter((id) => graph.tensors.get(id)?.role !== "constant");
  const [only = null] = given;
  return given.length === 1 && (index > 0 || t > 0) ? only : null;
}

/** The input that the present contribution goes to, so that its derivation is the one shown. */
function presentSlot(graph: Graph, studio: Studio, id: string | null): number | null {
  const stop = timelineOf(graph).stops[studio.state.position.stop];
  return stop?.op === id ? (stop?.slot ?? null) : null;
}

/** The first input of an op that a gradient flows to. */
function firstReached(graph: Graph, op: string | null): number {
  const inputs = graph.ops.get(op ?? "")?.inputs ?? [];
  return Math.max(
    0,
    inputs.findIndex((id) => isReached(graph, id)),
  );
}
