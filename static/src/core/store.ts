/** A place for state that changes: one value, replaced as a whole, and those who want to know. */

export interface Store<State extends object> {
  readonly state: Readonly<State>;
  /** Replaces the given fields; subscribers whose selection changed are called once, in order. */
  update(change: Partial<State> | ((state: Readonly<State>) => Partial<State>)): void;
  /**
   * Calls `listener` whenever `selector` gives something else than before (compared by `Object.is`).
   * Returns the function that ends the subscription.
   */
  subscribe<Selected>(
    selector: (state: Readonly<State>) => Selected,
    listener: (selected: Selected, previous: Selected) => void,
  ): () => void;
}

export function createStore<State extends object>(initial: State): Store<State> {
  let state: Readonly<State> = initial;
  const subscriptions = new Set<() => void>();
  return {
    get state() {
      return state;
    },
    update(change) {
      state = { ...state, ...(typeof change === "function" ? change(state) : change) };
      for (const notify of subscriptions) notify();
    },
    subscribe(selector, listener) {
      let selected = selector(state);
      const notify = () => {
        const previous = selected;
        selected = selector(state);
        if (!Object.is(selected, previous)) listener(selected, previous);
      };
      subscriptions.add(notify);
      return () => void subscriptions.delete(notify);
    },
  };
}
