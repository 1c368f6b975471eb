import { html, nothing, type TemplateResult } from "lit";
import type { Num, Tensor } from "../../core/document.ts";
import { operand } from "../../core/expression.ts";
import type { Frame } from "../../core/frame.ts";
import { displayName, type Graph, isFull } from "../../core/graph.ts";
import { formatNumber, toNumber } from "../../core/number.ts";
import {
  edgesOf,
  obstacleText,
  type Path,
  type Paths,
  type PathStep,
  pathsOf,
} from "../../core/paths.ts";
import { symbol } from "./symbol.ts";

/** Steps of a path that are written out at its beginning and at its end. */
const ends = 5;
/** Products that are written out as a sum. */
const mostTerms = 6;

/** The paths that are read, and the edges of the one that is pointed at. */
export interface PathsSight {
  found: Paths;
  pointed: number | null;
  lit: readonly string[];
}

export interface PathsActions {
  /** Point at a path, by its place in the list. */
  pointPath(path: number | null): void;
}

const known = new WeakMap<Graph, Map<string, Paths | null>>();

/** The paths to a tensor of the present backward pass, or of the one that comes next. */
export function paths(
  graph: Graph,
  frame: Frame,
  tensor: string,
  pointed: number | null,
): PathsSight | null {
  const next = graph.document.passes.find(
    ({ index, mode }) => mode === "reverse" && index >= frame.pass,
  );
  if (!next) return null;
  const all = known.get(graph) ?? new Map<string, Paths | null>();
  known.set(graph, all);
  const key = `${next.index} ${tensor}`;
  let found = all.get(key);
  if (found === undefined) all.set(key, (found = pathsOf(graph, next.index, tensor)));
  if (found === null) return null;
  const steps = found.listed[pointed ?? -1]?.steps ?? [];
  return { found, pointed, lit: steps.flatMap(edgesOf) };
}

/** All ways from a tensor to the loss, each with its product, and their sum: the chain rule. */
export function pathsPanel(
  graph: Graph,
  frame: Frame,
  tensor: Tensor,
  sight: PathsSight | null,
  act: PathsActions,
): TemplateResult {
  if (!sight) return html`<p class="about">No backward pass runs in this program.</p>`;
  const { found, pointed } = sight;
  const { count, listed, output } = found;
  const name = (id: string): string => displayName(graph, id);
  if (count === 0n) return html`<p class="about">${noPathText(graph, tensor, name(output))}</p>`;
  // Local derivatives are those of values that a step has computed.
  const ran = frame.tensors.get(output)?.value !== undefined;
  const title = html`${countText(count)} ${count === 1n ? "path" : "paths"} to ${name(output)}`;
  return html`
    <section class="paths">
      <h3>${title}</h3>
      <p class="about">
        ${ran ? meaning(graph, found) : "The forward pass has not come that far yet."}
      </p>
      <ol>
        ${listed.map((path, place) => row(graph, path, tensor.id, ran, place === pointed, (on) => act.pointPath(on ? place : null)))}
      </ol>
      ${
        count > BigInt(listed.length)
          ? html`<p class="about">
              These are the first ${listed.length}; all others are counted, and are in the sum.
            </p>`
          : nothing
      }
      ${ran ? total(graph, frame, tensor.id, found) : nothing}
    </section>
  `;
}

/** Its value may go on to the output, though no gradient comes back. */
function noPathText(graph: Graph, { id, role }: Tensor, output: string): string {
  if (!graph.consumers.has(id)) return `No path leads from here to ${output}.`;
  const why = role === "constant" ? ", since it is a constant" : "";
  return `No gradient of ${output} comes back to ${displayName(graph, id)}${why}.`;
}

function meaning(graph: Graph, { obstacle, count }: Paths): string {
  if (obstacle)
    return `${obstacleText(graph, obstacle)} At the scalar level each path between elements has one.`;
  if (count === 1n) return "Along a path local derivatives multiply.";
  return "Along a path local derivatives multiply; the products of all paths add up.";
}

