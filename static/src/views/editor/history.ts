import { invertedEffects, isolateHistory } from "@codemirror/commands";
import {
  EditorState,
  type Extension,
  StateEffect,
  Transaction,
  type TransactionSpec,
} from "@codemirror/state";
import type { InputValue } from "../../api/graphs.ts";

/** What a program runs with beside its text. */
export interface Settings {
  inputs: Readonly<Record<string, InputValue>>;
  seed: number;
  /** The file it was opened from, or saved to. */
  file: string | null;
}

const changed = StateEffect.define<{ from: Settings; to: Settings }>();

/**
 * Makes sliders, seeds and opened programs part of the history of the text, so that one key undoes
 * the last change wherever it was.
 */
export class SettingsHistory {
  readonly #present: () => Settings;
  /** As the history knows them; a slider under way is ahead of it. */
  #known: Settings;

  /** @param present the settings as they are now */
  constructor(present: () => Settings) {
    this.#present = present;
    this.#known = present();
  }

  get extension(): Extension {
    return [
      invertedEffects.of(({ effects }) =>
        effects.flatMap((effect) =>
          effect.is(changed) ? changed.of({ from: effect.value.to, to: effect.value.from }) : [],
        ),
      ),
      // What was typed counts, not where a slider had been moved before.
      EditorState.transactionExtender.of((transaction) => {
        const typed = transaction.docChanged && !isReplay(transaction) && !changeIn(transaction);
        if (!typed || Object.keys(this.#known.inputs).length === 0) return null;
        return { effects: this.#become({ ...this.#known, inputs: {} }) };
      }),
    ];
  }

  /** What to dispatch when settings have changed and come to rest: one step of the history. */
  settle(): TransactionSpec | null {
    const present = this.#present();
    if (JSON.stringify(present) === JSON.stringify(this.#known)) return null;
    return { effects: this.#become(present) };
  }

  /** What belongs to the change of the text that opens another program. */
  opened(isFirst: boolean): Pick<TransactionSpec, "effects" | "annotations"> {
    return {
      effects: this.#become(this.#present()),
      annotations: isFirst ? [Transaction.addToHistory.of(false)] : [isolateHistory.of("full")],
    };
  }

  /** The settings that a change brings: by undoing, by redoing, or by typing; null: none. */
  after(transactions: readonly Transaction[]): Settings | null {
    const brought = transactions.findLast((one) => changeIn(one) !== null);
    const change = brought ? changeIn(brought) : null;
    if (change) this.#known = change.to;
    return change?.to ?? null;
  }

  #become(to: Settings): StateEffect<unknown> {
    const from = this.#known;
    this.#known = to;
    return changed.of({ from, to });
  }
}

/** Whether a change was undone, or done again. */
export function isReplay(transaction: Transaction): boolean {
  return transaction.isUserEvent("undo") || transaction.isUserEvent("redo");
}

function changeIn({ effects }: Transaction): { from: Settings; to: Settings } | null {
  const effect = effects.findLast((one) => one.is(changed));
  return effect?.is(changed) ? effect.value : null;
}
