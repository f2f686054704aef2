/** Whether a key is the page's or the browser's, whatever a panel does with it alone: it is held with Ctrl, Cmd or Alt. */
export function isPageKey(event: Pick<KeyboardEvent, 'ctrlKey' | 'metaKey' | 'altKey'>): boolean {
  return event.ctrlKey || event.metaKey || event.altKey;
}

/**
 * Where a key leads in a list of `count` marks: arrows to the next, Home and End to the ends, where it
 * stops. `current` is −1 before the first key. Undefined for other keys and for an empty list.
 */
export function stepIndex(key: string, current: number, count: number): number | undefined {
  const step = steps[key];
  if (step === undefined || count === 0) return;
  return Math.max(0, Math.min(count - 1, current + step));
}

const steps: Readonly<Record<string, number>> = {
  ArrowRight: 1,
  ArrowDown: 1,
  ArrowLeft: -1,
  ArrowUp: -1,
  Home: -Infinity,
  End: Infinity,
};
