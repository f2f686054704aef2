import type { RangeText } from '@heliostat/sdk';
import { isApart, matchRoute, type Route } from './route.ts';

/** What a history entry remembers beside its URL. */
interface Entry {
  /** The ranges before each zoom since the range was last chosen otherwise. */
  zooms: readonly RangeText[];
  /** Whether going back one entry undoes the last of them. */
  isZoom: boolean;
}

export interface GoOptions {
  /** Leaves no history entry. */
  replace?: boolean;
  zooms?: readonly RangeText[];
  isZoom?: boolean;
}

const noZooms: Entry = { zooms: [], isZoom: false };

/** The address bar as state. One per app. */
export class Router {
  #url = $state.raw(new URL('http://localhost/'));
  #entry = $state.raw(noZooms);
  readonly route: Route = $derived(matchRoute(this.#url.pathname));
  /** Loaded without the frame of the application, and until it is left. */
  readonly isApart: boolean;
  /** Held by a page of another site, or made for that: whatever is opened, opens elsewhere. */
  readonly isEmbedded: boolean;
  readonly #window: Window;

  constructor(window: Window) {
    this.#window = window;
    this.#read();
    this.isApart = isApart(this.route);
    this.isEmbedded = this.isApart && this.route.page !== 'snapshot';
    window.addEventListener('popstate', () => this.#read());
  }

  get url(): URL {
    return this.#url;
  }

  /** The ranges that undoing zooms returns to, the next one last. */
  get zooms(): readonly RangeText[] {
    return this.#entry.zooms;
  }

  /** Whether the last step was a zoom, so that `back` undoes it. */
  get isZoom(): boolean {
    return this.#entry.isZoom;
  }

  back(): void {
    this.#window.history.back();
  }

  /** Goes to a path or `?query` of this origin. */
  go(href: string, { replace = false, zooms = [], isZoom = false }: GoOptions = {}): void {
    const url = new URL(href, this.#url);
    if (url.href === this.#url.href) return;
    const samePage = url.pathname === this.#url.pathname;
    if (!samePage && (this.isApart || isApart(matchRoute(url.pathname)))) {
      this.#leave(url);
      return;
    }
    const entry: Entry = { zooms, isZoom };
    if (replace) this.#window.history.replaceState(entry, '', url);
    else this.#window.history.pushState(entry, '', url);
    this.#read();
    if (!samePage) this.#window.scrollTo(0, 0);
  }

  /** Follows plain clicks on links of this origin without loading the page anew. */
  onClick(event: MouseEvent): void {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (link === null || !isPlainClick(event)) return;
    if (link.target !== '' || link.hasAttribute('download')) return;
    const url = new URL(link.href, this.#url);
    if (url.origin !== this.#url.origin || isServed(url.pathname)) return;
    if (url.hash !== '' && url.pathname === this.#url.pathname) return;
    event.preventDefault();
    this.go(url.href);
  }

  /** What is apart and what is not are never one page: nobody is led from a frame to where things change. */
  #leave(url: URL): void {
    if (this.isEmbedded) this.#window.open(url, '_blank', 'noopener');
    else this.#window.location.assign(url);
  }

  #read(): void {
    this.#url = new URL(this.#window.location.href);
    this.#entry = (this.#window.history.state as Entry | null) ?? noZooms;
  }
}

function isPlainClick(event: MouseEvent): boolean {
  const hasModifier = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
  return !event.defaultPrevented && event.button === 0 && !hasModifier;
}

/** Paths the server answers itself. */
function isServed(pathname: string): boolean {
  return /^\/(api|graphql|ingest|metrics|livez|readyz)(\/|$)/.test(pathname);
}
