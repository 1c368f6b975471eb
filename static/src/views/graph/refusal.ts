import { html, nothing, render } from "lit";
import type { Studio } from "../studio.ts";

/** Say beside an op why it cannot be opened, until the person goes on. */
export function createRefusal(
  host: HTMLElement,
  studio: Studio,
  elementOf: (id: string) => Element | undefined,
): void {
  const draw = (): void => {
    const { refusal } = studio.state;
    const mark = refusal && elementOf(refusal.op);
    if (mark && host.parentElement) {
      const [box, stage] = [mark, host.parentElement].map((one) => one.getBoundingClientRect());
      host.style.left = `${(box?.left ?? 0) + (box?.width ?? 0) / 2 - (stage?.left ?? 0)}px`;
      host.style.top = `${(box?.bottom ?? 0) - (stage?.top ?? 0)}px`;
    }
    host.hidden = !refusal;
    render(refusal ? html`<p role="status">${refusal.why}</p>` : nothing, host);
  };
  const clear = (): void => {
    if (studio.state.refusal) studio.update({ refusal: null });
  };
  document.addEventListener("pointerdown", clear, { capture: true });
  document.addEventListener("keydown", clear, { capture: true });
  document.addEventListener("wheel", clear, { capture: true, passive: true });
  studio.subscribe(({ refusal }) => refusal, draw);
  draw();
}
