import type { DashboardDocument } from '@heliostat/sdk';

/** Panels that another page gives to a dashboard: put in when its edit mode opens. */
export class Handover {
  readonly #given = new Map<string, DashboardDocument>();

  /** A dashboard whose panels, with what they need, go to the one at a path. */
  give(path: string, document: DashboardDocument): void {
    this.#given.set(path, document);
  }

  /** What was given, once. */
  take(path: string): DashboardDocument | undefined {
    const document = this.#given.get(path);
    this.#given.delete(path);
    return document;
  }
}
