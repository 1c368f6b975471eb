import { html, nothing, type TemplateResult } from "lit";
import type { CatalogEntry } from "../../api/ops.ts";
import type { Module } from "../../core/document.ts";
import { displayName, type Graph, isInside } from "../../core/graph.ts";
import { shapeText } from "../../core/number.ts";
import { formula } from "../../marks/formula.ts";
import { fillPlaceholders } from "../../marks/notation.ts";

/** Most names that are listed of one kind. */
const listed = 12;

/** A module: what it is, what it takes and gives, and what it is made of. */
export function moduleCard(
  graph: Graph,
  module: Module,
  entry: CatalogEntry | null,
  select: (id: string) => void,
): TemplateResult {
  const { id, name, parent = "" } = module;
  const ops = graph.document.ops.filter((op) => isInside(graph, op.module ?? "", id));
  const inner = new Set(ops.map((op) => op.id));
  const taken = [...new Set(ops.flatMap(({ inputs }) => inputs))];
  const comesFromOutside = (tensor: string): boolean =>
    !inner.has(graph.tensors.get(tensor)?.source ?? "");
  const roleOf = (tensor: string): string => graph.tensors.get(tensor)?.role ?? "intermediate";
  const given = taken.filter(comesFromOutside);
  const parameters = given.filter((tensor) => roleOf(tensor) === "parameter");
  const inputs = given.filter((tensor) => !["parameter", "constant"].includes(roleOf(tensor)));
  const outputs = ops
    .flatMap((op) => op.outputs)
    .filter((tensor) => !isInside(graph, graph.homes.get(tensor) ?? "", id));
  const rows: [string, string[]][] = [
    ["takes", inputs],
    ["gives", outputs],
    ["parameters", parameters],
    ["holds", [...(graph.children.get(id) ?? [])]],
    ["lies in", parent === "" ? [] : [parent]],
  ];
  return html`
    <div>
      <h2>${entry?.title ?? name}</h2>
      <p class="about">
        ${kindOf(module)} · ${count(ops.length, "op")}${sizeOf(graph, parameters)}
      </p>
      ${entry ? html`<p class="about"><a class="place" href="/ops/${entry.name}">reference</a></p>` : nothing}
    </div>
    ${entry ? formula(fillPlaceholders(entry.formula.forward, new Map())) : nothing}
    <dl class="facts">
      ${rows.map(([what, ids]) =>
        ids.length === 0
          ? nothing
          : html`<dt>${what}</dt>
              <dd>${links(graph, ids, select)}</dd>`,
      )}
    </dl>
  `;
}

function links(graph: Graph, ids: readonly string[], select: (id: string) => void): TemplateResult {
  const more = ids.length - listed;
  return html`<ul class="places">
    ${ids.slice(0, listed).map((id) => {
      const shape = graph.tensors.get(id)?.shape;
      return html`<li>
        <button class="place" @click=${() => select(id)}>
          ${graph.modules.get(id)?.name ?? displayName(graph, id)}
        </button>
        ${shape && shape.length > 0 ? shapeText(shape) : (graph.modules.get(id)?.type ?? "")}
      </li>`;
    })}
    ${more > 0 ? html`<li>and ${more} more</li>` : nothing}
  </ul>`;
}

/** "Linear, call 2", "a block of the program", "a round of training" */
function kindOf({ type, call = 1 }: Module): string {
  const kinds: Record<string, string> = {
    block: "block of the program",
    composition: "made of ops",
    training: "round of training",
  };
  return `${kinds[type] ?? type}${call > 1 ? `, call ${call}` : ""}`;
}

/** ", 3,456 numbers to learn" */
function sizeOf(graph: Graph, parameters: readonly string[]): string {
  const sizes = parameters.map((id) =>
    (graph.tensors.get(id)?.shape ?? []).reduce((product, side) => product * side, 1),
  );
  const sum = sizes.reduce((total, one) => total + one, 0);
  return sum > 0 ? ` · ${sum.toLocaleString("en")} numbers to learn` : "";
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
