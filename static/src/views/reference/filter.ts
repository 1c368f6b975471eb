/**
 * Let the filter of the catalogue act while it is typed in. `/` goes there, Escape empties it, Enter
 * opens the first word that is left.
 */
export function createFilter(field: HTMLInputElement): void {
  const words = [...document.querySelectorAll<HTMLElement>("[data-spoken]")];
  const families = [...document.querySelectorAll<HTMLElement>("main > section")];
  const count = document.getElementById("found") as HTMLElement;
  const none = document.getElementById("none") as HTMLElement;
  const of = count.textContent.split(" of ").at(-1);

  const filter = (): void => {
    const asked = field.value.trim().toLowerCase();
    for (const word of words) word.hidden = !word.dataset.spoken?.includes(asked);
    for (const family of families) {
      family.hidden = family.querySelector("[data-spoken]:not([hidden])") === null;
      const link = document.querySelector<HTMLElement>(`.families a[href="#${family.id}"]`);
      if (link) link.hidden = family.hidden;
    }
    const found = words.filter(({ hidden }) => !hidden).length;
    count.textContent = `${found} of ${of}`;
    none.hidden = found > 0;
  };

  field.addEventListener("input", filter);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || field.value === "") return;
    event.preventDefault();
    field.value = "";
    filter();
  });
  field.form?.addEventListener("submit", (event) => {
    const first = words.find(({ hidden }) => !hidden)?.querySelector("a");
    event.preventDefault();
    first?.click();
  });
  document.addEventListener("keydown", (event) => {
    const { key, target, ctrlKey, metaKey, altKey } = event;
    const typing = target instanceof Element && target.closest("input, textarea, select");
    if (key !== "/" || ctrlKey || metaKey || altKey || typing) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
  // A page that comes back from the history has its old text in the field.
  if (field.value !== field.defaultValue) filter();
}
