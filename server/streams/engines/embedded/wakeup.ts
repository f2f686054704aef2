/** Lets one waiter sleep until it is woken or a time has passed; a wake before the wait counts. */
export class Wakeup {
  #resolve: (() => void) | undefined;
  #woken = false;

  wake(): void {
    this.#woken = true;
    this.#resolve?.();
  }

  async wait(ms: number): Promise<void> {
    if (!this.#woken && ms > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.#resolve = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#woken = false;
    this.#resolve = undefined;
  }
}
