import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";

/** What is typed in place of a number, and what is wrong with it as long as something is. */
export interface Typed {
  text: string;
  fault: string | null;
}

interface Look {
  /** The number, as it is written. */
  value: string;
  typed: Typed | null;
  /** Id of the element that says what is wrong. */
  faultId: string;
  /** What it is called, where no label stands around it. */
  name?: string;
}

interface Actions {
  type(text: string): void;
  commit(): void;
  keydown?(event: KeyboardEvent): void;
  keyup?(): void;
}

/** A number that can be typed. Whoever enters it finds all of it chosen. */
export function numberField(look: Look, act: Actions): TemplateResult {
  const { value, typed, faultId, name = nothing } = look;
  return html`<input
    class="number"
    type="text"
    inputmode="decimal"
    autocomplete="off"
    aria-label=${name}
    aria-invalid=${typed?.fault ? "true" : nothing}
    aria-describedby=${typed?.fault ? faultId : nothing}
    .value=${live(typed?.text ?? value)}
    @focus=${({ target }: Event) => (target as HTMLInputElement).select()}
    @input=${({ target }: Event) => act.type((target as HTMLInputElement).value)}
    @change=${act.commit}
    @keydown=${act.keydown}
    @keyup=${act.keyup}
  />`;
}

/** What is wrong with what was typed. */
export function faultOf(typed: Typed | null, id: string): TemplateResult | typeof nothing {
  return typed?.fault ? html`<p class="fault" id=${id} role="alert">${typed.fault}</p>` : nothing;
}