/** One path: by what it goes, and its product. Pointing at it lights it in the graph. */
function row(
  graph: Graph,
  path: Path,
  start: string,
  ran: boolean,
  isPointed: boolean,
  point: (on: boolean) => void,
): TemplateResult {
  // A path that goes away while it has the focus blurs in the middle of being drawn.
  return html`<li>
    <button
      class="path"
      aria-pressed=${isPointed}
      @mouseenter=${() => point(true)}
      @mouseleave=${() => point(false)}
      @focus=${() => point(true)}
      @blur=${() => queueMicrotask(() => point(false))}
      @click=${() => point(true)}
    >
      <span class="way">${wayOf(graph, path, start)}</span>
      ${ran && path.product !== null ? html`<span class="product">${productOf(path, path.product)}</span>` : nothing}
    </button>
  </li>`;
}

function wayOf(graph: Graph, { steps, shared }: Path, start: string): unknown[] {
  const name = (id: string): TemplateResult =>
    html`<span class="math">${displayName(graph, id)}</span>`;
  const branch = steps[shared - 1]?.made;
  const first =
    branch === undefined
      ? name(start)
      : html`<span class="shared">as above to ${name(branch)}</span>`;
  const step = ({ op, made }: PathStep): TemplateResult =>
    html` <span class="op">${graph.ops.get(op)?.symbol}</span> ${name(made)}`;
  return [first, ...shortened(steps.slice(shared).map(step), (left) => html` … ${left} steps …`)];
}

/** "3 · 0.54 = 1.62": what is shared with the path above is quiet. */
function productOf({ steps, shared }: Path, product: Num): unknown[] {
  if (steps.length === 0) return ["1: it is where the pass starts"];
  const factors = steps.map(({ factor }, at) => {
    const text = formatNumber(factor ?? "NaN");
    const shown = text.startsWith("−") && at > 0 ? `(${text})` : text;
    return html`<span class=${at < shared ? "shared" : ""}>${at > 0 ? " · " : ""}${shown}</span>`;
  });
  const written = shortened(factors, (left) => html` · … ${left} factors …`);
  const result = html`<strong>${formatNumber(product)}</strong>`;
  return steps.length === 1 ? [result] : [...written, " = ", result];
}

/** What is long is told by its ends. */
function shortened<Part>(parts: readonly Part[], gap: (left: number) => Part): Part[] {
  if (parts.length <= 2 * ends + 1) return [...parts];
  return [...parts.slice(0, ends), gap(parts.length - 2 * ends), ...parts.slice(-ends)];
}

/** The sum of all products, beside the gradient that the pass brought. */
function total(
  graph: Graph,
  frame: Frame,
  tensor: string,
  { sum, listed, count }: Paths,
): TemplateResult | typeof nothing {
  if (sum === null) return nothing;
  const products = listed.flatMap(({ product }) => product ?? []);
  const isWritten = count > 1n && count <= BigInt(mostTerms);
  const terms = isWritten ? `${products.map(termOf).join("")} = ` : "";
  const { gradient, ledger } = frame.tensors.get(tensor) ?? {};
  const [number] = gradient && isFull(gradient) ? gradient.data : [];
  const isThere = ledger === "complete" && number !== undefined;
  return html`<dl class="facts">
    <dt>${count === 1n ? "product" : "sum"}</dt>
    <dd>${terms}<strong class="sum">${formatNumber(sum)}</strong></dd>
    <dt class="math">${symbol(`${operand(displayName(graph, tensor))}∇`)}</dt>
    <dd class="swatch">
      ${isThere ? html`<strong>${formatNumber(number)}</strong>${isSame(number, sum) ? ", the same" : ""}` : "not computed yet"}
    </dd>
  </dl>`;
}

function termOf(product: Num, at: number): string {
  const text = formatNumber(product);
  if (at === 0) return text;
  return text.startsWith("−") ? ` − ${text.slice(1)}` : ` + ${text}`;
}

function isSame(one: Num, other: Num): boolean {
  const [first, second] = [toNumber(one), toNumber(other)];
  return Object.is(first, second) || Math.abs(first - second) <= 1e-9 * Math.abs(first);
}

/** 1,024; beyond a million million the power of ten, since nobody reads forty digits. */
function countText(count: bigint): string | TemplateResult {
  if (count < 10n ** 12n) return count.toLocaleString("en");
  const digits = String(count);
  return html`About ${digits[0]}.${digits[1]} × 10<sup>${digits.length - 1}</sup>`;
}
