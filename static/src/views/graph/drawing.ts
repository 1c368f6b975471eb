import { type Changes, changesOf } from "../../core/changes.ts";
import { hiddenBy } from "../../core/folding.ts";
import { frame } from "../../core/frame.ts";
import { closedOf, displayName, type Graph } from "../../core/graph.ts";
import { stopsOf, strideOf, stridesOf } from "../../core/grain.ts";
import { chooseBreaks } from "../../core/layout/breaks.ts";
import { nodesIn } from "../../core/layout/nearby.ts";
import { type Breaks, inRows } from "../../core/layout/rows.ts";
import { around, type Box, type Scene } from "../../core/layout/scene.ts";
import { type Stop, timelineOf, toStep } from "../../core/timeline.ts";
import { layoutGraph } from "../../platform/layout.ts";
import { prefersReducedMotion } from "../../platform/media.ts";
import type { Studio, StudioState } from "../studio.ts";
import { type Camera, farthest, isSame, showing } from "./camera.ts";
import type { Walkable } from "./focus.ts";
import {
  anchored,
  following,
  freeBox,
  legible,
  opening,
  overview,
  roomOf,
  together,
  unveiling,
} from "./framing.ts";
import type { Minimap } from "./minimap.ts";
import type { Painter } from "./painter.ts";
import type { Viewport } from "./viewport.ts";
import { walkOrder } from "./walk.ts";

/** Milliseconds in which the view glides after what happens, and in which modules fold. */
const glide = 350;
const folding = 250;

/** A graph in its places. */
interface Drawn {
  graph: Graph;
  /** In one row, as it was laid out, and in rows as it is drawn. */
  flat: Scene;
  breaks: Breaks;
  scene: Scene;
  /** What decides how things are drawn and where; values are not part of it. */
  look: string;
}

/** Keeps the drawing true to the studio's state: lays out, draws, frames, follows. */
export class Drawing implements Walkable {
  /** Whether the person chose the view; then neither a new graph nor a new room changes it. */
  held = false;
  order: readonly string[] = [];
  readonly #studio: Studio;
  readonly #painter: Painter;
  readonly #viewport: Viewport;
  readonly #minimap: Minimap;
  readonly #onGraph: (graph: Graph) => void;
  /** What is drawn; the state's graph is ahead of it while its layout is computed. */
  #drawn: Drawn | null = null;
  #request = 0;
  /** Whether a step was taken since this program is drawn. */
  #stepped = false;
  /** Whether the person wants to see everything, as far as names can be read. */
  #surveying = false;
  #anchor: string | null = null;
  /** What the view glides to as soon as it is drawn. */
  #sought: { id: string; camera: (box: Box) => Camera } | null = null;

  /** @param onGraph told of a graph before it is framed: what stands around it takes room */
  constructor(
    studio: Studio,
    painter: Painter,
    viewport: Viewport,
    minimap: Minimap,
    onGraph: (graph: Graph) => void,
  ) {
    this.#studio = studio;
    this.#painter = painter;
    this.#viewport = viewport;
    this.#minimap = minimap;
    this.#onGraph = onGraph;
  }

  get graph(): Graph | null {
    return this.#drawn?.graph ?? null;
  }

  get scene(): Scene | null {
    return this.#drawn?.scene ?? null;
  }

