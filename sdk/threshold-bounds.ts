import type { FieldDocument, PanelDocument, Threshold } from './dashboard.ts';
import { valueAt, type Frame } from './frame.ts';

type Rules = PanelDocument['fields'];

/** A threshold's `at` as the file says it. */
export type ThresholdBound = NonNullable<FieldDocument['thresholds']>[number]['at'];

/** One threshold of a panel's file. */
export interface PlacedBound {
  /** Key of the field rule. */
  rule: string;
  index: number;
  at: ThresholdBound;
}

/** All thresholds of a panel, in the order of its file. */
export function thresholdBounds(fields: Rules = {}): PlacedBound[] {
  return Object.entries(fields).flatMap(([rule, config]) =>
    thresholdsOf(config).map(({ at }, index) => ({ rule, index, at })),
  );
}

/** Names of the queries that a panel's thresholds take their numbers from, each once. */
export function thresholdQueries(panel: Pick<PanelDocument, 'fields'>): string[] {
  const names = thresholdBounds(panel.fields).flatMap(({ at }) =>
    typeof at === 'object' ? [at.query] : [],
  );
  return [...new Set(names)];
}

/** A bound in words, for messages: `$limit`, `limits.p99`. */
export function boundText(at: ThresholdBound): string {
  if (typeof at !== 'object') return String(at);
  return at.field === undefined ? at.query : `${at.query}.${at.field}`;
}

/** Field rules with numbers for thresholds. */
export interface ResolvedThresholds {
  fields: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Bounds without a number: their thresholds are left out. */
  missing: readonly string[];
}

/** The field rules as a panel gets them: every threshold has a number, those without one are gone. */
export function resolveThresholds(
  fields: Rules = {},
  numberOf: (bound: Exclude<ThresholdBound, number>) => number | undefined,
): ResolvedThresholds {
  if (thresholdBounds(fields).every(({ at }) => typeof at === 'number'))
    return { fields, missing: [] };
  const missing = new Set<string>();
  const resolve = (threshold: Threshold | { at: ThresholdBound }): object[] => {
    const { at } = threshold;
    const known = typeof at === 'number' ? at : numberOf(at);
    if (known !== undefined) return [{ ...threshold, at: known }];
    missing.add(boundText(at));
    return [];
  };
  const resolved = Object.entries(fields).map(([rule, config]) => [
    rule,
    config['thresholds'] === undefined
      ? config
      : { ...config, thresholds: ascending(thresholdsOf(config).flatMap(resolve)) },
  ]);
  return {
    fields: Object.fromEntries(resolved) as ResolvedThresholds['fields'],
    missing: [...missing],
  };
}

/** The last number of a field, by default of the first number field; undefined where there is none. */
export function lastNumber(frame: Frame, field?: string): number | undefined {
  const found = frame.fields.find(
    ({ name, type }) => type === 'number' && (field === undefined || name === field),
  );
  if (found === undefined) return undefined;
  for (let row = frame.length - 1; row >= 0; row--) {
    const value = valueAt(found, row);
    if (typeof value === 'number' && Number.isFinite(value)) return value;
  }
  return undefined;
}

/** Steps of a scale are read upwards, wherever their numbers come from. */
function ascending(thresholds: readonly object[]): object[] {
  return [...(thresholds as Threshold[])].sort((a, b) => a.at - b.at);
}

function thresholdsOf(
  config: Readonly<Record<string, unknown>>,
): NonNullable<FieldDocument['thresholds']> {
  const { thresholds } = config;
  return Array.isArray(thresholds) ? (thresholds as NonNullable<FieldDocument['thresholds']>) : [];
}
