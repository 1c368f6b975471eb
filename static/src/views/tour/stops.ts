/** A stop of the tour: a part of the page, and what there is to do in it. */
export interface TourStop {
  /** Selector of the part. */
  part: string;
  /** The panel that has to be open for it. */
  panel?: "programOpen" | "inspectorOpen";
  title: string;
  text: string;
  /** What can be tried at once. */
  trial?: string;
}

export const tourStops: readonly TourStop[] = [
  {
    part: "#program",
    panel: "programOpen",
    title: "Write a program",
    text: "A formula, a few lines, a network: the graph follows as you type. Examples, at the top, holds programs to start from.",
  },
  {
    part: "main.stage",
    title: "See its graph",
    text: "Round boxes are tensors, which hold numbers; diamonds are ops, which compute. With each value stands its gradient: how fast the output grows when that value does. Click what you want to know more about.",
  },
  {
    part: "footer.timeline",
    title: "Step and play",
    text: "First the values run forward, then the gradients run backward, one contribution at a time. Step with the buttons or the keys ← and →, play with Space. Each step is told in a sentence.",
    trial: "Show one step",
  },
  {
    part: "#inspector",
    panel: "inspectorOpen",
    title: "Look inside",
    text: "All numbers of what you selected, the formula with its derivation, and where each element of a gradient comes from.",
  },
  {
    part: ".topbar .primary",
    title: "Share this step",
    text: "The link opens the page as you see it: program, numbers, step and selection. The key ? lists all keys, and this tour.",
  },
];
