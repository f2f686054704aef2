import type { App } from '../app/app.ts';
import { runQuery } from '../data/query.ts';
import type { FeedEffects } from './feed-run.ts';

/** What feeds need of the world, in a browser. */
export function feedEffects(app: App): FeedEffects {
  return {
    run: (query, signal) => runQuery(app.fetch, query, signal),
    subscribe: (subscription, onPatch) => app.live.subscribe(subscription, onPatch),
    now: () => app.live.now(),
    clock: () => performance.now(),
    isHidden: () => document.hidden,
    after: (ms, run) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
  };
}
