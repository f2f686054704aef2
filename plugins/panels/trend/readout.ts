import { displayText, formatText, formatTime, type FieldConfig } from '@heliostat/sdk';
import type { TooltipRow } from '@heliostat/sdk/ui';
import { scoreAt, type Anomaly } from './anomalies.ts';
import type { Band } from './band.ts';
import type { Baseline } from './baseline.ts';

/** What is needed to tell of a point. */
export interface Told {
  name: string;
  times: Float64Array;
  values: Float64Array;
  baseline: Baseline;
  band: Band;
  config: FieldConfig;
  timeZone: string;
}

/** One point against what was expected. */
export interface Explanation {
  time: string;
  value: string;
  /** Undefined where too little was known. */
  expected: string | undefined;
  /** `180 – 220` */
  band: string;
  /** `62% above` */
  off: string;
  /** `5.2 × the usual deviation` */
  score: string;
}

export function explain(told: Told, i: number): Explanation {
  const { baseline, timeZone } = told;
  const text = (value: number) => textOf(told, value);
  const expected = baseline.expected[i] ?? NaN;
  const [low, high] = [told.band.low[i] ?? NaN, told.band.high[i] ?? NaN];
  const isKnown = [expected, low, high].every(Number.isFinite);
  return {
    time: formatTime(told.times[i], timeZone, 'second'),
    value: text(told.values[i] ?? NaN),
    expected: isKnown ? text(expected) : undefined,
    band: isKnown ? `${text(low)} – ${text(high)}` : '',
    off: offText(told, i),
    score: isKnown
      ? `${formatText(Math.abs(scoreAt(told.values, baseline, i)), { unit: 'none', decimals: 1 })} × the usual deviation`
      : '',
  };
}

/** In percent of the expected, where that says something; else the difference itself. */
function offText(told: Told, i: number): string {
  const expected = told.baseline.expected[i] ?? NaN;
  const difference = (told.values[i] ?? NaN) - expected;
  if (!Number.isFinite(difference)) return '';
  if (difference === 0) return 'as expected';
  const share = (100 * Math.abs(difference)) / Math.abs(expected);
  const size =
    Number.isFinite(share) && share < 1000
      ? formatText(share, { unit: 'percent', decimals: share < 10 ? 1 : 0 })
      : textOf(told, Math.abs(difference));
  return `${size} ${difference > 0 ? 'above' : 'below'}`;
}

function textOf({ config }: Told, value: number): string {
  // Three digits are enough to compare by; all of them are in the query.
  if (config.unit === undefined && config.decimals === undefined && !Number.isNaN(value))
    return formatText(value, { unit: 'short' });
  return displayText(value, config);
}

export function tooltipRows(
  { name }: Told,
  { value, expected, band, off, score }: Explanation,
  colors: { line: string; band: string },
): TooltipRow[] {
  const row = (name: string, text: string) => ({ name, text, color: 'transparent' });
  const first = { name, text: value, color: colors.line, isStrong: true };
  if (expected === undefined) return [first, row('expected', 'too little is known yet')];
  return [
    first,
    { name: 'expected', text: expected, color: colors.band },
    row('usual', band),
    row('off by', off),
    row('that is', score),
  ];
}

export function spoken(
  { time, value, expected, off, score }: Explanation,
  isUnusual: boolean,
): string {
  if (expected === undefined) return `${time}: ${value}`;
  return `${time}: ${value}, expected ${expected}${isUnusual ? `, unusual: ${off}, ${score}` : ''}`;
}

const basis = {
  day: 'the same time of earlier days',
  week: 'the same time of earlier weeks',
  off: 'the points just before',
} as const;

/** What the band was made from, in words. */
export function basisOf({ season }: Baseline): string {
  return basis[season];
}

export function summarizeTrend(title: string, told: Told, anomalies: readonly Anomaly[]): string {
  const last = explain(told, told.values.length - 1);
  const count = anomalies.length === 1 ? '1 anomaly' : `${anomalies.length || 'no'} anomalies`;
  const expected = last.expected === undefined ? '' : `, expected ${last.expected}`;
  return `${title.slice(0, 200)}: ${count}, last ${last.value}${expected}`;
}
