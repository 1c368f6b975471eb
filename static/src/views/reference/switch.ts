import { render } from "lit";
import { icon } from "../icons.ts";
import { createTheme } from "../theme.ts";

/** Let a button switch between dark and light. */
export function createSwitch(button: HTMLButtonElement): void {
  const change = createTheme((dark) => {
    const label = dark ? "Light colours" : "Dark colours";
    button.setAttribute("aria-label", label);
    button.title = label;
    render(icon(dark ? "sun" : "moon"), button);
  });
  button.addEventListener("click", change);
  button.hidden = false;
}
