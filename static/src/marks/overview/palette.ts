import { type Looks, readLooks } from "./looks.ts";

/** The colours of the page as a canvas needs them: resolved, for the present theme. */
const colours = ["panel", "region", "soft", "line", "mark", "forward", "backward"] as const;

export type Palette = Readonly<Record<(typeof colours)[number], string>> & {
  readonly looks: Looks;
};

/** Read the tokens as they are in force inside an element. */
export function readPalette(inside: HTMLElement): Palette {
  const probe = document.createElement("span");
  probe.hidden = true;
  inside.append(probe);
  const { style } = probe;
  // Else a system that forces its colours would answer with that of its text for each of them.
  style.setProperty("forced-color-adjust", "none");
  const computed = getComputedStyle(probe);
  const read = (name: string): string => {
    style.color = `var(--${name})`;
    return computed.color;
  };
  const found = colours.map((name) => [name, read(name)]);
  probe.remove();
  return { ...Object.fromEntries(found), looks: readLooks(inside) } as Palette;
}
