import { expect, test, vi } from "vitest";
import { createStore } from "./store.ts";

const start = { step: 0, playing: false };

test("an update replaces the given fields only", () => {
  const store = createStore(start);
  store.update({ step: 3 });
  store.update(({ step }) => ({ step: step + 1 }));
  expect(store.state).toEqual({ step: 4, playing: false });
  expect(start).toEqual({ step: 0, playing: false });
});

test("a subscriber hears of its own selection only, with the value before", () => {
  const store = createStore(start);
  const listener = vi.fn();
  store.subscribe(({ step }) => step, listener);
  store.update({ playing: true });
  store.update({ step: 0 });
  expect(listener).not.toHaveBeenCalled();
  store.update({ step: 2 });
  expect(listener).toHaveBeenCalledExactlyOnceWith(2, 0);
});

test("selections are compared by identity, and NaN equals itself", () => {
  const store = createStore({ value: Number.NaN });
  const listener = vi.fn();
  store.subscribe(({ value }) => value, listener);
  store.update({ value: Number.NaN });
  expect(listener).not.toHaveBeenCalled();
});

test("an ended subscription hears nothing, even when it ends while others are told", () => {
  const store = createStore(start);
  const heard: string[] = [];
  store.subscribe(
    ({ step }) => step,
    () => {
      heard.push("first");
      end();
    },
  );
  const end = store.subscribe(
    ({ step }) => step,
    () => heard.push("second"),
  );
  store.update({ step: 1 });
  store.update({ step: 2 });
  expect(heard).toEqual(["first", "first"]);
});

test("an update from within a listener reaches everyone with the last state", () => {
  const store = createStore(start);
  const seen: number[] = [];
  store.subscribe(
    ({ playing }) => playing,
    () => store.update({ step: 9 }),
  );
  store.subscribe(
    ({ step }) => step,
    (step) => seen.push(step),
  );
  store.update({ playing: true });
  expect(seen).toEqual([9]);
});
