import { watchMedia } from "../platform/media.ts";
import { recall, remember } from "../platform/storage.ts";

/** Dark or light: the system's choice until the person makes one. */
export interface Theme {
  readonly dark: boolean;
  toggle(): void;
}

/** @param onChange told when the page turned dark or light */
export function createTheme(onChange: () => void): Theme {
  const root = document.documentElement;
  let system = false;
  let chosen = recall<string>("theme", "");
  const dark = (): boolean => (chosen ? chosen === "dark" : system);
  const apply = (): void => {
    root.dataset.theme = dark() ? "dark" : "light";
    onChange();
  };
  watchMedia("(prefers-color-scheme: dark)", (matches) => {
    system = matches;
    apply();
  });
  return {
    get dark() {
      return dark();
    },
    toggle() {
      chosen = dark() ? "light" : "dark";
      remember("theme", chosen);
      apply();
    },
  };
}
