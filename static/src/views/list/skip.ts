/** What Tab comes to first: a way past everything to the graph as a list, seen while it has the focus. */
export function createSkip(root: HTMLElement, read: () => void): void {
  const button = document.createElement("button");
  button.className = "skip";
  button.textContent = "Read the graph as a list";
  button.addEventListener("click", read);
  root.prepend(button);
}
