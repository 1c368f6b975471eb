import { watchMedia } from "../platform/media.ts";
import { recall, remember } from "../platform/storage.ts";

/**
 * Dark or light: the system's choice until the person makes one.
 * @param onChange told which of the two it is, now and whenever it changes
 * @returns the switch between the two
 */
export function createTheme(onChange: (dark: boolean) => void): () => void {
  const chosen = (): string => recall<string>("theme", "");
  const root = document.documentElement;
  let system = false;
  const show = (dark: boolean): void => {
    root.dataset.theme = dark ? "dark" : "light";
    onChange(dark);
  };
  const apply = (): void => show(chosen() ? chosen() === "dark" : system);
  watchMedia("(prefers-color-scheme: dark)", (matches) => {
    system = matches;
    apply();
  });
  // Paper is light.
  addEventListener("beforeprint", () => show(false));
  addEventListener("afterprint", apply);
  return () => {
    const dark = root.dataset.theme !== "dark";
    remember("theme", dark ? "dark" : "light");
    show(dark);
  };
}
