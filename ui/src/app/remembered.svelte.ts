/** A short list of texts kept in this browser, newest first: recent dashboards, stars, ranges. */
export class Remembered {
  #entries = $state.raw<readonly string[]>([]);
  readonly #storage: Storage | undefined;
  readonly #key: string;
  readonly #limit: number;

  constructor(storage: Storage | undefined, key: string, limit = 12) {
    this.#limit = limit;
    this.#storage = storage;
    this.#key = `heliostat.${key}`;
    this.#entries = parseEntries(read(storage, this.#key));
  }

  get entries(): readonly string[] {
    return this.#entries;
  }

  has(entry: string): boolean {
    return this.#entries.includes(entry);
  }

  /** Puts an entry first. */
  add(entry: string): void {
    this.#keep([entry, ...this.#others(entry)].slice(0, this.#limit));
  }

  toggle(entry: string): void {
    if (this.has(entry)) this.#keep(this.#others(entry));
    else this.add(entry);
  }

  /** As it is kept now: another tab may have added to it. */
  #others(entry: string): string[] {
    const kept = read(this.#storage, this.#key);
    const entries = kept === null ? this.#entries : parseEntries(kept);
    return entries.filter((other) => other !== entry);
  }

  #keep(entries: readonly string[]): void {
    this.#entries = entries;
    try {
      this.#storage?.setItem(this.#key, JSON.stringify(entries));
    } catch {
      // Full or forbidden storage: remembered until the page is left.
    }
  }
}

function read(storage: Storage | undefined, key: string): string | null {
  try {
    return storage?.getItem(key) ?? null;
  } catch {
    return null;
  }
}

function parseEntries(text: string | null): readonly string[] {
  if (text === null) return [];
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
  } catch {
    return [];
  }
}
