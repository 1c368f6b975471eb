import type { ArrayJson } from "../../core/document.ts";
import type { Frame, Travel as TravelState } from "../../core/frame.ts";
import { arrivalsOf, contributionOf, displayName, type Graph, isFull } from "../../core/graph.ts";
import type { Point, Route, Scene } from "../../core/layout/scene.ts";
import { shortName } from "../../core/measure.ts";
import { list } from "../../core/spoken.ts";
import { fromNumber, MINUS, toNumber } from "../../core/number.ts";
import { type ContributionMark, drawContribution } from "../../marks/contribution.ts";
import { travellerAt } from "../../marks/edge.ts";
import { figuresOf, scalarText } from "../../marks/figures.ts";
import type { NoteText } from "../../marks/note.ts";
import { svg, svgText } from "../../marks/svg.ts";
import type { View } from "./camera.ts";
import { cardPlace } from "./card_place.ts";
import type { Dock } from "./dock.ts";

/** The backward formula of an op's input as LaTeX, with names and with numbers; null while it is not known. */
export type FormulaOf = (
  op: string,
  slot: number,
) => { names: string; numbers: string | null } | null;

/** Letters of the card, for which its stylesheet is made; on a projector it is larger. */
const letters = 14;

/** What moves: a dot on its edge with its number, and for a contribution the card that explains it. */
export class Travel {
  readonly root = svg("g");
  readonly #dot = svg("circle", { r: 6 });
  readonly #number = svgText("", { class: "carried" });
  readonly #formulaOf: FormulaOf;
  #card: { key: string; mark: ContributionMark; dot: Point; place(): void } | null = null;
  #view: View | null = null;
  readonly #dock: Dock;

  constructor(formulaOf: FormulaOf, dock: Dock) {
    this.#formulaOf = formulaOf;
    this.#dock = dock;
    // A font that comes late changes how large the card is.
    document.fonts.addEventListener("loadingdone", () => this.#card?.place());
  }

  /** The card stands inside the view, and has the same size at any zoom. */
  look(view: View): void {
    this.#erase();
    this.#view = view;
  }

  clear(): void {
    this.#erase();
    this.#dock.clear();
  }

  #erase(): void {
    this.#card = null;
    this.root.replaceChildren();
  }

