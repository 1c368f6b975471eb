import { html, nothing, type TemplateResult } from "lit";
import { isWritten } from "../../core/descent.ts";
import { displayName, type Graph } from "../../core/graph.ts";
import { formatNumber } from "../../core/number.ts";
import { type Group, tooLarge } from "./handles.ts";
import { faultOf, numberField, type Typed } from "./number_field.ts";
import { readNumber } from "./typed.ts";

/** What a step can move. Training moves parameters, so these come first. */
export const choices = {
  parameters: ["parameter"],
  inputs: ["input"],
  both: ["parameter", "input"],
} as const satisfies Record<string, readonly Group[]>;

export type Choice = keyof typeof choices;

const subjects: Record<Choice, string> = {
  parameters: "Each parameter",
  inputs: "Each input",
  both: "Each parameter and input",
};

/** Tensors that are named in one sentence. */
const named = 3;

/** What the panel shows. */
export interface StepView {
  graph: Graph;
  rate: number;
  /** What is typed in place of the rate, and what is wrong with it. */
  typed: Typed | null;
  /** What could be moved, and what would be. */
  possible: readonly Choice[];
  choice: Choice;
  /** Why no step can be taken. */
  refusal: string | null;
  /** What came of the last one; "" where none was taken. */
  told: string;
  /** Ids of what it moved. */
  moved: readonly string[];
}

/** What a hand does in it. */
export interface StepActions {
  ready(): void;
  press(): void;
  hold(event: KeyboardEvent): void;
  letGo(event: Event): void;
  type(text: string): void;
  commit(): void;
  choose(choice: Choice): void;
}

/** A button that takes a step against the gradient, its rate, what it moves and what came of it. */
export function stepPanel(view: StepView, act: StepActions): TemplateResult {
  const { graph, possible, choice, refusal, told, moved } = view;
  const beside = tooLarge(graph).length > 0 ? " that has sliders" : "";
  return html`<div class="step">
    <button
      aria-disabled=${String(refusal !== null)}
      aria-describedby="step-about"
      @pointerdown=${act.ready}
      @focus=${act.ready}
      @click=${act.press}
      @keydown=${act.hold}
      @keyup=${act.letGo}
      @blur=${act.letGo}
    >
      Take a step
    </button>
    ${rateField(view, act)} ${possible.length > 1 ? select(view, act) : nothing}
    <p class="about" id="step-about" ?hidden=${refusal === null && told !== ""}>
      ${refusal ?? `${subjects[choice]}${beside} moves by −rate × its gradient.`}
    </p>
    <p class="told" role="status">${told}</p>
    ${unwritten(graph, moved)}
  </div>`;
}

function rateField({ rate, typed }: StepView, { type, commit }: StepActions): TemplateResult {
  return html`<label>
      rate
      ${numberField({ value: formatNumber(rate), typed, faultId: "step-fault" }, { type, commit })}
    </label>
    ${faultOf(typed, "step-fault")}`;
}

function select({ possible, choice }: StepView, act: StepActions): TemplateResult {
  const change = ({ target }: Event): void =>
    act.choose((target as HTMLSelectElement).value as Choice);
  return html`<select aria-label="What a step moves" @change=${change}>
    ${possible.map((one) => html`<option ?selected=${one === choice}>${one}</option>`)}
  </select>`;
}

/** What stands in the program as something else than numbers keeps its text, and not its numbers. */
function unwritten(graph: Graph, moved: readonly string[]): TemplateResult | typeof nothing {
  const names = moved.filter((id) => !isWritten(graph, id)).map((id) => displayName(graph, id));
  if (names.length === 0) return nothing;
  const rest = names.length > named ? ` and ${names.length - named} more` : "";
  const which = names.slice(0, named).join(", ") + rest;
  return html`<p class="about">
    The program computes ${which}; the numbers of the step stand in their place until they are
    reset.
  </p>`;
}

/** Read a rate that was typed. @returns a sentence where it cannot be taken */
export function readRate(text: string): number | string {
  const read = readNumber(text, "real");
  if (typeof read === "string") return read;
  if (read === null) return "Type how far to go, for instance 0.1.";
  return read > 0 ? read : "A rate is larger than 0: a negative one would climb.";
}

/** What a step can move where these groups have sliders. */
export function choicesOf(groups: ReadonlySet<Group>): Choice[] {
  return (Object.keys(choices) as Choice[]).filter((choice) =>
    choices[choice].every((group) => groups.has(group)),
  );
}
