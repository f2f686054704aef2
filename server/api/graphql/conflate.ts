/**
 * An iterator over what a listener hears that never holds more than the latest value per key: a slow
 * reader skips what is out of date. `listen` starts at once and returns what ends it.
 */
export function conflate<Value>(
  listen: (push: (key: string, value: Value) => void) => () => void,
  signal: AbortSignal,
): AsyncIterableIterator<Value, void, undefined> {
  const waiting = new Map<string, Value>();
  let wake = () => {};
  let ended = false;
  const stop = listen((key, value) => {
    waiting.delete(key);
    waiting.set(key, value);
    wake();
  });
  signal.addEventListener('abort', end, { once: true });

  function end(): void {
    if (ended) return;
    ended = true;
    stop();
    waiting.clear();
    signal.removeEventListener('abort', end);
    wake();
  }

  async function next(): Promise<IteratorResult<Value, void>> {
    for (;;) {
      if (ended) return { done: true, value: undefined };
      const [first] = waiting;
      if (first !== undefined) {
        waiting.delete(first[0]);
        return { done: false, value: first[1] };
      }
      await new Promise<void>((resolve) => (wake = resolve));
    }
  }

  if (signal.aborted) end();
  return {
    next,
    // A generator's own `return` would wait for a `next` in progress, that is, for the next event.
    async return() {
      end();
      return { done: true, value: undefined };
    },
    async throw(error: unknown) {
      end();
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
