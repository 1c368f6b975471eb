import { html, nothing, render, type TemplateResult } from "lit";
import { type IconName, icon } from "../icons.ts";
import type { Studio, StudioState } from "../studio.ts";

/** What the buttons do to the view. */
interface View {
  fit(): void;
  zoom(factor: number): void;
  shorthand(): void;
  numbers(): void;
  list(): void;
  find(): void;
  closeup(): void;
}

/** One button over the graph. */
interface Tool {
  icon: IconName;
  label: string;
  /** What that means, in the tooltip. */
  hint?: string;
  act: () => void;
  /** The key that does the same. */
  key?: string;
  /** Whether it is on, for one that stays on. */
  pressed?: boolean;
  /** Whether there is nothing that it could do now. */
  idle?: boolean;
  /** On a narrow stage: "always" in the row; "more": behind a button; "aside": below the row. */
  place: "always" | "more" | "aside";
}

/** The buttons over the graph, in the order in which they stand. */
function toolsOf(state: Readonly<StudioState>, view: View, studio: Studio): Tool[] {
  const { graph, direction, reading, edgeNumbers } = state;
  if (graph === null) return [];
  const upward = direction === "bottom-top";
  return [
    {
      icon: "shorthand",
      label: "Shorthand",
      hint: "unnamed tensors are left out",
      act: view.shorthand,
      key: "h",
      pressed: reading === "shorthand",
      place: "more",
    },
    {
      icon: "numbers",
      label: "Numbers on edges",
      hint: "local derivatives ∂ and contributions ∇",
      act: view.numbers,
      key: "d",
      pressed: edgeNumbers,
      place: "more",
    },
    { icon: "find", label: "Find", act: view.find, key: "/", place: "always" },
    {
      icon: "turn",
      label: upward ? "Draw from left to right" : "Draw from bottom to top",
      act: () =>
        studio.update({ direction: upward ? "left-right" : "bottom-top", turnedByHand: true }),
      place: "more",
    },
    { icon: "list", label: "Read as a list", act: view.list, key: "l", place: "more" },
    { icon: "minus", label: "Zoom out", act: () => view.zoom(1 / 1.3), key: "−", place: "aside" },
    { icon: "plus", label: "Zoom in", act: () => view.zoom(1.3), key: "+", place: "aside" },
    {
      icon: "closeup",
      label: "Zoom to the selection",
      act: view.closeup,
      key: "z",
      place: "more",
      idle: state.selection === null,
    },
    { icon: "fit", label: "Show everything", act: view.fit, key: "0", place: "always" },
  ];
}

/** Draw the buttons over the graph; on a narrow stage some stand behind one that opens the rest. */
export function renderTools(host: HTMLElement, view: View, studio: Studio): void {
  let open = false;
  const draw = (): void => {
    const tools = toolsOf(studio.state, view, studio);
    host.dataset.open = String(open);
    render(tools.length === 0 ? nothing : html`${tools.map(button)} ${more()}`, host);
  };
  const button = (tool: Tool): TemplateResult => {
    const { icon: picture, label, act, pressed, place, idle = false } = tool;
    return html`<button
      class="icon ${place}"
      aria-label=${label}
      aria-pressed=${pressed ?? nothing}
      title=${tooltip(tool)}
      ?disabled=${idle}
      @click=${() => {
        show(false);
        act();
      }}
    >
      ${icon(picture)}<span class="words" aria-hidden="true">${label}</span>
    </button>`;
  };
  const more = (): TemplateResult =>
    html`<button
      class="icon rest"
      aria-label="More"
      aria-expanded=${open}
      title="More"
      @click=${() => show(!open)}
    >
      ${icon("more")}
    </button>`;
  const show = (now: boolean): void => {
    if (open === now) return;
    open = now;
    draw();
  };
  host.addEventListener("keydown", ({ key }) => key === "Escape" && show(false));
  document.addEventListener("pointerdown", ({ target }) => {
    if (!host.contains(target as Node)) show(false);
  });
  studio.subscribe(({ graph }) => graph, draw);
  studio.subscribe(({ direction }) => direction, draw);
  studio.subscribe(({ reading }) => reading, draw);
  studio.subscribe(({ selection }) => selection === null, draw);
  studio.subscribe(({ edgeNumbers }) => edgeNumbers, draw);
  draw();
}

function tooltip({ label, hint, key }: Tool): string {
  return `${label}${hint ? `: ${hint}` : ""}${key ? ` (${key})` : ""}`;
}