  /**
   * Lay out the state's graph and draw it; the newest call wins.
   * @returns whether anything new is drawn
   */
  async place(): Promise<boolean> {
    const { graph, folding: folded, direction, reading, edgeNumbers } = this.#studio.state;
    const turn = ++this.#request;
    if (!graph) {
      this.#drawn = null;
      this.#minimap.place(null);
      return true;
    }
    const look = lookOf(this.#studio.state, graph);
    if (look === this.#drawn?.look) {
      this.#refill(graph);
      return true;
    }
    const flat = await layoutGraph(graph, folded, direction, reading, edgeNumbers);
    if (turn !== this.#request) return false;
    // What is folded or opened by hand stays in the rows in which it is.
    const kept = this.#fixedIn(graph) === null ? undefined : this.#drawn?.breaks;
    const breaks = kept ?? chooseBreaks(flat, roomOf(this.#viewport));
    this.#draw({ graph, flat, breaks, scene: inRows(flat, breaks), look });
    return true;
  }

  /** Draw the present moment. */
  show(): void {
    if (!this.#drawn) return;
    const { graph } = this.#drawn;
    const { step, t } = toStep(timelineOf(graph), this.#studio.state.position);
    const { op, tensor } = this.#attend();
    const active = op ? hiddenBy(graph, this.#studio.state.folding, op) : null;
    const now = frame(graph, step, t);
    this.#minimap.mark(around(this.#boxes([op ?? tensor])));
    this.#painter.outline(this.#changes(graph));
    // What travels cannot be seen in a hurry, and its card costs as much as the picture.
    const { hurried } = this.#studio.state;
    const still = hurried || this.#isPassOver;
    this.#painter.show(still ? { ...now, travel: null } : now, active, hurried);
  }

  /** Whether a whole pass was one step, and has been seen: then its last contribution says little. */
  get #isPassOver(): boolean {
    const { position, grain, playing } = this.#studio.state;
    return grain === "pass" && position.t === 1 && !playing;
  }

  /** What the present step has brought, where nothing was seen to move; of a whole pass, nothing. */
  #changes(graph: Graph): Changes | null {
    const { position, grain } = this.#studio.state;
    if (!prefersReducedMotion() || grain === "pass" || position.t < 1) return null;
    const strides = stridesOf(graph, grain);
    return changesOf(graph, stopsOf(strides, strideOf(strides, position.stop)));
  }

  /** Keep in view what happens now, unless it plays and the person has moved the view meanwhile. */
  follow(): void {
    if (this.#drawn?.graph === this.#studio.state.graph) this.#stepped = true;
    const box = this.#present();
    if (!box || (this.held && this.#studio.state.playing)) return;
    const { op, tensor } = this.#attend();
    const made = this.#drawn?.graph.ops.get(op ?? "")?.outputs ?? [];
    const target = following(this.#viewport, box, this.#bodies([op, tensor, ...made]));
    if (!isSame(target, this.#viewport.camera)) this.#viewport.glide(target, glide);
  }

  /** Show everything. */
  fit(): void {
    this.held = false;
    this.#rearrange();
    if (this.#drawn) this.#viewport.glide(overview(this.#viewport, this.#drawn.scene), glide);
  }

  /** The room has changed. */
  resize(): void {
    if (!this.#drawn) return;
    this.#minimap.replace();
    if (this.held) this.#viewport.commit();
    else if (!this.#rearrange())
      this.#viewport.commit(opening(this.#viewport, this.#drawn.scene, this.#subject()));
  }

  /** Break the scene into the rows that suit the room now; whether that changed anything. */
  #rearrange(): boolean {
    if (!this.#drawn) return false;
    const { flat, breaks } = this.#drawn;
    const better = chooseBreaks(flat, roomOf(this.#viewport));
    if (better.join("|") === breaks.join("|")) return false;
    this.#draw({ ...this.#drawn, breaks: better, scene: inRows(flat, better) });
    return true;
  }

  elementOf(id: string): SVGElement | undefined {
    return this.#painter.elementOf(id);
  }

  bringNear(id: string): void {
    const box = this.#painter.boxOf(id);
    if (!box) return;
    this.#painter.want(id);
    this.#viewport.commit(showing(this.#viewport.camera, box, freeBox(this.#viewport)));
  }

  /**
   * Glide to a tensor, an op or a module; where it is still hidden, when it is drawn.
   * @param camera the one for where it stands
   */
  seek(id: string, camera: (box: Box) => Camera): void {
    this.held = true;
    this.#sought = { id, camera };
    const { graph } = this.#studio.state;
    if (graph && this.#drawn?.look === lookOf(this.#studio.state, graph)) this.#reach();
  }

  #reach(): void {
    const { id = "", camera } = this.#sought ?? {};
    const box = this.#painter.spotlight.boxOf(id);
    this.#sought = null;
    if (box && camera) this.#viewport.glide(camera(box), glide);
  }

  /** Move what was selected out from under what tells of it. */
  uncover(id: string): void {
    const box = this.#painter.boxOf(id);
    const { camera, free } = this.#viewport;
    if (!box || !this.#viewport.isCovered) return;
    const target = showing(
      camera,
      { ...box, x: (free.x - camera.x) / camera.zoom, width: 0 },
      free,
    );
    if (!isSame(target, camera)) this.#viewport.glide(target, glide);
  }

  /** A sheet has come or gone: what it may tell of is seen beside it, and all of the room is used. */
  reveal(): void {
    const { selection } = this.#studio.state;
    if (!this.#viewport.isCovered) {
      this.#widen();
      return;
    }
    if (selection === null) this.follow();
    else this.uncover(selection);
  }

  /** Where nobody moved the view, there is more room now than it was chosen for. */
  #widen(): void {
    if (!this.#drawn || this.held) return;
    const { scene } = this.#drawn;
    const target = opening(this.#viewport, scene, this.#subject());
    if (target.zoom > this.#viewport.camera.zoom) this.#viewport.glide(target, glide);
  }

  /** What is drawn next is seen as a whole. */
  survey(): void {
    this.held = false;
    this.#stepped = false;
    this.#surveying = true;
  }

  anchor(module: string): void {
    this.#surveying = false;
    this.#anchor = module;
  }

  #refill(graph: Graph): void {
    if (!this.#drawn) return;
    this.#drawn.graph = graph;
    this.#onGraph(graph);
    this.#painter.refill(graph, this.#drawn.scene);
    this.show();
  }

  #draw(drawn: Drawn): void {
    const [painter, viewport] = [this.#painter, this.#viewport];
    const before = this.#drawn;
    const from = viewport.camera;
    const boxes = painter.boxes();
    const anchor = this.#fixedIn(drawn.graph) ?? "";
    const unfolds = this.#anchor !== null;
    const fixed = boxes.get(anchor);
    this.#drawn = drawn;
    if (before === null || !isSameProgram(before.graph, drawn.graph)) this.#stepped = false;
    this.#onGraph(drawn.graph);
    this.#attend();
    this.order = walkOrder(drawn.graph, drawn.scene);
    this.#minimap.place(drawn.scene);
    painter.place(drawn.graph, drawn.scene, this.order, this.#studio.state.edgeNumbers);
    viewport.farthest = Math.min(farthest, overview(viewport, drawn.scene).zoom);
    const target = painter.boxOf(anchor);
    this.#anchor = null;
    if (fixed && target) viewport.commit(anchored(from, fixed, target));
    else if (this.held && before) viewport.commit();
    else {
      const least = this.#surveying || drawn.graph.closed ? legible : undefined;
      viewport.commit(opening(viewport, drawn.scene, this.#subject(), least));
    }
    this.show();
    if (this.#sought) {
      this.#reach();
      return;
    }
    if (!fixed || before === null || !isSameProgram(before.graph, drawn.graph)) return;
    painter.glideFrom(boxes, from, viewport.camera, folding);
    if (!unfolds || !target || target.width <= fixed.width) return;
    const members = membersFrom(drawn.scene, target);
    const whole = unveiling(viewport, viewport.camera, target, members, drawn.scene.direction);
    if (isSame(whole, viewport.camera)) return;
    this.#minimap.replace();
    viewport.glide(whole, glide);
  }

  /** What keeps its place: the module that is folded, the op that is opened or closed. */
  #fixedIn(graph: Graph): string | null {
    if (this.#anchor !== null || graph === this.#drawn?.graph) return this.#anchor;
    return this.#studio.state.anchored;
  }

  /** What is seen of a graph that is too large to be seen whole: what is selected, until a step. */
  #subject(): Box | null {
    const { selection } = this.#studio.state;
    return (this.#stepped ? null : around(this.#boxes([selection]))) ?? this.#present();
  }

  /** What the present stop is about; where it is explained by a card, that takes room. */
  #attend(): Partial<Stop> {
    const timeline = this.#drawn && timelineOf(this.#drawn.graph);
    const stop: Partial<Stop> = timeline?.stops[this.#studio.state.position.stop] ?? {};
    const isSent = stop.kind === "contribution" || stop.kind === "backward";
    this.#viewport.explained = isSent && !this.#isPassOver;
    return stop;
  }

  /**
   * Where the present stop happens, with as much of what its op works with as the view has room for:
   * where something arrives, at the op, at its outputs and inputs; at the end, where the output is.
   */
  #present(): Box | null {
    if (!this.#drawn) return null;
    const { graph } = this.#drawn;
    const stop = this.#attend();
    // At the start, where the first op is.
    const next = stop.kind === "leaves" ? timelineOf(graph).stops[(stop.index ?? 0) + 1] : stop;
    const { kind, op, tensor } = next ?? stop;
    if (kind === "end") return around(this.#boxes([graph.document.output]));
    const { inputs = [], outputs = [] } = graph.ops.get(op ?? "") ?? {};
    const most = [op, tensor, ...outputs, ...inputs];
    return (
      [most, [op, tensor, ...outputs], [op, tensor]]
        .map((ids) => together(this.#viewport, this.#boxes(ids), this.#bodies(ids)))
        .find((box) => box !== null) ?? around(this.#boxes([tensor ?? op]))
    );
  }

  /** Where tensors and ops stand, or the folded modules that hide them. */
  #boxes(ids: readonly (string | null | undefined)[]): Box[] {
    return this.#shown(ids).flatMap((id) => this.#painter.boxOf(id) ?? []);
  }

  /** The same without names and ledgers. */
  #bodies(ids: readonly (string | null | undefined)[]): Box[] {
    return this.#shown(ids).flatMap((id) => this.#painter.spotlight.bodyOf(id) ?? []);
  }

  #shown(ids: readonly (string | null | undefined)[]): string[] {
    const { folding: folded } = this.#studio.state;
    const graph = this.#drawn?.graph;
    return ids.flatMap((id) => (graph && id ? (hiddenBy(graph, folded, id) ?? id) : []));
  }
}

/** What stands in a module, from the side on which its title is. */
function membersFrom(scene: Scene, module: Box): Box[] {
  const start = scene.direction === "left-right" ? "x" : "y";
  return nodesIn(scene, module)
    .map(({ box }) => box)
    .toSorted((one, other) => one[start] - other[start]);
}

function isSameProgram(one: Graph, other: Graph): boolean {
  return closedOf(one).document.structure === closedOf(other).document.structure;
}

function lookOf(state: StudioState, graph: Graph): string {
  const { folding: folded, direction, reading, edgeNumbers } = state;
  return [direction, reading, edgeNumbers, [...folded], appearance(graph)].join("|");
}

const appearances = new WeakMap<object, string>();

/** What of a graph's looks its form decides; other numbers do not. */
function appearance(graph: Graph): string {
  let known = appearances.get(graph.form);
  if (known === undefined) {
    const { structure, tensors, ops } = graph.document;
    const named = tensors.map(({ id, role }) => `${displayName(graph, id)}:${role ?? ""}`);
    known = [structure, named, ops.map(({ symbol }) => symbol)].join("|");
    appearances.set(graph.form, known);
  }
  return known;
}
