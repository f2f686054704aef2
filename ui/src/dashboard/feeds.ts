import type { Feed } from './feed.svelte.ts';
import { FeedRun, type FeedEffects, type FeedRequest } from './feed-run.ts';

/** All queries of one dashboard: run once each, however many panels show them. */
export class Feeds {
  readonly #effects: FeedEffects;
  readonly #runs = new Map<string, FeedRun>();
  #request: FeedRequest | undefined;

  constructor(effects: FeedEffects) {
    this.#effects = effects;
  }

  feed(query: string): Feed {
    return this.#run(query).feed;
  }

  /** What to ask with from now on; feeds whose answer would differ start again. */
  configure(request: FeedRequest): void {
    this.#request = request;
    for (const run of this.#runs.values()) run.configure(request);
  }

  /** Keeps a query going, at `maxPoints` or more, until the returned function is called. */
  want(query: string, maxPoints: number): () => void {
    const run = this.#run(query);
    const release = run.want(maxPoints);
    if (this.#request !== undefined) run.configure(this.#request);
    return release;
  }

  /** Asks again now. */
  reload(query?: string): void {
    for (const [name, run] of this.#runs) if (query === undefined || name === query) run.restart();
  }

  stop(): void {
    for (const run of this.#runs.values()) run.stop();
  }

  #run(query: string): FeedRun {
    const existing = this.#runs.get(query);
    if (existing !== undefined) return existing;
    const run = new FeedRun(query, this.#effects);
    this.#runs.set(query, run);
    return run;
  }
}
