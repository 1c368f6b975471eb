import { around, type Box } from "../../core/layout/scene.ts";
import { prefersReducedMotion } from "../../platform/media.ts";
import {
  between,
  type Camera,
  farthest,
  inScene,
  type Size,
  type View,
  visibleBox,
  withoutEdges,
} from "./camera.ts";

/** Screen pixels beyond the view in which marks are kept, so that a pan finds them drawn. */
const margin = 160;
/** Screen pixels between the graph and what stands below it. */
const gap = 8;
/** Letters across a narrow stage. */
const narrow = 36;

/**
 * The window onto the scene. While the view moves, only the outer element is transformed, by CSS;
 * the camera is committed, and text laid out at its new scale, when the movement ends or leaves
 * what is drawn.
 */
export class Viewport {
  readonly #stage: HTMLElement;
  readonly #moved: readonly (SVGElement | HTMLElement)[];
  readonly #world: SVGGElement;
  readonly #onCommit: (view: View) => void;
  #camera: Camera = { x: 0, y: 0, zoom: 1 };
  #committed: Camera = this.#camera;
  #animation = 0;
  /** Told whenever what is seen has moved, and whether it rests there. */
  onMove: (rests: boolean) => void = () => {};
  /** The zoom at which everything can be seen, or less. */
  farthest = farthest;
  #explained = false;

  /**
   * @param stage what the view has room in
   * @param moved what fills the stage and is moved as a whole during a movement
   * @param world holds the scene and gets the committed camera
   * @param onCommit told which part of the scene is seen, and which is to be drawn
   */
  constructor(
    stage: HTMLElement,
    moved: readonly (SVGElement | HTMLElement)[],
    world: SVGGElement,
    onCommit: (view: View) => void,
  ) {
    this.#stage = stage;
    this.#moved = moved;
    this.#world = world;
    this.#onCommit = onCommit;
  }

  get camera(): Camera {
    return this.#camera;
  }

  /** Height of the stage's letters, in pixels. */
  get letter(): number {
    return Number.parseFloat(getComputedStyle(this.#stage).fontSize);
  }

  get size(): Size {
    return { width: this.#stage.clientWidth, height: this.#stage.clientHeight };
  }

  /** Whether it is explained what happens now; on a narrow stage this takes room below the graph. */
  set explained(now: boolean) {
    this.#explained = now;
    this.#dock();
  }

  /** What buttons, the legend and all that stands below the graph or over it leave to it and to its card. */
  get free(): Box {
    const room = withoutEdges(this.size);
    const { top } = this.#stage.getBoundingClientRect();
    const below = [...this.#stage.querySelectorAll<HTMLElement>(".foot > *"), ...this.#sheets()];
    const tops = below.flatMap((one) =>
      one.offsetHeight > 0 ? one.getBoundingClientRect().top - top : [],
    );
    const end = Math.min(room.y + room.height, ...tops.map((from) => from - gap));
    return { ...room, height: Math.max(0, end - room.y) };
  }

  /** Buttons that stand over a part of what is free; null where there are none. */
  get aside(): Box | null {
    const { left, top } = this.#stage.getBoundingClientRect();
    const buttons = [...this.#stage.querySelectorAll<HTMLElement>(".tools .aside")];
    const boxes = buttons.flatMap((one) => {
      const { x, y, width, height } = one.getBoundingClientRect();
      return height > 0 ? [{ x: x - left, y: y - top, width, height }] : [];
    });
    const all = around(boxes);
    return all && all.y + all.height > this.free.y ? all : null;
  }

  #dock(): void {
    this.#stage.toggleAttribute("data-docked", this.#explained && this.isNarrow);
  }

  /** Whether a card would hide too much wherever it stood among the nodes. */
  get isNarrow(): boolean {
    const { width, height } = this.size;
    return width < height && width < narrow * this.letter;
  }

  /** Move without laying anything out again, as long as what is drawn suffices. */
  move(camera: Camera): void {
    this.#stage.toggleAttribute("data-in-motion", true);
    this.#camera = camera;
    const scale = camera.zoom / this.#committed.zoom;
    const x = camera.x - this.#committed.x * scale;
    const y = camera.y - this.#committed.y * scale;
    const reach = Math.max(Math.abs(x), Math.abs(y));
    if (scale < 0.6 || scale > 1.8 || (scale === 1 && reach > margin * 0.8)) this.#lay();
    else this.#transform(`matrix(${scale}, 0, 0, ${scale}, ${x}, ${y})`);
    this.onMove(false);
  }

  /** The movement has ended: give the camera to the scene itself. */
  commit(camera = this.#camera): void {
    this.#stop();
    this.#stage.toggleAttribute("data-in-motion", false);
    this.#camera = camera;
    this.#lay();
  }

  /** A movement by hand has ended; a glide that began meanwhile goes on. */
  settle(): void {
    if (this.#stage.dataset.gliding !== "true") this.commit();
  }

  /** Lay out at the present camera. */
  #lay(): void {
    const camera = this.#camera;
    this.#committed = camera;
    this.#dock();
    this.#transform("");
    const { x, y, zoom } = camera;
    this.#world.setAttribute("transform", `translate(${x} ${y}) scale(${zoom})`);
    const near = visibleBox(camera, this.size, margin);
    const moving = this.#stage.hasAttribute("data-in-motion");
    this.onMove(!moving);
    this.#onCommit({
      seen: inScene(camera, this.free),
      map: this.#map(),
      near,
      moving,
      zoom,
      docked: this.isNarrow,
      letter: this.letter,
    });
  }

  #map(): Box | null {
    const map = this.#stage.querySelector<HTMLElement>(".minimap:not([hidden])");
    if (!map || map.offsetHeight === 0) return null;
    const { offsetLeft: x, offsetTop: y, offsetWidth: width, offsetHeight: height } = map;
    return inScene(this.#camera, { x, y, width, height });
  }

  /** Panels that lie over the lower part of a narrow stage. */
  #sheets(): HTMLElement[] {
    const panels = this.#stage.parentElement?.querySelectorAll<HTMLElement>(":scope > .sheet");
    return [...(panels ?? [])].filter((panel) => getComputedStyle(panel).position === "fixed");
  }

  /** Whether something lies over the place where a selected node may stand. */
  get isCovered(): boolean {
    const peek = this.#stage.querySelector<HTMLElement>(".peek");
    return [...this.#sheets(), ...(peek ? [peek] : [])].some((one) => one.offsetHeight > 0);
  }

  #transform(matrix: string): void {
    for (const { style } of this.#moved) style.transform = matrix;
  }

  /** Glide to a camera in `duration` milliseconds, easing out; at once with reduced motion. */
  glide(target: Camera, duration: number): void {
    this.#stop();
    if (prefersReducedMotion()) {
      this.commit(target);
      return;
    }
    this.#stage.dataset.gliding = "true";
    const from = this.#camera;
    const begin = performance.now();
    const turn = (now: number): void => {
      const t = Math.min(1, Math.max(0, (now - begin) / duration));
      if (t === 1) {
        this.commit(target);
        return;
      }
      this.move(between(from, target, 1 - (1 - t) ** 3));
      this.#animation = requestAnimationFrame(turn);
    };
    this.#animation = requestAnimationFrame(turn);
  }

  /** Stop gliding where it is, because the person has taken hold. */
  hold(): void {
    if (this.#stage.dataset.gliding === "true") this.commit();
  }

  #stop(): void {
    cancelAnimationFrame(this.#animation);
    this.#stage.dataset.gliding = "false";
  }
}
