import type { Op } from "../core/document.ts";
import type { OpState } from "../core/frame.ts";
import type { Placed } from "../core/layout/scene.ts";
import { symbolSize } from "../core/measure.ts";
import { HANDLE, svg, svgText } from "./svg.ts";

/** An op in its place. */
export interface OpMark {
  root: SVGGElement;
  /** Takes clicks and the focus. */
  handle: SVGElement;
  show(state: OpState): void;
}

/** What a screen reader says of a state; colours say it to the eye. */
const spokenStates: Record<OpState, string> = {
  idle: "waits",
  "ready-forward": "may run",
  "firing-forward": "runs",
  fired: "has run",
  "ready-backward": "may send back",
  "firing-backward": "sends back",
  done: "has sent back",
};

/**
 * Draw an op: a diamond with its symbol, which says by outline and fill what it has done, and by a
 * second outline that it may fire now.
 * @param spoken the op in words
 */
export function drawOp(op: Op, { box }: Placed, spoken: string): OpMark {
  const { width, height } = box;
  const diamond = { points: corners(width, height, 0), class: "diamond" };
  const handle = svg("polygon", {
    points: corners(width, height, 6),
    ...HANDLE,
  });
  const root = svg(
    "g",
    {
      class: "op",
      transform: `translate(${box.x} ${box.y})`,
      "data-op": op.id,
    },
    svg("polygon", { points: corners(width, height, 4.5), class: "ring" }),
    svg("polygon", diamond),
    svgText(op.symbol, {
      class: "symbol",
      x: width / 2,
      y: height / 2,
      "dominant-baseline": "central",
      "font-size": symbolSize(op.symbol, width),
      "aria-hidden": "true",
    }),
    handle,
  );
  let shown: OpState | null = null;
  return {
    root,
    handle,
    show(state) {
      if (shown === state) return;
      if (shown) root.classList.remove(shown);
      root.classList.add(state);
      handle.setAttribute("aria-label", `${spoken}, ${spokenStates[state]}`);
      shown = state;
    },
  };
}

/** Corner points of the diamond, `grow` pixels larger on every side. */
function corners(width: number, height: number, grow: number): string {
  const [x, y] = [width / 2, height / 2];
  return `${x},${-grow} ${width + grow},${y} ${x},${height + grow} ${-grow},${y}`;
}
