import { toErrorReport, toHeliostatError, type Snapshot } from '@heliostat/sdk';
import { frameFromArrow } from '@heliostat/sdk/arrow';
import type { ReadSnapshot } from '../data/snapshot.ts';
import type { Feed } from './feed.svelte.ts';
import { defaultView, formatView, parseView, type View } from './view.ts';

/** What a reader of a snapshot may still choose: none of it needs a query. */
const free: ReadonlySet<string> = new Set(['panel', 'series', 'folded', 'tab']);

/** Why it does not: what is said to whoever tries. */
export const frozenReason = [
  'A snapshot shows what was frozen',
  'Open the live dashboard for more.',
] as const;

/** A dashboard that asks for nothing: its results are those of a snapshot. */
export class Frozen {
  readonly snapshot: Snapshot;
  /** The view that was shared. */
  readonly view: View;
  readonly #patches: ReadonlyMap<string, ReadSnapshot['patches'][number] | undefined>;

  constructor({ snapshot, patches }: ReadSnapshot) {
    this.snapshot = snapshot;
    this.#patches = new Map(snapshot.results.map((key, i) => [key, patches[i]]));
    const shared = parseView(new URLSearchParams(snapshot.view), defaultView(snapshot.document));
    this.view = {
      ...shared,
      from: new Date(snapshot.from).toISOString(),
      to: new Date(snapshot.to).toISOString(),
      refresh: 'off',
      panel: snapshot.panel,
      ...{ inspect: undefined, edit: undefined },
    };
  }

  /** What a reader's address begins with: how legends and rows were left. */
  get search(): string {
    const { series, folded, tab } = this.view;
    const plain = defaultView(this.snapshot.document);
    return formatView({ ...plain, series, folded, tab }, plain);
  }

  /** Of what a URL asks for, that which a snapshot can show; the rest is as it was shared. */
  viewOf(asked: View): View {
    const chosen = Object.entries(asked).filter(([key]) => free.has(key));
    const view: View = { ...this.view, ...Object.fromEntries(chosen) };
    return this.snapshot.panel === undefined ? view : { ...view, panel: this.snapshot.panel };
  }

  /** Whether a change needs more than the snapshot has. */
  refuses(change: Partial<View>): boolean {
    return Object.keys(change).some((key) => !free.has(key));
  }

  /** Gives a feed the result that was frozen under its id. */
  fill(id: string, feed: Feed): void {
    const patch = this.#patches.get(id);
    if (patch?.kind === 'error') feed.fail(patch.error);
    else if (patch === undefined) feed.fail(missing);
    else
      try {
        feed.accept({ ...patch, frame: frameFromArrow(patch.arrow) }, this.snapshot.madeAt);
      } catch (thrown) {
        feed.fail(toErrorReport(toHeliostatError(thrown)));
      }
  }
}

const missing = {
  code: 'NOT_FOUND',
  message: 'this result is not in the snapshot',
} as const;
