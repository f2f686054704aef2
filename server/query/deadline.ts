/** A signal with an end to it, and what ends it early. */
export interface Deadline {
  signal: AbortSignal;
  abort(reason: unknown): void;
  /** What waited for the signal is done: nothing of it stays behind. */
  release(): void;
}

/**
 * Aborts when `parent` does, or with a TimeoutError after `timeoutMs`. Unlike `AbortSignal.timeout` its
 * timer goes with the work: those of a thousand finished queries would each wait out their minute.
 */
export function startDeadline(timeoutMs: number, parent?: AbortSignal): Deadline {
  const controller = new AbortController();
  const abort = (reason: unknown) => controller.abort(reason);
  const timer = setTimeout(() => abort(timedOut(timeoutMs)), timeoutMs).unref();
  const onParent = () => abort(parent?.reason);
  if (parent?.aborted === true) onParent();
  parent?.addEventListener('abort', onParent, { once: true });
  return {
    signal: controller.signal,
    abort,
    release() {
      clearTimeout(timer);
      parent?.removeEventListener('abort', onParent);
    },
  };
}

function timedOut(timeoutMs: number): DOMException {
  return new DOMException(`not done within ${timeoutMs} ms`, 'TimeoutError');
}
