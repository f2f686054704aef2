import type { Ask } from './graphql.ts';
import { dashboardOperation, type Dashboard, type DashboardAnswer } from './operations.ts';

/** Reads dashboards for the pages that show them; `onRead` is told of each before its page is. */
export class Openings {
  readonly #ask: Ask;
  readonly #onRead: (dashboard: Dashboard) => void;
  #ahead: { path: string; answer: Promise<Dashboard | null> } | undefined;

  constructor(ask: Ask, onRead: (dashboard: Dashboard) => void) {
    this.#ask = ask;
    this.#onRead = onRead;
  }

  /** Asks for what a page that is still on its way will read. */
  begin(path: string): void {
    const answer = this.#read(path);
    answer.catch(() => undefined);
    this.#ahead = { path, answer };
  }

  /** Null when there is none; throws what the server says. */
  read(path: string, signal: AbortSignal): Promise<Dashboard | null> {
    const ahead = this.#ahead;
    this.#ahead = undefined;
    return ahead?.path === path ? ahead.answer : this.#read(path, signal);
  }

  async #read(path: string, signal?: AbortSignal): Promise<Dashboard | null> {
    const { dashboard } = await this.#ask<DashboardAnswer>(dashboardOperation, { path }, signal);
    if (dashboard !== null) this.#onRead(dashboard);
    return dashboard;
  }
}
