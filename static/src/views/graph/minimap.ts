import type { Box, Point, Scene } from "../../core/layout/scene.ts";
import { paintMap } from "../../marks/map.ts";
import { readPalette } from "../../marks/overview/palette.ts";
import { overlaps } from "../../core/layout/nearby.ts";
import { type Camera, inScene, type Size, visibleBox } from "./camera.ts";
import { mapBox, type MapRoom, mapPlace, usual } from "./map_place.ts";
import type { Viewport } from "./viewport.ts";

/** The most room that the map takes, in pixels of letters of 14. */
const room = { width: 190, height: 120 };
/** A side of the map is no shorter, so that a long row is stretched rather than lost. */
const least = 20;
/** On a stage that is lower than this many maps, the map would hide more than it shows. */
const lowest = 4;
/** Screen pixels that may lie outside the view without the map being of use. */
const spare = 8;
/** How far it keeps from the sides of the stage, and from its top and bottom, in rem. */
const distance = { aside: 1, away: 4.25 } as const;

/**
 * A small picture of a graph that is larger than the view, with a frame around what is seen, and a
 * dot where the present step happens.
 */
export class Minimap {
  readonly root = document.createElement("div");
  readonly #canvas = document.createElement("canvas");
  readonly #frame = document.createElement("div");
  readonly #now = document.createElement("div");
  readonly #viewport: Viewport;
  #scene: Scene | null = null;
  #scale: Point = { x: 1, y: 1 };
  /** Its size on the screen where nothing is in its way, and where it stands. */
  #size: Size = { width: 0, height: 0 };
  #place = usual;
  /** Whether it has chosen its place in the scene; whether the view rests, and is in a hand here. */
  #isPlaced = false;
  #rests = false;
  #isHeld = false;
  #present: Box | null = null;

