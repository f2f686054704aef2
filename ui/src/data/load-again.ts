/**
 * Loads code that the page does not do without: a network that is gone for a moment must not take it away
 * until the page is loaded again. Waits a little longer after each failure, at most 5 s.
 */
export async function loadAgain<Loaded>(
  load: () => Promise<Loaded>,
  pause: (ms: number) => Promise<void> = wait,
): Promise<Loaded> {
  for (let retries = 0; ; retries++) {
    try {
      return await load();
    } catch {
      // The connection's own mark says that the server is gone.
      await pause(pauseMs(retries));
    }
  }
}

/** Before another try, milliseconds. */
export function pauseMs(retries: number): number {
  return Math.min(5000, 250 * 2 ** Math.min(retries, 5));
}

export function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
