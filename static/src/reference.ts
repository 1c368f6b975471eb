import "./style/fonts.css";
import "./style/tokens.css";
import "./style/base.css";
import "./style/topbar.css";
import "./style/formula.css";
import "./style/graph.css";
import "./style/edges.css";
import "./style/tensors.css";
import "./style/stage.css";
import "./style/note.css";
import "./style/list.css";
import "./style/levels.css";
import "./style/finding.css";
import "./style/timeline.css";
import "./style/reading.css";
import "./style/catalogue.css";
import "./style/word.css";
import "./style/curve.css";
import "./style/derivation.css";
import "./style/system.css";
import "./style/print.css";
import { fetchOp } from "./api/ops.ts";
import { createCurve } from "./views/reference/curve.ts";
import { createExample } from "./views/reference/example.ts";
import { createFilter } from "./views/reference/filter.ts";
import { createSwitch } from "./views/reference/switch.ts";
import { typesetPage } from "./views/reference/typesetting.ts";

createSwitch(document.getElementById("theme") as HTMLButtonElement);
void typesetPage();

const field = document.querySelector<HTMLInputElement>("#filter");
if (field) createFilter(field);

const page = document.querySelector<HTMLElement>("main[data-word]");
const example = page?.querySelector<HTMLElement>("#example:has(.live)");
if (page && example) {
  const entry = await fetchOp(page.dataset.word ?? "");
  const slots = (page.dataset.curves ?? "").split(" ").filter(Boolean).map(Number);
  const figure = example.querySelector<HTMLElement>(".curve");
  const curve = figure && createCurve(figure, entry, slots);
  createExample(example, entry, (of) => void curve?.show(of));
}
