import { hiddenBy } from "../../core/folding.ts";
import type { Studio, StudioState } from "../studio.ts";

/** Mark in the drawing what the expression under the pointer made, or the folded module around it. */
export function createPointed(
  studio: Studio,
  elementOf: (id: string) => SVGElement | undefined,
): void {
  let marked: Element[] = [];
  const show = ({ graph, folding, pointed }: Readonly<StudioState>): void => {
    for (const element of marked) element.classList.remove("pointed");
    const seen = pointed.map((id) => (graph && hiddenBy(graph, folding, id)) ?? id);
    marked = seen.flatMap((id) => elementOf(id)?.parentElement ?? []);
    for (const element of marked) element.classList.add("pointed");
  };
  studio.subscribe(
    ({ pointed }) => pointed,
    () => show(studio.state),
  );
}
