import { nothing, render } from "lit";
import { type Descent, descend, tellDescent } from "../../core/descent.ts";
import { closedOf, isFull } from "../../core/graph.ts";
import { nested } from "../../core/nesting.ts";
import { samePosition } from "../../core/scalar/moment.ts";
import { timelineOf, toStep } from "../../core/timeline.ts";
import { subscribeUnhurried } from "../haste.ts";
import { type Studio, type StudioState, whyOld } from "../studio.ts";
import type { Group, Handles } from "./handles.ts";
import type { Overrides } from "./overrides.ts";
import {
  type Choice,
  choices,
  choicesOf,
  readRate,
  type StepActions,
  stepPanel,
  type StepView,
} from "./step_panel.ts";

/** A step that was taken. It is over when something else moves the program's inputs. */
interface Taken extends Descent {
  /** How many there have been in a row. */
  count: number;
  /** The program's inputs as it left them. */
  inputs: StudioState["inputs"];
  /** What came of it, or of the one before as long as nothing has. */
  told: string;
  arrived: boolean;
}

const tooFar = "there the program does not run any more. Undo the step, and try a smaller rate.";

/** Fill a part of the sliders' panel: a button that takes a step against the gradient. */
export function createStep(
  host: HTMLElement,
  studio: Studio,
  handles: Handles,
  overrides: Overrides,
): void {
  let rate = 0.1;
  let typed: StepView["typed"] = null;
  let wanted: Choice = "parameters";
  let taken: Taken | null = null;
  let holding = false;
  /** Presses that came while something was evaluated. */
  let waiting = 0;

  /** What would be moved now, and where to; null where nothing has a slider. */
  const plan = () => {
    const { graph, inputs, phase, position } = studio.state;
    const leaves = graph ? handles.leaves(graph, inputs) : [];
    const possible = choicesOf(new Set(leaves.map(({ group }) => group)));
    const choice = possible.find((one) => one === wanted) ?? possible[0];
    if (!graph || choice === undefined) return null;
    const groups: readonly Group[] = choices[choice];
    const moved = leaves.filter(({ group }) => groups.includes(group)).map(({ id }) => id);
    const closed = closedOf(graph);
    const here = closed === graph ? position : samePosition(graph, closed, position);
    const step =
      phase === "current"
        ? descend(closed, toStep(timelineOf(closed), here), moved, rate)
        : `${whyOld(studio.state)}, so there is no gradient.`;
    return { graph: closed, possible, choice, step };
  };

  const draw = (): void => {
    const planned = plan();
    if (!planned) {
      render(nothing, host);
      return;
    }
    const { step, ...rest } = planned;
    const refusal = typeof step === "string" && !studio.state.busy ? step : null;
    const { told = "", values = new Map<string, never>() } = taken ?? {};
    const moved = told === "" ? [] : [...values.keys()];
    render(stepPanel({ ...rest, rate, typed, refusal, told, moved }, act), host);
  };

  const take = (): void => {
    const planned = plan();
    if (!planned || typeof planned.step === "string") return;
    const { graph, step } = planned;
    const values = [...step.values].map(([id, numbers]) => [
      id,
      nested(numbers, graph.tensors.get(id)?.shape ?? []),
    ]);
    const { count = 0, told = "" } = taken ?? {};
    const inputs = { ...studio.state.inputs, ...Object.fromEntries(values) };
    taken = { ...step, count: count + 1, inputs, told, arrived: false };
    overrides.replace(inputs);
    if (!holding) overrides.settle();
  };

  /** One step is seen before the next is taken: its slopes are those of the new place. */
  const arrive = (busy: boolean): void => {
    if (busy) return;
    if (taken && !taken.arrived)
      taken = { ...taken, told: `Step ${taken.count}: ${outcomeOf(taken)}`, arrived: true };
    if (waiting > 0) {
      waiting--;
      take();
    }
    draw();
  };

  const outcomeOf = (step: Descent): string => {
    const { graph, phase } = studio.state;
    const value = graph && closedOf(graph).tensors.get(step.loss.tensor)?.value;
    const after = value && isFull(value) ? value.data[0] : undefined;
    return phase === "current" && after !== undefined ? tellDescent(step, after) : tooFar;
  };

  const act: StepActions = {
    ready: overrides.ready,
    press(): void {
      if (studio.state.busy) waiting++;
      else take();
    },
    hold(event) {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      holding = true;
      // A key that is held asks again and again: what comes too soon is let go.
      if (!event.repeat) act.press();
      else if (!studio.state.busy) take();
    },
    letGo(event) {
      if (!holding) return;
      event.preventDefault();
      holding = false;
      overrides.settle();
    },
    type(text) {
      typed = { text, fault: null };
      draw();
    },
    commit() {
      if (!typed) return;
      const read = readRate(typed.text);
      if (typeof read === "string") typed = { ...typed, fault: read };
      else [rate, typed] = [read, null];
      draw();
    },
    choose(choice) {
      wanted = choice;
      draw();
    },
  };

  studio.subscribe(
    ({ inputs }) => inputs,
    (inputs) => {
      if (taken?.inputs !== inputs) [taken, waiting] = [null, 0];
    },
  );
  studio.subscribe(({ busy }) => busy, arrive);
  studio.subscribe(({ graph }) => graph, draw);
  studio.subscribe(({ phase }) => phase, draw);
  subscribeUnhurried(studio, ({ position: { stop, t } }) => `${stop} ${t === 1}`, draw);
  draw();
}
