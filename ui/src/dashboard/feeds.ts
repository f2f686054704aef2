import { createSubscriber } from 'svelte/reactivity';
import { apart, type Feed } from './feed.svelte.ts';
import type { QueryReference } from '../data/query.ts';
import { FeedRun, toReference, type FeedEffects, type FeedRequest } from './feed-run.ts';
import type { Asking } from './narrow.ts';
import { copyId } from './repeat.ts';

/** The request of one query in one copy of a panel, of that of the dashboard. */
export type Narrow = (request: FeedRequest, asking: Asking) => FeedRequest;

/** Where a query is shown: in which copy of a panel, and with which time of its own. */
export type Place = Omit<Asking, 'query'>;

/** A feed and what it is asked with. */
export interface AskedFeed {
  id: string;
  feed: Feed;
  reference: QueryReference;
}

interface Kept {
  asking: Asking;
  run: FeedRun;
  /** Says that the feed is shown, for as long as whoever reads it does. */
  hold: () => void;
  isHeld: boolean;
}

/** Results that nobody shows are kept for whoever comes back, those that were left last. */
export const maxIdle = 100;

/** All queries of one dashboard: run once each, however many panels show them. */
export class Feeds {
  readonly #effects: FeedEffects;
  readonly #narrow: Narrow;
  readonly #runs = new Map<string, Kept>();
  readonly #begin: (id: string, feed: Feed) => void;
  #request: FeedRequest | undefined;

  /** `begin` is told of each feed before it is shown: it may know its result already. */
  constructor(
    effects: FeedEffects,
    narrow: Narrow = (request) => request,
    begin: (id: string, feed: Feed) => void = () => undefined,
  ) {
    this.#effects = effects;
    this.#narrow = narrow;
    this.#begin = begin;
  }

  feed(query: string, place: Place = {}): Feed {
    const { run, hold } = this.#kept({ query, ...place });
    hold();
    return run.feed;
  }

  /** What to ask with from now on; feeds whose answer would differ start again. */
  configure(request: FeedRequest): void {
    this.#request = request;
    for (const kept of this.#runs.values()) this.#configure(kept, request);
  }

  /** Keeps a query going, at `maxPoints` or more, until the returned function is called. */
  want(query: string, maxPoints: number, place: Place = {}): () => void {
    const kept = this.#kept({ query, ...place });
    const release = kept.run.want(maxPoints);
    if (this.#request !== undefined) this.#configure(kept, this.#request);
    return () => {
      release();
      this.#leave(kept);
    };
  }

  /** False while an answer is waited for. */
  get isSettled(): boolean {
    return [...this.#runs.values()].every(({ run }) => run.feed.phase !== 'loading');
  }

  /** Asks again now: all of them, one query wherever it is shown, or one result. */
  reload(which?: string | Feed): void {
    for (const run of this.#which(which)) run.restart();
  }

  /** Breaks off what is being asked, on the server too; what was shown stays. */
  cancel(which?: string | Feed): void {
    for (const run of this.#which(which)) run.cancel();
  }

  /** What each of its queries would be asked with; `pointsOf` those that are not on the screen. */
  references(request: FeedRequest, pointsOf: (feed: Feed) => number): AskedFeed[] {
    return [...this.#runs].map(([id, { asking, run }]) => {
      const reference = toReference(this.#narrow(request, asking), asking.query);
      return {
        id,
        feed: run.feed,
        reference: { ...reference, maxPoints: run.points ?? pointsOf(run.feed) },
      };
    });
  }

  stop(): void {
    for (const { run } of this.#runs.values()) run.stop();
  }

  #which(which: string | Feed | undefined): FeedRun[] {
    return [...this.#runs.values()]
      .filter(({ asking, run }) => [undefined, asking.query, run.feed].includes(which))
      .map(({ run }) => run);
  }

  #configure({ asking, run }: Kept, request: FeedRequest): void {
    run.configure(this.#narrow(request, asking));
  }

  #kept(asking: Asking): Kept {
    const id = idOf(asking);
    const existing = this.#runs.get(id);
    if (existing !== undefined) return existing;
    const kept = apart(() => {
      const run = new FeedRun(asking.query, this.#effects);
      this.#begin(id, run.feed);
      return this.#keep(asking, run);
    });
    this.#runs.set(id, kept);
    return kept;
  }

  #keep(asking: Asking, run: FeedRun): Kept {
    const hold = createSubscriber(() => {
      kept.isHeld = true;
      return () => {
        kept.isHeld = false;
        this.#leave(kept);
      };
    });
    const kept: Kept = { asking, run, hold, isHeld: false };
    return kept;
  }

  /** One that is left is the newest of those that are idle; the oldest of too many go. */
  #leave(kept: Kept): void {
    const id = idOf(kept.asking);
    if (this.#runs.get(id) !== kept || !isIdle(kept)) return;
    this.#runs.delete(id);
    this.#runs.set(id, kept);
    const idle = [...this.#runs].filter(([, one]) => isIdle(one));
    for (const [old, { run }] of idle.slice(0, -maxIdle)) {
      run.stop();
      this.#runs.delete(old);
    }
  }
}

function isIdle({ run, isHeld }: Kept): boolean {
  return !isHeld && run.points === undefined;
}

function idOf(asking: Asking): string {
  return copyId(asking.query, asking.scope ?? {}) + timeKey(asking);
}

/** Equal for what shows the same part of the range, compared with the same. */
function timeKey({ time: { last, shift, compare } = {} }: Asking): string {
  const parts = [last, shift, compare];
  return parts.every((part) => part === undefined) ? '' : `~${JSON.stringify(parts)}`;
}
