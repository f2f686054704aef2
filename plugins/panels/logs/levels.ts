import { displayValue, type CellValue, type FieldConfig } from '@heliostat/sdk';

/** A level as lines have it: words that mean the same are one. */
export interface Level {
  name: string;
  /** Colour token; undefined: by its name, as series have theirs. */
  color: string | undefined;
  /** 0 is the gravest; words that are no level come last, as they were met. */
  rank: number;
}

const known: readonly (readonly [name: string, color: string, words: RegExp])[] = [
  ['fatal', 'crit', /^(fatal|panic|emerg(ency)?|alert|crit(ical)?)$/],
  ['error', 'crit', /^(err(or)?|severe|failed|failure)$/],
  ['warning', 'warn', /^warn(ing)?$/],
  ['notice', 'accent', /^notice$/],
  ['info', 'series.7', /^(info(rmation(al)?)?|ok)$/],
  ['debug', 'muted', /^(debug|fine)$/],
  ['trace', 'series.10', /^(trace|verbose|finer|finest)$/],
];

/** Of a line that says none. */
export const none: Level = { name: 'no level', color: 'muted', rank: 1000 };

/** The level a value means; a mapping of the field names and colours it before its own word does. */
export function levelOf(value: CellValue, config: FieldConfig): Level {
  const { text, color } = displayValue(value, config);
  if (value === null || text === '') return none;
  const word = text.trim().toLowerCase();
  const rank = known.findIndex(([, , words]) => words.test(word));
  const [name = text.trim().slice(0, 60), own] = known[rank] ?? [];
  return { name, color: color ?? own, rank: rank < 0 ? known.length : rank };
}
