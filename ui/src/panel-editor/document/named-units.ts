import type { BuiltQuery, PanelDocument } from '@heliostat/sdk';
import { isSame } from '../../data/same.ts';

/** Units of fields by their names. */
export type Units = Readonly<Record<string, string>>;

/** Ends of the names of fields, and the unit they say their numbers have. */
const endings: readonly (readonly [RegExp, string])[] = [
  [/(^|_)(ns|nanos|nanoseconds)$/, 'ns'],
  [/(^|_)(us|micros|microseconds)$/, 'us'],
  [/(^|_)(ms|millis|milliseconds)$/, 'ms'],
  [/(_s|(^|_)(sec|secs|seconds))$/, 's'],
  [/(^|_)bytes(_\w+)?$/, 'bytes'],
  [/(^|_)(pct|percent)$/, 'percent'],
];

/** By the names of the figures: the unit of what each is computed of, where its name says one. */
export function unitsOfBuilt({ measures }: BuiltQuery): Units {
  return Object.fromEntries(
    measures.flatMap(({ name, aggregate, field = '' }) => {
      const unit = aggregate === 'count' || aggregate === 'unique' ? undefined : unitOf(field);
      return unit === undefined ? [] : [[name, unit]];
    }),
  );
}

/** Whether nothing is said of the fields of a panel but units that were proposed. */
export function isOnlyUnits({ fields = {} }: PanelDocument, proposed: Units): boolean {
  return Object.entries(fields).every(
    ([name, rule]) => Object.hasOwn(proposed, name) && isSame(rule, { unit: proposed[name] }),
  );
}

function unitOf(field: string): string | undefined {
  const words = field.replaceAll(/([a-z\d])([A-Z])/g, '$1_$2').toLowerCase();
  return endings.find(([ending]) => ending.test(words))?.[1];
}
