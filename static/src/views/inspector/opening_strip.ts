import { html, nothing, type TemplateResult } from "lit";
import type { Graph } from "../../core/graph.ts";
import { isOpened, OPENED_TENSOR } from "../../core/scalar/groups.ts";
import type { StudioState } from "../studio.ts";

/** Under the card of an op: the way into its scalar ops, or back; or why there is none. */
export function openingStrip(
  graph: Graph,
  id: string,
  { refusal, asked, whole }: StudioState,
  turn: (id: string) => void,
): TemplateResult | typeof nothing {
  const module = graph.modules.get(id) ?? graph.modules.get(graph.homes.get(id) ?? "");
  const inside = module !== undefined && isOpened(module);
  if (!inside && !graph.ops.has(id) && !whole.has(id)) return nothing;
  const label = inside
    ? module.type === OPENED_TENSOR
      ? `Put ${module.name} together`
      : `Close ${module.name}`
    : whole.has(id)
      ? "Take apart into elements"
      : "Open into scalars";
  return html`<div class="opening">
    <button ?disabled=${asked === id} @click=${() => turn(id)}>${label}</button>
    ${refusal?.op === id ? html`<p class="about" role="status">${refusal.why}</p>` : nothing}
  </div>`;
}
