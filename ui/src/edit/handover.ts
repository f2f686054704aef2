/** Panels that another page gives to a dashboard: put in when its edit mode opens. */
export class Handover {
  readonly #texts = new Map<string, string>();

  /** A fragment as on the clipboard, for the dashboard at a path. */
  give(path: string, fragment: string): void {
    this.#texts.set(path, fragment);
  }

  /** What was given, once. */
  take(path: string): string | undefined {
    const text = this.#texts.get(path);
    this.#texts.delete(path);
    return text;
  }
}
