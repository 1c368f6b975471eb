/** Time that passes on the screen, in frames. */
export interface Clock {
  start(): void;
  stop(): void;
}

/**
 * Calls `tick` before every repaint with the milliseconds since the one before.
 * A hidden tab gets no repaints; the long gap after it is cut to a tenth of a second.
 */
export function frameClock(tick: (elapsed: number) => void): Clock {
  let request = 0;
  let last = 0;
  const run = (now: number): void => {
    request = requestAnimationFrame(run);
    tick(Math.min(now - last, 100));
    last = now;
  };
  return {
    start() {
      if (request) return;
      last = performance.now();
      request = requestAnimationFrame(run);
    },
    stop() {
      cancelAnimationFrame(request);
      request = 0;
    },
  };
}
