import { html, type TemplateResult } from "lit";

/** A tab: its name, and its title on the page. */
export type Tab<Name extends string> = readonly [name: Name, title: string];

/** Tabs of a card, and the panel of the chosen one. Arrow keys, Home and End go from tab to tab. */
export function tabbed<Name extends string>(
  tabs: readonly Tab<Name>[],
  chosen: Name,
  choose: (name: Name) => void,
  panel: unknown,
): TemplateResult {
  const walk = (event: KeyboardEvent): void => {
    const list = event.currentTarget as HTMLElement;
    const at = tabs.findIndex(([name]) => name === chosen);
    const to = {
      ArrowLeft: (at - 1 + tabs.length) % tabs.length,
      ArrowRight: (at + 1) % tabs.length,
      Home: 0,
      End: tabs.length - 1,
    }[event.key];
    const next = to === undefined ? undefined : tabs[to];
    if (!next || to === undefined || event.shiftKey || event.ctrlKey || event.altKey) return;
    event.preventDefault();
    choose(next[0]);
    (list.children[to] as HTMLElement).focus();
  };
  return html`
    <div class="tabs" role="tablist" @keydown=${walk}>
      ${tabs.map(
        ([name, title]) =>
          html`<button
            role="tab"
            id="tab-${name}"
            aria-controls="card-panel"
            aria-selected=${name === chosen}
            tabindex=${name === chosen ? 0 : -1}
            @click=${() => choose(name)}
          >
            ${title}
          </button>`,
      )}
    </div>
    <div role="tabpanel" id="card-panel" class="panel" aria-labelledby="tab-${chosen}">
      ${panel}
    </div>
  `;
}
