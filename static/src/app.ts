import "./style/fonts.css";
import "./style/tokens.css";
import "./style/base.css";
import "./style/topbar.css";
import "./style/studio.css";
import "./style/program.css";
import "./style/sliders.css";
import "./style/step.css";
import "./style/editor.css";
import "./style/graph.css";
import "./style/edges.css";
import "./style/tensors.css";
import "./style/stage.css";
import "./style/note.css";
import "./style/waiting.css";
import "./style/list.css";
import "./style/levels.css";
import "./style/finding.css";
import "./style/formula.css";
import "./style/curve.css";
import "./style/inspector.css";
import "./style/elements.css";
import "./style/memory.css";
import "./style/timeline.css";
import "./style/dialog.css";
import "./style/tour.css";
import "./style/gallery.css";
import "./style/system.css";
import "./style/print.css";
import { createStore } from "./core/store.ts";
import { createCatalog } from "./views/catalog.ts";
import { contributionFormulas } from "./views/contributions.ts";
import { createOrigins } from "./views/origins.ts";
import { createGallery } from "./views/gallery/gallery.ts";
import { createKeySheet } from "./views/dialogs/keys.ts";
import { createNetworkForm } from "./views/dialogs/network.ts";
import { createEvaluation } from "./views/evaluation.ts";
import { createGraphView } from "./views/graph/graph.ts";
import { createInspector } from "./views/inspector/inspector.ts";
import { listenToKeys } from "./views/keyboard.ts";
import { createFiles } from "./views/files.ts";
import { keepAddress, readAddress, share } from "./views/link.ts";
import { createOpening } from "./views/opening.ts";
import { createSkip } from "./views/list/skip.ts";
import { createPeek } from "./views/peek.ts";
import { createPlayback } from "./views/playback.ts";
import { createProgram } from "./views/program.ts";
import { starters } from "./views/programs/index.ts";
import { createShell } from "./views/shell.ts";
import { Handles } from "./views/sliders/handles.ts";
import { createOverrides } from "./views/sliders/overrides.ts";
import { createScrub } from "./views/sliders/scrub.ts";
import { blank, open, type Opened, type StudioState } from "./views/studio.ts";
import { createTheme } from "./views/theme.ts";
import { createTimeline } from "./views/timeline/timeline.ts";
import { exposeState } from "./views/trail.ts";
import { createToast } from "./views/toast.ts";
import { createTopbar } from "./views/topbar.ts";
import { createInvitation } from "./views/tour/invitation.ts";
import { createTour } from "./views/tour/tour.ts";
import { createUndo } from "./views/undo.ts";
import { createWaitingView } from "./views/waiting.ts";

const root = document.getElementById("studio") as HTMLElement;
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";

const studio = createStore<StudioState>(blank);
const catalog = createCatalog();
const evaluation = createEvaluation(studio);
const handles = new Handles();
const overrides = createOverrides(studio, evaluation);
const opening = createOpening(studio, evaluation);
const playback = createPlayback(studio);
const shell = createShell(root, studio);
const switchTheme = createTheme((dark) => studio.update({ dark }));
const toast = createToast(root);

const openProgram = (opened: Opened): void => {
  open(studio, opened);
  void evaluation.now();
};
const files = createFiles(root, studio, openProgram, toast);
const editor = createProgram(shell.program, studio, evaluation, handles, overrides, {
  nonce,
  say: toast,
  ...files,
});
createUndo(root, editor);
const origins = createOrigins(studio);
const formulas = contributionFormulas(studio, catalog, origins);
const view = createGraphView(shell.stage, studio, opening, formulas);
createSkip(root, view.read);
createWaitingView(shell.stage, studio, { cancel: evaluation.cancel, again: evaluation.now });
catalog.subscribe(view.refresh);
origins.subscribe(view.refresh);
createScrub(shell.stage, studio, handles, overrides);
const timeline = createTimeline(shell.timeline, studio, playback);
createPeek(view.foot, studio, {
  label: "Inspect",
  act: () => shell.toggle("inspector", true),
});
createInspector(shell.inspector, studio, catalog, {
  reveal(span) {
    shell.toggle("program", true);
    editor.reveal(span);
  },
  overrides,
  turn: opening.turn,
});

const gallery = createGallery(studio, openProgram);
const network = createNetworkForm((source, seed) => openProgram({ source, seed }));
const tour = createTour(root, studio, playback);
const keys = createKeySheet(tour.start);

const said = {
  copied: "The link is copied.",
  shown: "The link stands in the address bar.",
  saved: "Too long for a link, so a file was saved. Drop it on this page to open it.",
};
createTopbar(shell.topbar, studio, {
  examples: gallery.open,
  network: network.open,
  program: () => shell.toggle("program"),
  inspector: () => shell.toggle("inspector"),
  theme: switchTheme,
  keys: keys.open,
  share: async () => toast(said[await share(studio)]),
});
listenToKeys(document, {
  ...playback,
  ...view,
  ...timeline,
  keys: keys.open,
  edit() {
    shell.toggle("program", true);
    editor.focus();
  },
});

exposeState(root, studio);
const welcome: Opened = { source: starters[0]?.source ?? "" };
const linked = await readAddress();
if (!linked) createInvitation(root, tour);
openProgram(linked ?? welcome);
addEventListener("hashchange", async () => openProgram((await readAddress()) ?? welcome));
keepAddress(studio);
