import {
  lastNumber,
  own,
  resolveThresholds,
  thresholdQueries,
  type PanelDocument,
  type ResolvedThresholds,
  type ThresholdBound,
} from '@heliostat/sdk';
import type { Board } from './board.svelte.ts';
import type { Feed } from './feed.svelte.ts';

/** One point is enough where the last number counts. */
const maxPoints = 100;

/** Numbers for thresholds that are a variable's or a query's. */
export class BoardThresholds {
  readonly #board: Board;

  constructor(board: Board) {
    this.#board = board;
  }

  /** The field rules of a panel, every threshold with its number. */
  resolve(id: string, panel: PanelDocument): ResolvedThresholds {
    return resolveThresholds(panel.fields, (bound) => this.#numberOf(id, bound));
  }

  /** Keeps the queries behind the thresholds of a panel going until the returned function is called. */
  want(id: string): () => void {
    const place = this.#board.time.plainPlaceOf(id);
    const releases = thresholdQueries(this.#board.panel(id) ?? {}).map((query) =>
      this.#board.feeds.want(query, maxPoints, place),
    );
    return () => releases.forEach((release) => release());
  }

  /** The results that a panel's thresholds are read from. */
  feedsOf(id: string): readonly Feed[] {
    const place = this.#board.time.plainPlaceOf(id);
    return thresholdQueries(this.#board.panel(id) ?? {}).map((query) =>
      this.#board.feeds.feed(query, place),
    );
  }

  /** Why thresholds of a panel are absent; nothing while their numbers are on the way. */
  notices(id: string): readonly string[] {
    const panel = this.#board.panel(id);
    if (panel === undefined || this.#isWaiting(id, panel)) return [];
    return this.resolve(id, panel).missing.map(
      (bound) => `The threshold at ${bound} is left out: there is no number.`,
    );
  }

  #isWaiting(id: string, panel: PanelDocument): boolean {
    return thresholdQueries(panel).some((query) => {
      const { frame, error } = this.#feed(id, query);
      return frame === undefined && error === undefined;
    });
  }

  #numberOf(id: string, bound: Exclude<ThresholdBound, number>): number | undefined {
    if (typeof bound === 'object') {
      const { frame } = this.#feed(id, bound.query);
      return frame && lastNumber(frame, bound.field);
    }
    const [text = ''] = own(this.#board.variables.of(id), bound.slice(1)) ?? this.#constant(bound);
    const number = Number(text);
    return text.trim() === '' || !Number.isFinite(number) ? undefined : number;
  }

  #constant(bound: string): readonly string[] {
    const variable = own(this.#board.document.variables ?? {}, bound.slice(1));
    return variable?.type === 'constant' ? [variable.value] : [];
  }

  #feed(id: string, query: string) {
    return this.#board.feeds.feed(query, this.#board.time.plainPlaceOf(id));
  }
}
