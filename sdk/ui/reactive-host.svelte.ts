import type { PanelHost } from '../panel.ts';

/**
 * The host as a Svelte component sees it: `theme`, `timeZone` and `color` are reactive, and any number
 * of draws may be scheduled before a frame; the page's scheduler still sees one per panel.
 */
export class ReactiveHost implements PanelHost {
  readonly #host: PanelHost;
  readonly #draws = new Set<() => void>();
  #version = $state(0);

  constructor(host: PanelHost) {
    this.#host = host;
  }

  /** Theme, time zone or colours changed. */
  refresh(): void {
    this.#version++;
  }

  /** Forgets what is scheduled. */
  close(): void {
    this.#draws.clear();
  }

  get theme() {
    return this.#tracked().theme;
  }

  get timeZone() {
    return this.#tracked().timeZone;
  }

  color(name: string, among: readonly string[]): string {
    return this.#tracked().color(name, among);
  }

  now(): number {
    return this.#host.now();
  }

  get cursor() {
    return this.#host.cursor;
  }

  get canSelect() {
    return this.#tracked().canSelect === true;
  }

  get portal() {
    return this.#host.portal;
  }

  schedule(draw: () => void): void {
    const isFirst = this.#draws.size === 0;
    this.#draws.add(draw);
    if (isFirst) this.#host.schedule(() => this.#drawAll());
  }

  zoom(range: Parameters<PanelHost['zoom']>[0]): void {
    this.#host.zoom(range);
  }

  zoomBack(): boolean {
    return this.#host.zoomBack();
  }

  select(filters: Parameters<PanelHost['select']>[0]): void {
    this.#host.select(filters);
  }

  choose(series: Parameters<PanelHost['choose']>[0]): void {
    this.#host.choose(series);
  }

  get annotate() {
    return this.#host.annotate;
  }

  get contrast() {
    return this.#host.contrast;
  }

  get openAnnotation() {
    return this.#host.openAnnotation;
  }

  announce(text: string): void {
    this.#host.announce(text);
  }

  summarize(text: string): void {
    this.#host.summarize(text);
  }

  /** Reading the version makes whoever reads depend on it. */
  #tracked(): PanelHost {
    return this.#version < 0 ? this : this.#host;
  }

  #drawAll(): void {
    const draws = [...this.#draws];
    this.#draws.clear();
    for (const draw of draws) draw();
  }
}
