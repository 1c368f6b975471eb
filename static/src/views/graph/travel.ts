import type { Frame, Travel as TravelState } from "../../core/frame.ts";
import { contributionOf, displayName, type Graph } from "../../core/graph.ts";
import type { Box, Point, Route, Scene } from "../../core/layout/scene.ts";
import { shortName } from "../../core/measure.ts";
import { type ContributionMark, drawContribution } from "../../marks/contribution.ts";
import { travellerAt } from "../../marks/edge.ts";
import { svg } from "../../marks/svg.ts";
import { cardPlace } from "./card_place.ts";

/** The backward formula of an op's input, with this graph's names; null while it is not known. */
export type FormulaOf = (op: string, slot: number) => string | null;

/** What moves: a dot on its edge, and for a contribution the card that explains it. */
export class Travel {
  readonly root = svg("g");
  readonly #dot = svg("circle", { r: 6 });
  readonly #formulaOf: FormulaOf;
  #card: { key: string; mark: ContributionMark } | null = null;
  #view: Box = { x: 0, y: 0, width: 0, height: 0 };
  #zoom = 1;

  constructor(formulaOf: FormulaOf) {
    this.#formulaOf = formulaOf;
  }

  /** The card stands inside the view, and is drawn large enough to be read at this zoom. */
  look(view: Box, zoom: number): void {
    this.clear();
    this.#view = view;
    this.#zoom = zoom;
  }

  clear(): void {
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
  }

  #explain(graph: Graph, scene: Scene, route: Route, pass: number, dot: Point): void {
    const latex = this.#formulaOf(route.op, route.slot);
    const key = `${pass}:${route.key}:${latex === null}`;
    if (this.#card?.key !== key) {
      const scale = Math.max(1, 1 / this.#zoom);
      const mark = drawContribution(
        shortName(displayName(graph, route.tensor)),
        latex,
        contributionOf(graph, pass, route.op, route.slot),
        cardPlace(route, scene, this.#view, scale),
      );
      this.root.replaceChildren(mark.root);
      this.#card = { key, mark };
    }
    this.#card.mark.follow(dot);
  }
}

/** In shorthand a route stands for two edges, and its middle for the tensor between them. */
function positionOn({ first }: Route, { edge, kind, position }: TravelState): number {
  if (first === undefined) return position;
  const half = (edge === first) === (kind === "forward") ? 0 : 0.5;
  return half + position / 2;
}
