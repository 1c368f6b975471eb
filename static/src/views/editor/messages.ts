import { html, nothing, render, type TemplateResult } from "lit";
import type { Diagnostic, Fix, Span } from "../../core/document.ts";
import { starters } from "../programs/index.ts";
import type { Example } from "../programs/program.ts";
import { prose } from "./prose.ts";

/** What stands under the program. */
export interface Messages {
  /** No program yet: offer some to start with. */
  empty: boolean;
  diagnostics: readonly Diagnostic[];
  printed: readonly string[];
  /** Why no evaluation came about, where no diagnostic says it. */
  problem: string | null;
}

export interface MessageActions {
  open(example: Example): void;
  reveal(span: Span): void;
  apply(fix: Fix): void;
}

/** Say under the program what is wrong with it, what to try, and what it printed. */
export function renderMessages(host: HTMLElement, messages: Messages, act: MessageActions): void {
  const { empty, diagnostics, printed, problem } = messages;
  render(
    html`
      ${empty ? welcome(act) : nothing}
      ${problem ? html`<p class="message error" role="alert">${problem}</p>` : nothing}
      ${diagnostics.map((one) => diagnosticCard(one, act))}
      ${
        printed.length > 0
          ? html`<section class="printed">
              <h2>Printed</h2>
              <pre tabindex="0">${printed.join("\n")}</pre>
            </section>`
          : nothing
      }
    `,
    host,
  );
}

function welcome(act: MessageActions): TemplateResult {
  return html`<section class="welcome">
    <h2>Type a formula or a program above, or start with one of these</h2>
    ${starters.map(
      (example) =>
        html`<button class="card" @click=${() => act.open(example)}>
          <strong>${example.title}</strong>
          <span>${example.about}</span>
        </button>`,
    )}
  </section>`;
}

const words = { error: "Error", warning: "Warning", info: "Note" };

function diagnosticCard(
  { severity, message, hint, span, fixes = [] }: Diagnostic,
  act: MessageActions,
): TemplateResult {
  return html`<div class="message ${severity}" role=${severity === "error" ? "alert" : nothing}>
    <p>
      <strong>${words[severity]}</strong>
      ${
        span
          ? html`<button class="place" @click=${() => act.reveal(span)}>line ${span.line}</button>`
          : nothing
      }
    </p>
    <p class="prose">${prose(message)}</p>
    ${hint ? html`<p class="prose hint">${prose(hint)}</p>` : nothing}
    ${
      fixes.length > 0
        ? html`<div class="fixes">
            ${fixes.map(
              (fix) => html`<button @click=${() => act.apply(fix)}>${prose(fix.title)}</button>`,
            )}
          </div>`
        : nothing
    }
  </div>`;
}
