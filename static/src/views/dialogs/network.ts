import { html, nothing, render, type TemplateResult } from "lit";
import { activations, losses, type NetworkForm, writeNetwork } from "../../api/networks.ts";
import { createDialog, type Dialog } from "./dialog.ts";
import { parseNumbers, parseRows } from "./network_rows.ts";

/** What stands in the form's fields, as text. */
interface Fields {
  sizes: string;
  /** Behind hidden layers, and behind the last one, which keeps its own as layers come and go. */
  hidden: string[];
  output: string;
  loss: string;
  rows: string;
  seed: string;
}

const usual: Fields = {
  sizes: "2, 3, 1",
  hidden: ["sigmoid"],
  output: "linear",
  loss: "squared_error",
  rows: "1.2, -0.7 -> 1\n-0.5, 0.8 -> 0",
  seed: "0",
};

/**
 * The form for a small network; it writes a program.
 * @param onWrite given the program and the seed
 */
export function createNetworkForm(onWrite: (source: string, seed: number) => void): Dialog {
  const fields: Fields = { ...usual, hidden: [...usual.hidden] };
  return createDialog("A small network", (close) => {
    const host = document.createElement("div");
    let fault = "";
    const submit = async (event: Event): Promise<void> => {
      event.preventDefault();
      try {
        const network = readForm(fields);
        onWrite(await writeNetwork(network), network.seed);
        close();
      } catch (error) {
        fault = error instanceof Error ? error.message : String(error);
        draw();
      }
    };
    const set = (name: "sizes" | "loss" | "rows" | "seed") => (event: Event) => {
      fields[name] = (event.target as HTMLInputElement).value;
      fault = "";
      draw();
    };
    const draw = (): void => {
      render(form(fields, fault, set, submit), host);
    };
    draw();
    return html`${host}`;
  });
}

function form(
  fields: Fields,
  fault: string,
  set: (name: "sizes" | "loss" | "rows" | "seed") => (event: Event) => void,
  submit: (event: Event) => void,
): TemplateResult {
  const layers = Math.max(0, fields.sizes.split(/[\s,]+/).filter(Boolean).length - 1);
  return html`<form class="form" @submit=${submit}>
    <div class="row">
      <label>
        Units per layer, inputs first
        <input type="text" name="sizes" .value=${fields.sizes} @input=${set("sizes")} required />
      </label>
      <label>
        Seed of the random weights
        <input
          type="number"
          name="seed"
          min="0"
          max="4294967295"
          .value=${fields.seed}
          @input=${set("seed")}
          required
        />
      </label>
    </div>
    <fieldset>
      <legend>Activation after each layer</legend>
      <div class="row">
        ${Array.from({ length: Math.min(layers, 12) }, (_, layer) => activationChoice(fields, layer, layers))}
      </div>
    </fieldset>
    <label> Loss ${choice("loss", losses, fields.loss, set("loss"))} </label>
    <label>
      Data: one example a line, inputs, an arrow, targets
      <textarea
        name="rows"
        spellcheck="false"
        .value=${fields.rows}
        @input=${set("rows")}
      ></textarea>
      ${
        fields.loss === "cross_entropy"
          ? html`<span class="hint"
              >Cross-entropy takes the number of the right class, from 0, as the target.</span
            >`
          : nothing
      }
    </label>
    ${fault ? html`<p class="fault" role="alert">${fault}</p>` : nothing}
    <div class="row"><button class="primary" type="submit">Write the program</button></div>
  </form>`;
}

function activationChoice(fields: Fields, layer: number, layers: number): TemplateResult {
  const chosen = activationOf(fields, layer, layers);
  const change = (event: Event): void => {
    const { value } = event.target as HTMLSelectElement;
    if (layer === layers - 1) fields.output = value;
    else fields.hidden[layer] = value;
  };
  return html`<label
    >Layer ${layer + 1} ${choice(`activation-${layer + 1}`, activations, chosen, change)}</label
  >`;
}

function activationOf({ hidden, output }: Fields, layer: number, layers: number): string {
  return layer === layers - 1 ? output : (hidden[layer] ?? "sigmoid");
}

function choice(
  name: string,
  options: readonly string[],
  chosen: string,
  change: (event: Event) => void,
): TemplateResult {
  return html`<select name=${name} @change=${change}>
    ${options.map(
      (option) =>
        html`<option value=${option} .selected=${option === chosen}>
          ${option.replaceAll("_", " ")}
        </option>`,
    )}
  </select>`;
}

/** @throws {RangeError} with a sentence about the first field that cannot be read */
function readForm(fields: Fields): NetworkForm {
  const sizes = parseNumbers(fields.sizes, "Units per layer");
  return {
    sizes,
    activations: sizes.slice(1).map((_, layer) => activationOf(fields, layer, sizes.length - 1)),
    loss: fields.loss,
    ...parseRows(fields.rows),
    seed: Number(fields.seed),
  };
}
