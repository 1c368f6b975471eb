/** Milliseconds for which a short message stays. */
const stay = 4000;

/** A short message at the lower edge that goes by itself, spoken as well as seen. */
export function createToast(host: HTMLElement): (message: string) => void {
  const element = document.createElement("p");
  element.className = "toast";
  element.setAttribute("role", "status");
  host.append(element);
  let timer = 0;
  return (message) => {
    element.textContent = message;
    element.classList.add("shown");
    clearTimeout(timer);
    timer = window.setTimeout(() => element.classList.remove("shown"), stay);
  };
}
