import type { App } from '../app/app.ts';
import { playlistQuery } from '../app/playlist.ts';

/** Where a board keeps what its viewer chose: the address bar's query, or another part of it. */
export interface BoardPlace {
  readonly params: URLSearchParams;
  /** The address, from its path on, with this query in the place. */
  href(query: string): string;
}

/** The query of the page; what a playlist says beside the view stays. */
export function addressBar({ router }: App): BoardPlace {
  return {
    get params() {
      return router.url.searchParams;
    },
    href: (query) => {
      const list = playlistQuery(router.url);
      const parts = [list, query.slice(1)].filter((part) => part !== '');
      return router.url.pathname + (parts.length === 0 ? '' : `?${parts.join('&')}`);
    },
  };
}
