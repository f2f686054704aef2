import { toHeliostatError, type HeliostatError } from '@heliostat/sdk';
import { onMount } from 'svelte';
import { isSame } from './same.ts';

/** Something fetched: the last good value stays while a new one loads or fails. */
export class Resource<Value> {
  value = $state.raw<Value | undefined>();
  error = $state.raw<HeliostatError | undefined>();
  loading = $state(false);
  #abort: AbortController | undefined;
  readonly #fetch: (signal: AbortSignal) => Promise<Value>;

  constructor(fetch: (signal: AbortSignal) => Promise<Value>) {
    this.#fetch = fetch;
  }

  /** Fetches again; a fetch still under way is cancelled. */
  load(): Promise<void> {
    return this.#load((value) => (this.value = value));
  }

  /** As `load`, of what can be written as JSON: an answer like the one that is there changes nothing. */
  check(): Promise<void> {
    return this.#load((value) => {
      if (!isSame(value, this.value)) this.value = value;
    });
  }

  async #load(take: (value: Value) => void): Promise<void> {
    this.#abort?.abort();
    const abort = new AbortController();
    this.#abort = abort;
    this.loading = true;
    try {
      const value = await this.#fetch(abort.signal);
      if (abort.signal.aborted) return;
      take(value);
      this.error = undefined;
    } catch (thrown) {
      if (abort.signal.aborted) return;
      this.error = toHeliostatError(thrown);
    } finally {
      if (this.#abort === abort) this.loading = false;
    }
  }

  /** What the server told by itself: newer than what is still under way. */
  take(value: Value): void {
    this.stop();
    this.value = value;
    this.error = undefined;
  }

  /** What is still under way is not wanted any more. */
  stop(): void {
    this.#abort?.abort();
    this.loading = false;
  }
}

/** A resource of the component that is being set up: fetched once that is on the page, stopped with it. */
export function useResource<Value>(
  fetch: (signal: AbortSignal) => Promise<Value>,
): Resource<Value> {
  const resource = new Resource(fetch);
  onMount(() => {
    void resource.load();
    return () => resource.stop();
  });
  return resource;
}
