/** What the keys of the page do, wherever the focus is, except where something is typed. */
export interface KeyActions {
  toggle(): void;
  step(by: 1 | -1): void;
  toStart(): void;
  toEnd(): void;
  stepPass(by: 1 | -1): void;
  jump(): void;
  coarser(): void;
  narrate(): void;
  zoom(factor: number): void;
  fit(): void;
  pan(dx: number, dy: number): void;
  fold(): void;
  shorthand(): void;
  numbers(): void;
  find(): void;
  closeup(): void;
  open(): void;
  list(): void;
  edit(): void;
  keys(): void;
}

/** Pixels of a move of the view by key. */
const stride = 80;

/**
 * Listen to the keys that the key sheet lists.
 * @param host where the focus has to be, for the keys to be meant
 * @param act what the keys do; one without an action is left to the browser
 */
export function listenToKeys(host: Document | HTMLElement, act: Partial<KeyActions>): void {
  const { step, stepPass, zoom, pan } = act;
  const plain: Record<string, (() => void) | undefined> = {
    " ": act.toggle,
    ArrowLeft: step && (() => step(-1)),
    ArrowRight: step && (() => step(1)),
    Home: act.toStart,
    End: act.toEnd,
    PageUp: stepPass && (() => stepPass(-1)),
    PageDown: stepPass && (() => stepPass(1)),
    j: act.jump,
    s: act.coarser,
    n: act.narrate,
    "+": zoom && (() => zoom(1.3)),
    "=": zoom && (() => zoom(1.3)),
    "-": zoom && (() => zoom(1 / 1.3)),
    "0": act.fit,
    f: act.fold,
    h: act.shorthand,
    d: act.numbers,
    "/": act.find,
    z: act.closeup,
    o: act.open,
    l: act.list,
    e: act.edit,
    "?": act.keys,
  };
  const shifted: Record<string, (() => void) | undefined> = {
    ArrowLeft: pan && (() => pan(stride, 0)),
    ArrowRight: pan && (() => pan(-stride, 0)),
    ArrowUp: pan && (() => pan(0, stride)),
    ArrowDown: pan && (() => pan(0, -stride)),
  };
  host.addEventListener("keydown", (event) => {
    if (!(event instanceof KeyboardEvent)) return;
    const { key, shiftKey, ctrlKey, metaKey, altKey, defaultPrevented } = event;
    if (defaultPrevented || ctrlKey || metaKey || altKey || isTaken(event)) return;
    const action = shiftKey && key in shifted ? shifted[key] : plain[key];
    if (!action) return;
    event.preventDefault();
    action();
  });
}

/** Whether the key belongs to what has the focus: text, a menu, a button that Space presses. */
function isTaken({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof Element) || document.querySelector("dialog[open]")) return true;
  if (target.closest("input, textarea, select, [contenteditable='true']")) return true;
  return key === " " && target.closest("button, a") !== null;
}
