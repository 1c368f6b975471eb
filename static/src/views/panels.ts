import { recall, remember } from "../platform/storage.ts";

/** A panel that is resized by the divider at its edge. Lengths in rem, so that they grow with the page. */
interface Panel {
  property: string;
  least: number;
  most: number;
  usual: number;
  /** Which way the panel grows when the pointer moves right or down. */
  sign: 1 | -1;
  axis: "x" | "y";
}

const panels = {
  editor: { property: "--editor-width", least: 14, most: 44, usual: 20.75, sign: 1, axis: "x" },
  inspector: { property: "--inspector-width", least: 16, most: 44, usual: 22, sign: -1, axis: "x" },
  timeline: {
    property: "--timeline-height",
    least: 8.25,
    most: 18,
    usual: 8.25,
    sign: -1,
    axis: "y",
  },
} as const satisfies Record<string, Panel>;

export type PanelName = keyof typeof panels;

/** Pixels a pointer may wander while it still clicks. */
const slack = 3;

/** The size that a click gives, for those who cannot drag: of a few, the next larger one. */
function nextSize({ least, usual, most }: Panel, size: number): number {
  const sizes = [least, usual, Math.min(most, 1.5 * usual)];
  return sizes.find((one) => one > size + 0.5) ?? least;
}

/** Let a divider resize its panel by pointer and by arrow keys; the size is remembered. */
export function makeResizable(divider: HTMLElement, name: PanelName): void {
  const panel: Panel = panels[name];
  const root = document.documentElement;

  const resize = (size: number): void => {
    const kept = Math.min(panel.most, Math.max(panel.least, size));
    root.style.setProperty(panel.property, `${kept}rem`);
    divider.setAttribute("aria-valuenow", String(Math.round(kept * 16)));
    remember(name, kept);
  };
  const current = (): number => Number.parseFloat(root.style.getPropertyValue(panel.property));
  const rem = (): number => Number.parseFloat(getComputedStyle(root).fontSize);

  divider.setAttribute("aria-valuemin", String(panel.least * 16));
  divider.setAttribute("aria-valuemax", String(panel.most * 16));
  resize(recall(name, panel.usual));

  divider.title = "Drag, or click for the next size; a double click is back to the usual one";
  divider.addEventListener("pointerdown", (down) => {
    divider.setPointerCapture(down.pointerId);
    const begin = current();
    let moved = false;
    const move = (event: PointerEvent): void => {
      const way = panel.axis === "x" ? event.clientX - down.clientX : event.clientY - down.clientY;
      moved ||= Math.abs(way) > slack;
      if (moved) resize(begin + (panel.sign * way) / rem());
    };
    divider.addEventListener("pointermove", move);
    divider.addEventListener(
      "lostpointercapture",
      () => {
        divider.removeEventListener("pointermove", move);
        if (!moved) resize(nextSize(panel, begin));
      },
      { once: true },
    );
  });
  divider.addEventListener("dblclick", () => resize(panel.usual));
  divider.addEventListener("keydown", (event) => {
    const [less, more] =
      panel.axis === "x" ? ["ArrowLeft", "ArrowRight"] : ["ArrowUp", "ArrowDown"];
    const way = event.key === more ? 1 : event.key === less ? -1 : 0;
    if (way === 0) return;
    event.preventDefault();
    event.stopPropagation();
    resize(current() + panel.sign * way);
  });
}
