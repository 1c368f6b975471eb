import { type SVGTemplateResult, svg } from "lit";

/** Line drawings on a 24 x 24 grid; `.icon svg` in base.css gives them size and stroke. */
const drawn = {
  start: svg`<path d="M6 5v14"/><path class="solid" d="M18 6v12l-9-6z"/>`,
  back: svg`<path class="solid" d="M16 6v12l-9-6z"/>`,
  play: svg`<path class="solid" d="M8 5v14l11-7z"/>`,
  pause: svg`<path class="solid" d="M7 5h3v14H7zM14 5h3v14h-3z"/>`,
  forward: svg`<path class="solid" d="M8 6v12l9-6z"/>`,
  end: svg`<path d="M18 5v14"/><path class="solid" d="M6 6v12l9-6z"/>`,
  told: svg`<path d="M4 5h16v11h-9l-4 4v-4H4z"/><path d="M8 9h8M8 12h5"/>`,
  untold: svg`<path d="M4 5h16v11h-9l-4 4v-4H4zM3 3l18 18"/>`,
  plus: svg`<path d="M12 5v14M5 12h14"/>`,
  minus: svg`<path d="M5 12h14"/>`,
  fit: svg`<path d="M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5"/>`,
  turn: svg`<path d="M4 18h9a4 4 0 0 0 4-4V5"/><path d="M13 9l4-4 4 4"/>`,
  fold: svg`<path d="M12 3v6M9 6.5l3 3 3-3M12 21v-6M9 17.5l3-3 3 3M4 12h16"/>`,
  unfold: svg`<path d="M12 9V3M9 5.5l3-3 3 3M12 15v6M9 18.5l3 3 3-3M4 12h16"/>`,
  shorthand: svg`<path d="M2 12l4-4 4 4-4 4zM14 12l4-4 4 4-4 4zM10 12h4"/>`,
  numbers: svg`<path d="M3 18h18M7 7l2-1.5V13M13 7.2a2 2 0 1 1 3.6 1.2L13 13h4"/>`,
  list: svg`<path d="M9 6h11M9 12h11M9 18h11M4 6h1M4 12h1M4 18h1"/>`,
  find: svg`<circle cx="10.5" cy="10.5" r="6"/><path d="M15 15l5 5"/>`,
  closeup: svg`<rect x="8" y="8" width="8" height="8" rx="2"/><path d="M4 8V4h4M20 8V4h-4M4 16v4h4M20 16v4h-4"/>`,
  up: svg`<path d="M6 15l6-6 6 6"/>`,
  down: svg`<path d="M6 9l6 6 6-6"/>`,
  more: svg`<circle class="solid" cx="5" cy="12" r="1.6"/><circle class="solid" cx="12" cy="12" r="1.6"/><circle class="solid" cx="19" cy="12" r="1.6"/>`,
  program: svg`<path d="M9 7l-5 5 5 5M15 7l5 5-5 5"/>`,
  inspector: svg`<rect x="3" y="4" width="18" height="16" rx="2"/><path d="M15 4v16"/>`,
  sun: svg`<circle cx="12" cy="12" r="4"/><path d="M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6 7 7M17 17l1.4 1.4M5.6 18.4 7 17M17 7l1.4-1.4"/>`,
  moon: svg`<path d="M20 14.5A8 8 0 0 1 9.5 4 8 8 0 1 0 20 14.5z"/>`,
  close: svg`<path d="M6 6l12 12M18 6 6 18"/>`,
  explain: svg`<path d="M8 9a4 4 0 1 1 5.5 3.7c-1 .4-1.5 1-1.5 2.3"/><path d="M12 18.6v.2"/>`,
  tidy: svg`<path d="M4 6h16M8 11h12M8 16h8M4 21h12"/>`,
  open: svg`<path d="M4 19V5h6l2 3h8v11z"/>`,
  save: svg`<path d="M12 4v11M7.5 10.5 12 15l4.5-4.5M4 20h16"/>`,
  link: svg`<path d="M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1.5 1.5"/><path d="M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1.5-1.5"/>`,
};

export type IconName = keyof typeof drawn;

/** A picture beside or instead of words; the button that holds it carries the label. */
export function icon(name: IconName): SVGTemplateResult {
  return svg`<svg viewBox="0 0 24 24" aria-hidden="true">${drawn[name]}</svg>`;
}
