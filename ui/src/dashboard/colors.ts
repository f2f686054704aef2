import { assignColors } from '@heliostat/sdk/ui';

/**
 * Which slot of the palette each name of each panel has. It follows from the names of the panel alone, so
 * that every load, the panel editor, a picture and a page on paper agree, whichever panel's query answers
 * first. While the dashboard is open a name that is there keeps its slot when others come.
 */
export class ColorRegistry {
  readonly #panels = new Map<string, ReadonlyMap<string, number>>();

  /** 0 to 9: of a name among all that the panel with this id tells apart. */
  slot(panel: string, name: string, among: readonly string[]): number {
    const known = this.#panels.get(panel)?.get(name);
    return known ?? this.#assign(panel, [...among, name]).get(name) ?? 0;
  }

  #assign(panel: string, names: readonly string[]): ReadonlyMap<string, number> {
    const before = this.#panels.get(panel) ?? new Map<string, number>();
    const present = new Set(names);
    // What is gone leaves its slot to what is new.
    const kept = [...before].filter(([name]) => present.has(name));
    const slots = assignColors(names, new Map(kept));
    this.#panels.set(panel, slots);
    return slots;
  }
}
