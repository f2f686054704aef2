import { matchRoute, type Route } from './route.ts';

/** What a history entry remembers beside its URL. */
interface Entry {
  /** Zooms since the range was last chosen otherwise; Escape goes back while there are any. */
  zooms: number;
}

/** The address bar as state. One per app. */
export class Router {
  #url = $state.raw(new URL('http://localhost/'));
  #zooms = $state(0);
  readonly route: Route = $derived(matchRoute(this.#url.pathname));
  readonly #window: Window;

  constructor(window: Window) {
    this.#window = window;
    this.#read();
    window.addEventListener('popstate', () => this.#read());
  }

  get url(): URL {
    return this.#url;
  }

  get zooms(): number {
    return this.#zooms;
  }

  /** Goes to a path or `?query` of this origin; `replace` leaves no history entry. */
  go(href: string, options: { replace?: boolean; zoom?: boolean } = {}): void {
    const url = new URL(href, this.#url);
    if (url.href === this.#url.href) return;
    const samePage = url.pathname === this.#url.pathname;
    const zooms = options.zoom === true ? this.#zooms + 1 : options.replace ? this.#zooms : 0;
    const entry: Entry = { zooms };
    if (options.replace === true) this.#window.history.replaceState(entry, '', url);
    else this.#window.history.pushState(entry, '', url);
    this.#read();
    if (!samePage) this.#window.scrollTo(0, 0);
  }

  /** Undoes the last zoom; false when the last change was none. */
  zoomBack(): boolean {
    if (this.#zooms === 0) return false;
    this.#window.history.back();
    return true;
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

  #read(): void {
    this.#url = new URL(this.#window.location.href);
    const entry = this.#window.history.state as Entry | null;
    this.#zooms = entry?.zooms ?? 0;
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
