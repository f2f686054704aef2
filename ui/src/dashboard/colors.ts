import { assignColors } from '@heliostat/sdk/ui';

/** Which slot of the palette a series has; one per dashboard, so a name looks the same everywhere. */
export class ColorRegistry {
  #slots: ReadonlyMap<string, number> = new Map();

  /** 0 to 9. */
  slot(name: string): number {
    const known = this.#slots.get(name);
    if (known !== undefined) return known;
    this.#slots = assignColors([name], this.#slots);
    return this.#slots.get(name) ?? 0;
  }
}
