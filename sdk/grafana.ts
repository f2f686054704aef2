import { isTree, toTree, type Tree } from './tree.ts';

export { isTree, toTree, type Tree };

/** A panel of Grafana, as its JSON has it. */
export interface GrafanaPanel {
  type: string;
  /** What its panel plugin keeps. */
  options: Tree;
  /** `fieldConfig.defaults.custom`: what its panel plugin keeps per field. */
  custom: Tree;
  /** All of the panel, for panels that are older than `options`. */
  panel: Tree;
}

/** How a panel plugin takes over panels of Grafana; the default export of its `./grafana`. */
export interface GrafanaPanelImport {
  /** Types of panels that it stands for. */
  types: readonly string[];
  /** Whether it stands for this panel of one of its types; absent: for all of them. */
  takes?(panel: Tree): boolean;
  /**
   * The `fieldConfig` of a panel that is older than it, as Grafana itself would write it today; undefined
   * where the panel has its own.
   */
  fieldConfig?(panel: Tree, note: (text: string) => void): Tree | undefined;
  /** Its options; a word for what has no counterpart goes to `note`, but for keys that are never read. */
  options(panel: GrafanaPanel, note: (text: string) => void): Record<string, unknown>;
  /** Its options of one field, from keys of `custom` such as `axisPlacement`. */
  field?(custom: Tree, around: GrafanaFieldAround): Record<string, unknown>;
}

export interface GrafanaFieldAround {
  /** For all fields: `options` may have spoken of them already. */
  isDefault: boolean;
  note: (text: string) => void;
}

/** A variable that a query of Grafana may name. */
export interface GrafanaVariable {
  /** Its slug here. */
  name: string;
  /** Holds any number of values; none is all. */
  multi: boolean;
  /** A width of time: `"step": "$name"` makes it the time bucket of a query. */
  isInterval?: boolean;
}

/** How a datasource plugin takes over queries of Grafana; the default export of its `./grafana`. */
export interface GrafanaDatasourceImport {
  /** Types of datasources that it stands for. */
  types: readonly string[];
  /** Its query; undefined where nothing of it can be taken over. */
  query(target: Tree, around: GrafanaQueryAround): Record<string, unknown> | undefined;
  /** Names of the tables that such a query reads: ad hoc filters are offered the fields of the only one. */
  tables?(query: Tree): readonly string[];
}

export interface GrafanaQueryAround {
  /** By their names in Grafana. */
  variables: ReadonlyMap<string, GrafanaVariable>;
  note: (text: string) => void;
}

/** The objects of a list; what else stands in it, or in its place, is left out. */
export function toTrees(value: unknown): readonly Tree[] {
  return Array.isArray(value) ? value.filter(isTree) : [];
}

/** Our word for one of Grafana's; undefined where there is none. */
export function wordFor(
  words: Readonly<Record<string, string>>,
  word: unknown,
): string | undefined {
  return typeof word === 'string' && Object.hasOwn(words, word) ? words[word] : undefined;
}

/** A number of a panel from before Grafana 7, which may be a text; undefined for anything else. */
export function oldNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** A text of such a panel, or a number as one; empty for anything else. */
export function oldText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/**
 * Bounds and colours of a panel from before Grafana 7 as `thresholds` of today: one colour more than
 * bounds, which are a list or a text with commas. Undefined where there are none.
 */
export function oldThresholds(bounds: unknown, colors: unknown): Tree | undefined {
  const list: readonly unknown[] = Array.isArray(bounds) ? bounds : oldText(bounds).split(',');
  const values = list.flatMap((bound) => oldNumber(bound) ?? []);
  if (values.length === 0 || !Array.isArray(colors)) return undefined;
  const steps = [null, ...values].map((value, i) => ({ value, color: colors[i] as unknown }));
  return { mode: 'absolute', steps };
}

/** `valueMaps` or `rangeMaps` of a panel or style from before Grafana 7 as `mappings` of today. */
export function oldMappings({ mappingType, valueMaps, rangeMaps }: Tree): readonly Tree[] {
  const chosen = mappingType === 2 ? rangeMaps : valueMaps;
  return toTrees(chosen).flatMap(toMapping);
}

function toMapping({ value, from, to, text }: Tree): Tree[] {
  if (typeof text !== 'string') return [];
  const result = { text };
  const isNothing = [value, from, to].some((bound) => bound === 'null');
  if (isNothing) return [{ type: 'special', options: { match: 'null', result } }];
  if (value !== undefined) return [{ type: 'value', options: { [oldText(value)]: result } }];
  return [{ type: 'range', options: { from: oldNumber(from), to: oldNumber(to), result } }];
}
