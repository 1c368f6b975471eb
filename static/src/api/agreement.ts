/**
 * The page's forms and those of the server's schema are the same: the compiler holds one against the
 * other. `schema.ts` is written by `python static/write_types.py`, and a test holds it against the
 * server; what the page says of a field, and why, stands in its own forms.
 */
import type * as page from "../core/document.ts";
import type { Counts } from "../core/work.ts";
import type { Program, Slice } from "./graphs.ts";
import type { activations, losses, NetworkForm } from "./networks.ts";
import type { Call, CatalogEntry, Curve } from "./ops.ts";
import type { components } from "./schema.ts";
import type { Terms } from "./terms.ts";

type Schemas = components["schemas"];
type Network = Schemas["NetworkRequest"];

/** True where both have the same fields and ours fits theirs; else what differs. */
type Same<Ours, Theirs> = [Exclude<keyof Ours, keyof Theirs>] extends [never]
  ? [Exclude<keyof Theirs, keyof Ours>] extends [never]
    ? Fits<Ours, Theirs>
    : { "not in ours": Exclude<keyof Theirs, keyof Ours> }
  : { "not in theirs": Exclude<keyof Ours, keyof Theirs> };

/** True where what we have is what they ask for. */
type Fits<Ours, Theirs> = Ours extends Theirs ? true : { ours: Ours; "does not fit": Theirs };

type AllTrue<Checks extends Record<string, true>> = Checks;

export type Agreement = AllTrue<{
  document: Same<page.GraphDocument, Schemas["Document"]>;
  tensor: Same<page.Tensor, Schemas["TensorForm"]>;
  op: Same<page.Op, Schemas["OpForm"]>;
  cost: Same<page.OpCost, Schemas["OpCost"]>;
  edge: Same<page.Edge, Schemas["EdgeForm"]>;
  module: Same<page.Module, Schemas["ModuleForm"]>;
  pass: Same<page.Pass, Schemas["PassForm"]>;
  diagnostic: Same<page.Diagnostic, Schemas["DiagnosticForm"]>;
  fix: Same<page.Fix, Schemas["FixForm"]>;
  span: Same<page.Span, Schemas["SpanForm"]>;
  full: Same<page.FullArray, Schemas["FullArray"]>;
  summarized: Same<page.SummarizedArray, Schemas["SummarizedArray"]>;
  expansion: Same<page.Expansion, Schemas["ExpansionForm"]>;
  scalarTensor: Same<page.ScalarTensor, Schemas["ScalarTensorForm"]>;
  scalarOp: Same<page.ScalarOp, Schemas["ScalarOpForm"]>;
  counts: Same<Counts, Schemas["ProgressEvent"]>;
  slice: Same<Slice, Schemas["TensorSlice"]>;
  terms: Same<Schemas["GradientTerms"], Terms>;
  network: Fits<keyof NetworkForm, keyof Network>;
  activations: Fits<(typeof activations)[number], Network["activations"][number]>;
  losses: Fits<(typeof losses)[number], Network["loss"]>;
  program: Fits<keyof Program, keyof Schemas["GraphRequest"]>;
  call: Fits<keyof Call, keyof Schemas["CurveRequest"]>;
  curve: Same<Curve, Schemas["OpCurve"]>;
  entry: Fits<Pick<Schemas["OpEntry"], keyof CatalogEntry>, CatalogEntry>;
}>;
