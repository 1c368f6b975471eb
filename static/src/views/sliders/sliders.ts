import { html, nothing, render, type TemplateResult } from "lit";
import { displayName, type Graph } from "../../core/graph.ts";
import { shapeText } from "../../core/number.ts";
import type { Studio } from "../studio.ts";
import { type Group, type Handle, type Handles, tooLarge } from "./handles.ts";
import type { Overrides } from "./overrides.ts";
import { type Draft, type RowActions, sliderRow } from "./row.ts";
import { createStep } from "./step.ts";

const groups: [group: Group, title: string][] = [
  ["input", "Inputs"],
  ["target", "Targets"],
  ["parameter", "Parameters"],
];

/** More sliders of a group than these are folded away at first. */
const fewParameters = 8;
const fewOthers = 24;
/** With more sliders than these there is a filter. */
const few = 20;
/** Tensors too large for sliders that are named. */
const named = 6;

/** Fill the panel of sliders: every number that a hand can move, by what it is in the program. */
export function createSliders(
  host: HTMLElement,
  studio: Studio,
  handles: Handles,
  overrides: Overrides,
): void {
  const part = (): HTMLElement => host.appendChild(document.createElement("div"));
  const [step, list] = [part(), part()];
  let draft: Draft | null = null;
  let wanted = "";
  /** Groups that the person folded or unfolded. */
  const unfolded = new Map<Group, boolean>();

  const act: RowActions = {
    hold: ({ tensor }) => overrides.hold(tensor),
    move: (handle, value) => overrides.move(handle.tensor, handle.with(value)),
    settle: overrides.settle,
    type(next) {
      draft = next;
      draw();
    },
  };

  const draw = (): void => {
    const { graph, phase, inputs } = studio.state;
    // A slider that brought an error about stays, so that it can be moved back.
    const shown = phase === "current" || Object.keys(inputs).length > 0;
    const all = graph && shown ? handles.list(graph, inputs) : [];
    const any = graph && shown && (all.length > 0 || tooLarge(graph).length > 0);
    render(any ? panel(graph, all) : nothing, list);
  };

  const panel = (graph: Graph, all: readonly Handle[]): TemplateResult => {
    const found = wanted === "" || all.length <= few ? all : all.filter(isWanted);
    const large = tooLarge(graph);
    return html`<div class="sliders">
      ${
        all.some(({ moved }) => moved)
          ? html`<button class="quiet resets" @click=${resetAll}>Reset all</button>`
          : nothing
      }
      ${all.length > few ? filter(found.length, all.length) : nothing}
      ${groups.map(([group, title]) =>
        section(
          group,
          title,
          found.filter((one) => one.group === group),
        ),
      )}
      ${
        large.length > 0
          ? html`<p class="about">
              Too many elements for sliders and steps:
              ${large
                .slice(0, named)
                .map(({ id, shape }) => `${displayName(graph, id)} (${shapeText(shape)})`)
                .join(", ")}${large.length > named ? ` and ${large.length - named} more` : ""}.
            </p>`
          : nothing
      }
    </div>`;
  };

  const isWanted = ({ name, tensor }: Handle): boolean =>
    [name, plain(name), tensor].some((one) => one.toLowerCase().includes(wanted));

  const resetAll = (): void => {
    draft = null;
    overrides.reset();
    list.querySelector("input")?.focus();
  };

  const filter = (found: number, count: number): TemplateResult =>
    html`<label class="filter">
      <span class="spoken">Filter the sliders</span>
      <input
        type="search"
        placeholder="Filter ${count} sliders by name"
        .value=${wanted}
        @input=${({ target }: Event) => {
          wanted = (target as HTMLInputElement).value.trim().toLowerCase();
          draw();
        }}
      />
      <span class="about" aria-live="polite">${wanted ? `${found} of ${count}` : ""}</span>
    </label>`;

  const section = (
    group: Group,
    title: string,
    those: readonly Handle[],
  ): TemplateResult | typeof nothing => {
    if (those.length === 0) return nothing;
    const many = those.length > (group === "parameter" ? fewParameters : fewOthers);
    const open = wanted !== "" || (unfolded.get(group) ?? !many);
    const toggle = ({ target }: Event): void => {
      const now = (target as HTMLDetailsElement).open;
      if (now === open) return;
      unfolded.set(group, now);
      draw();
    };
    return html`<details class="group" ?open=${open} @toggle=${toggle}>
      <summary>
        <h2>${title}</h2>
        <span class="about">${those.length}</span>
      </summary>
      ${open ? those.map((one) => sliderRow(one, draft?.key === one.key ? draft : null, act)) : nothing}
    </details>`;
  };

  studio.subscribe(
    ({ graph }) => graph,
    (graph, before) => {
      if (graph) handles.note(graph, studio.state.inputs);
      if (graph?.document.source !== before?.document.source) {
        draft = null;
        wanted = "";
        unfolded.clear();
      }
      draw();
    },
  );
  studio.subscribe(({ inputs }) => inputs, draw);
  studio.subscribe(({ phase }) => phase, draw);
  draw();
  createStep(step, studio, handles, overrides);
}

/** A name as it is typed: W01 for W₀₁. */
function plain(name: string): string {
  return name.replace(/[₀-₉]/g, (digit) => String(digit.charCodeAt(0) - 0x2080));
}
