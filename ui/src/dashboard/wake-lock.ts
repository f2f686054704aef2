/** What of the browser keeps a screen awake. */
interface Screen {
  document: Pick<Document, 'visibilityState' | 'addEventListener' | 'removeEventListener'>;
  /** Absent where the browser has none, or the page is not served safely. */
  wakeLock: Pick<WakeLock, 'request'> | undefined;
}

/**
 * Keeps the screen on until the returned function is called. The browser lets go whenever the page is
 * hidden, so it is asked again once it is seen; where it refuses, a low battery for one, nothing happens.
 */
export function keepAwake({ document, wakeLock }: Screen): () => void {
  let isWanted = true;
  let held: WakeLockSentinel | undefined;

  async function request(): Promise<void> {
    if (document.visibilityState !== 'visible') return;
    const lock = await wakeLock?.request('screen').catch(() => undefined);
    if (isWanted) held = lock;
    else void lock?.release();
  }
  const onVisible = (): void => void request();

  void request();
  document.addEventListener('visibilitychange', onVisible);
  return () => {
    isWanted = false;
    document.removeEventListener('visibilitychange', onVisible);
    void held?.release();
  };
}