  /** @param route the edge that is travelled; undefined where it is not drawn */
  show({ travel, pass }: Frame, graph: Graph, scene: Scene, route: Route | undefined): void {
    if (!travel || !route) {
      this.clear();
      return;
    }
    const dot = travellerAt(route, scene.direction, travel.kind, positionOn(route, travel));
    this.#dot.setAttribute("class", `traveller ${travel.kind}`);
    this.#dot.setAttribute("cx", String(dot.x));
    this.#dot.setAttribute("cy", String(dot.y));
    if (travel.kind === "contribution") this.#explain(graph, scene, route, pass, dot);
    else this.clear();
    this.root.prepend(this.#dot);
    this.#carry(travel.position < 1 ? travel.array : undefined, scene, travel.kind, dot);
  }

  /** A scalar travels with its number; where it has landed, the number stands in its tensor. */
  #carry(array: ArrayJson | undefined, scene: Scene, kind: string, { x, y }: Point): void {
    const text = scalarText(array);
    if (text === null) {
      this.#number.remove();
      return;
    }
    const scale = this.#scale();
    const beside = scene.direction === "bottom-top";
    this.#number.textContent = text;
    this.#number.setAttribute("class", `carried ${kind} ${beside ? "beside" : "above"}`);
    const at = { x: x + (beside ? 6 + 5 * scale : 0), y: y - (beside ? 0 : 6 + 5 * scale) };
    this.#number.setAttribute("transform", `translate(${at.x} ${at.y}) scale(${scale})`);
    this.root.append(this.#number);
  }

  #explain(graph: Graph, scene: Scene, route: Route, pass: number, dot: Point): void {
    const formula = this.#formulaOf(route.op, route.slot);
    if (this.#view?.docked) {
      this.#erase();
      this.#dock.write(textOf(graph, route, pass, formula));
      return;
    }
    const key = `${pass}:${route.key}:${formula === null}:${formula?.numbers}`;
    if (this.#card?.key !== key) {
      const mark = drawContribution(textOf(graph, route, pass, formula));
      const card = { key, mark, dot, place: () => this.#place(route, scene) };
      this.root.replaceChildren(mark.root);
      this.#card = card;
      card.place();
      void mark.ready.then(() => {
        if (this.#card === card) card.place();
      });
    }
    this.#card.dot = dot;
    this.#card.mark.follow(dot);
  }

  #place(route: Route, scene: Scene): void {
    if (!this.#card || !this.#view) return;
    const { mark, dot } = this.#card;
    const scale = this.#scale();
    const { seen: room, map } = this.#view;
    const size = mark.measure(room.width / scale);
    const inScene = { width: size.width * scale, height: size.height * scale };
    mark.place(cardPlace(route, scene, room, map, inScene), scale);
    mark.follow(dot);
  }

  /** Scene pixels for a pixel of the page's letters. */
  #scale(): number {
    const { zoom, letter } = this.#view ?? { zoom: 1, letter: letters };
    return letter / letters / zoom;
  }
}

/** In shorthand a route stands for two edges, and its middle for the tensor between them. */
function positionOn({ first }: Route, { edge, kind, position }: TravelState): number {
  if (first === undefined) return position;
  const half = (edge === first) === (kind === "forward") ? 0 : 0.5;
  return half + position / 2;
}

function textOf(
  graph: Graph,
  { op, slot, tensor }: Route,
  pass: number,
  formula: ReturnType<FormulaOf>,
): NoteText {
  const arrivals = arrivalsOf(graph, pass, tensor);
  const number = arrivals.findIndex((one) => one.op === op && one.slot === slot);
  const sent = contributionOf(graph, pass, op, slot);
  const isScalar = sent?.shape.length === 0;
  // A scalar that is worked out already stands at the end of its line.
  const figures = isScalar && formula?.numbers ? "" : figuresOf(sent);
  return {
    target: shortName(displayName(graph, tensor)),
    turn: arrivals.length > 1 ? `${number + 1} of ${arrivals.length}` : null,
    names: formula?.names ?? null,
    numbers: formula?.numbers ?? null,
    figures,
    from: formula === null ? fromText(graph, op, pass) : null,
    sum: number > 0 ? sumText(graph, pass, tensor, number) : null,
  };
}

/** "from the gradient of r": what an op without a formula worked with. */
function fromText(graph: Graph, id: string, pass: number): string {
  const gradients = graph.passes.get(pass)?.pass.gradients ?? {};
  const { inputs = [], outputs = [] } = graph.ops.get(id) ?? {};
  const names = (ids: readonly string[]) =>
    list(ids.map((one) => shortName(displayName(graph, one))));
  const reached = outputs.filter((output) => gradients[output] !== undefined);
  return `computed from ${names(inputs)} and the gradient of ${names(reached)}`;
}

/** "so far 0.25 + 0.87 = 1.12": what the ledger of a scalar holds with this contribution. */
function sumText(graph: Graph, pass: number, tensor: string, number: number): string | null {
  const sent = arrivalsOf(graph, pass, tensor)
    .slice(0, number + 1)
    .map(({ op, slot }) => contributionOf(graph, pass, op, slot));
  const numbers = sent.flatMap((array) =>
    array && isFull(array) && array.shape.length === 0 ? toNumber(array.data[0] ?? 0) : [],
  );
  if (numbers.length <= number) return null;
  const before = numbers.slice(0, -1).reduce((sum, one) => sum + one);
  const [now] = numbers.slice(-1);
  const [first, second, sum] = [before, now ?? 0, before + (now ?? 0)].map((one) =>
    scalarText({ shape: [], data: [fromNumber(one)] }),
  );
  const signed = second?.startsWith(MINUS) ? `${MINUS} ${second.slice(1)}` : `+ ${second}`;
  return `in the ledger ${first} ${signed} = ${sum}`;
}
