import { HeliostatError } from '@heliostat/sdk';
import { diffDashboards, type DashboardChange } from '@heliostat/sdk/diff';
import type { Ask } from '../data/graphql.ts';
import { Resource } from '../data/resource.svelte.ts';
import {
  versionOperation,
  versionsOperation,
  type Version,
  type VersionAnswer,
  type VersionsAnswer,
  type VersionText,
} from './operations.ts';

const pageSize = 50;
const most = 200;

export interface Comparison {
  before: VersionText;
  after: VersionText;
  /** Undefined where one of the two is no dashboard. */
  changes: readonly DashboardChange[] | undefined;
}

/** The versions of one dashboard, and the two that are compared. */
export class VersionHistory {
  readonly list: Resource<readonly Version[]>;
  readonly comparison: Resource<Comparison | undefined>;
  /** Ids. */
  before = $state<string | undefined>();
  after = $state<string | undefined>();
  readonly #ask: Ask;
  readonly #path: string;
  readonly #texts = new Map<string, VersionText>();
  #first = $state(pageSize);

  constructor(ask: Ask, path: string) {
    this.#ask = ask;
    this.#path = path;
    this.list = new Resource((signal) => this.#list(signal));
    this.comparison = new Resource((signal) => this.#compare(signal));
  }

  /** Whether there may be older ones than those listed. */
  get hasMore(): boolean {
    return this.list.value?.length === this.#first && this.#first < most;
  }

  async load(): Promise<void> {
    await this.list.load();
    const versions = this.list.value ?? [];
    if (this.after !== undefined) return;
    // The newest and the one before it.
    const [after, before] = versions;
    if (after !== undefined && before !== undefined) await this.choose(before.id, after.id);
  }

  loadMore(): Promise<void> {
    this.#first = Math.min(most, this.#first + pageSize);
    return this.list.load();
  }

  /** Compares two; of any two the later is `after`. */
  async choose(before: string, after: string): Promise<void> {
    const order = (this.list.value ?? []).map(({ id }) => id);
    const isTurned = order.indexOf(before) < order.indexOf(after);
    [this.before, this.after] = isTurned ? [after, before] : [before, after];
    await this.comparison.load();
  }

  /** Throws NOT_FOUND when it is gone meanwhile. */
  async read(id: string, signal?: AbortSignal): Promise<VersionText> {
    const known = this.#texts.get(id);
    if (known !== undefined) return known;
    const variables = { path: this.#path, id };
    const { dashboard } = await this.#ask<VersionAnswer>(versionOperation, variables, signal);
    if (!dashboard?.version)
      throw new HeliostatError('NOT_FOUND', 'this version is no longer kept', {
        hint: 'Open the list of versions again.',
      });
    this.#texts.set(id, dashboard.version);
    return dashboard.version;
  }

  async #list(signal: AbortSignal): Promise<readonly Version[]> {
    const variables = { path: this.#path, first: this.#first };
    const { dashboard } = await this.#ask<VersionsAnswer>(versionsOperation, variables, signal);
    return dashboard?.versions ?? [];
  }

  async #compare(signal: AbortSignal): Promise<Comparison | undefined> {
    if (this.before === undefined || this.after === undefined) return;
    const [before, after] = await Promise.all([
      this.read(this.before, signal),
      this.read(this.after, signal),
    ]);
    const changes =
      before.document === null || after.document === null
        ? undefined
        : diffDashboards(before.document, after.document);
    return { before, after, changes };
  }
}
