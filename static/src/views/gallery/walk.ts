/** Let the arrow keys walk over cards that stand in rows, and up into the search field. */
export function walkCards(host: HTMLElement): void {
  const start = (event: KeyboardEvent): void => {
    const { target, key } = event;
    const dialog = host.closest("dialog");
    if (!dialog || !(target instanceof HTMLElement) || !dialog.contains(target)) return;
    const search = dialog.querySelector<HTMLElement>("input[type=search]");
    const cards = [...host.querySelectorAll<HTMLElement>("button.card")];
    const to =
      target === search ? fromSearch(key, cards) : neighbour(key, target, cards, search ?? target);
    if (!to) return;
    event.preventDefault();
    if (key === "Enter") to.click();
    else to.focus();
  };
  document.addEventListener("keydown", start);
}

/** Enter takes what stands first; the arrow goes there. */
function fromSearch(key: string, cards: readonly HTMLElement[]): HTMLElement | null {
  return key === "ArrowDown" || key === "Enter" ? (cards[0] ?? null) : null;
}

function neighbour(
  key: string,
  from: HTMLElement,
  cards: readonly HTMLElement[],
  above: HTMLElement,
): HTMLElement | null {
  const at = cards.indexOf(from);
  if (at < 0) return null;
  if (key === "ArrowLeft") return cards[at - 1] ?? null;
  if (key === "ArrowRight") return cards[at + 1] ?? null;
  if (key === "Home") return cards[0] ?? null;
  if (key === "End") return cards.at(-1) ?? null;
  if (key === "ArrowUp") return inNextRow(from, cards.slice(0, at).toReversed()) ?? above;
  return key === "ArrowDown" ? inNextRow(from, cards.slice(at + 1)) : null;
}

/** Of the first row that begins above or below, the card that stands nearest. */
function inNextRow(from: HTMLElement, cards: readonly HTMLElement[]): HTMLElement | null {
  const { top, left } = from.getBoundingClientRect();
  const places = cards
    .map((card) => ({ card, box: card.getBoundingClientRect() }))
    .filter(({ box }) => Math.abs(box.top - top) > 1);
  const row = places.filter(({ box }) => Math.abs(box.top - (places[0]?.box.top ?? 0)) <= 1);
  const far = (box: DOMRect): number => Math.abs(box.left - left);
  return row.toSorted((one, other) => far(one.box) - far(other.box))[0]?.card ?? null;
}