  /** @param onGrip told when the person takes the view in hand */
  constructor(viewport: Viewport, onGrip: () => void) {
    this.#viewport = viewport;
    this.root.className = "minimap";
    this.root.hidden = true;
    // Keys move the view without it, and the graph itself is read node by node.
    this.root.setAttribute("aria-hidden", "true");
    this.#frame.className = "frame";
    this.#now.className = "now";
    this.#now.hidden = true;
    this.root.append(this.#canvas, this.#frame, this.#now);
    this.#listen(onGrip);
    viewport.onMove = (rests) => this.#follow(rests);
  }

  /** Take the places of a graph; null: there is none. */
  place(scene: Scene | null): void {
    this.#scene = scene;
    this.#paint();
    this.#follow(false);
    this.replace();
  }

  /** Stand where it is not in the way of the view that comes to rest next. */
  replace(): void {
    this.#isPlaced = false;
  }

  /** Mark where something happens now; null: it has no place. */
  mark(box: Box | null): void {
    this.#present = box;
    this.#now.hidden = box === null;
    if (!box) return;
    const x = (box.x + box.width / 2) * this.#scale.x;
    const y = (box.y + box.height / 2) * this.#scale.y;
    this.#now.style.transform = `translate(${x}px, ${y}px)`;
    this.#stepAside();
  }

  /** Colours have changed. */
  recolour(): void {
    this.#paint();
  }

  #paint(): void {
    if (!this.#scene) return;
    const { width, height } = this.#scene;
    const letter = this.#viewport.letter / 14;
    const fit = Math.min((room.width * letter) / width, (room.height * letter) / height);
    this.#scale = { x: Math.max(fit, least / width), y: Math.max(fit, least / height) };
    const [wide, high] = [width * this.#scale.x, height * this.#scale.y];
    const { style } = this.root;
    this.#size = { width: wide, height: high };
    style.width = `${wide}px`;
    style.height = `${high}px`;
    this.#canvas.width = Math.ceil(wide * devicePixelRatio);
    this.#canvas.height = Math.ceil(high * devicePixelRatio);
    const context = this.#canvas.getContext("2d");
    if (!context) return;
    context.scale(devicePixelRatio, devicePixelRatio);
    paintMap(
      context,
      readPalette(this.root.parentElement ?? document.body),
      this.#scene,
      this.#scale,
    );
  }

  /** Put the frame around what is seen. */
  #follow(rests: boolean): void {
    const { camera, size } = this.#viewport;
    const seen = visibleBox(camera, size, 0);
    const covers = this.#size.height * lowest > size.height;
    this.#rests = rests;
    this.root.hidden = !this.#scene || covers || holds(seen, this.#scene, spare / camera.zoom);
    if (this.root.hidden || !this.#scene) return;
    const { width, height } = this.#scene;
    const left = Math.max(0, seen.x);
    const top = Math.max(0, seen.y);
    const right = Math.min(width, seen.x + seen.width);
    const bottom = Math.min(height, seen.y + seen.height);
    const { style } = this.#frame;
    style.left = `${left * this.#scale.x}px`;
    style.top = `${top * this.#scale.y}px`;
    style.width = `${Math.max(0, right - left) * this.#scale.x}px`;
    style.height = `${Math.max(0, bottom - top) * this.#scale.y}px`;
    this.#stepAside();
  }

  /** Once in each scene, and wherever it would hide what happens, to the corner where it hides least. */
  #stepAside(): void {
    const isIdle = this.#rests && !this.#isHeld && !this.root.hidden;
    if (!isIdle || !this.#scene || (this.#isPlaced && !this.#hidesPresent)) return;
    this.#isPlaced = true;
    const { camera } = this.#viewport;
    this.#place = mapPlace(this.#scene, camera, this.#room, this.#size, this.#present);
    this.root.dataset.corner = this.#place.corner;
    this.root.style.scale = String(this.#place.scale);
  }

  get #hidesPresent(): boolean {
    const box = mapBox(this.#place, this.#room, this.#size);
    return this.#present !== null && overlaps(inScene(this.#viewport.camera, box), this.#present);
  }

  get #room(): MapRoom {
    const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
    return { ...this.#viewport.size, aside: distance.aside * rem, away: distance.away * rem };
  }

  #listen(onGrip: () => void): void {
    const { root } = this;
    /** From the middle of the view to where it was taken hold of, in the scene. */
    let grip: Point | null = null;
    root.addEventListener("pointerdown", (event) => {
      event.stopPropagation();
      event.preventDefault();
      root.setPointerCapture(event.pointerId);
      this.#isHeld = true;
      onGrip();
      this.#viewport.hold();
      const point = this.#pointOf(event);
      const seen = visibleBox(this.#viewport.camera, this.#viewport.size, 0);
      const middle = { x: seen.x + seen.width / 2, y: seen.y + seen.height / 2 };
      const isOnFrame =
        Math.abs(point.x - middle.x) < seen.width / 2 &&
        Math.abs(point.y - middle.y) < seen.height / 2;
      grip = isOnFrame ? { x: point.x - middle.x, y: point.y - middle.y } : { x: 0, y: 0 };
      this.#viewport.move(this.#cameraAt(point, grip));
    });
    root.addEventListener("pointermove", (event) => {
      if (grip) this.#viewport.move(this.#cameraAt(this.#pointOf(event), grip));
    });
    const release = (): void => {
      if (grip) this.#viewport.commit();
      grip = null;
      this.#isHeld = false;
    };
    root.addEventListener("pointerup", release);
    root.addEventListener("pointercancel", release);
  }

  #pointOf({ clientX, clientY }: PointerEvent): Point {
    const { left, top } = this.#canvas.getBoundingClientRect();
    const [x, y] = [clientX - left, clientY - top].map((by) => by / this.#place.scale) as [
      number,
      number,
    ];
    return { x: x / this.#scale.x, y: y / this.#scale.y };
  }

  /** The camera with the middle of the view at a point, less where the frame is held. */
  #cameraAt(point: Point, grip: Point): Camera {
    const { camera, size } = this.#viewport;
    const { width = 0, height = 0 } = this.#scene ?? {};
    const { zoom } = camera;
    // Nobody drags the view to where nothing is.
    const x = Math.min(width, Math.max(0, point.x - grip.x));
    const y = Math.min(height, Math.max(0, point.y - grip.y));
    return { x: size.width / 2 - x * zoom, y: size.height / 2 - y * zoom, zoom };
  }
}

function holds(seen: Box, { width, height }: Scene, by: number): boolean {
  return (
    seen.x <= by &&
    seen.y <= by &&
    seen.x + seen.width >= width - by &&
    seen.y + seen.height >= height - by
  );
}
