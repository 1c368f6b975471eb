import { watchMedia } from "../platform/media.ts";
import { recall, remember } from "../platform/storage.ts";
import type { Studio } from "./studio.ts";

/**
 * Dark or light: the system's choice until the person makes one.
 * @returns the switch between the two
 */
export function createTheme(studio: Studio): () => void {
  const chosen = (): string => recall<string>("theme", "");
  const root = document.documentElement;
  let system = false;
  const apply = (): void => {
    const dark = chosen() ? chosen() === "dark" : system;
    root.dataset.theme = dark ? "dark" : "light";
    studio.update({ dark });
  };
  watchMedia("(prefers-color-scheme: dark)", (matches) => {
    system = matches;
    apply();
  });
  return () => {
    const dark = !studio.state.dark;
    remember("theme", dark ? "dark" : "light");
    root.dataset.theme = dark ? "dark" : "light";
    studio.update({ dark });
  };
}
