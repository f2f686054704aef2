import { exactDigits, fixedDigits, magnitudeOf, shortDigits, stepDecimals } from './digits.ts';
import { parseUnit, type UnitScale } from './unit.ts';
import { ticks as linearTicks } from 'd3-array';
import { formatTime } from './time-format.ts';

export interface FormatOptions {
  /** See `parseUnit`; default `short`. */
  unit?: string | undefined;
  /** Fixed number of decimals; default: three significant digits. */
  decimals?: number | undefined;
  /** Written for null and NaN; default `–`. */
  noValue?: string | undefined;
  /** For `dateTime`: an IANA name or `utc`, which is the default. */
  timeZone?: string | undefined;
}

/** A number ready to show: `prefix + text + suffix`; a panel may set the affixes smaller. */
export interface FormattedValue {
  text: string;
  prefix?: string;
  /** With its leading space, where the unit has one. */
  suffix?: string;
}

type Numeric = number | null | undefined;

/** A value in its unit: 1234 `ms` is `1.23` and ` s`. Independent of the locale; never `-0`. */
export function formatValue(value: Numeric, options: FormatOptions = {}): FormattedValue {
  if (value === null || value === undefined || Number.isNaN(value))
    return { text: options.noValue ?? '–' };
  if (options.unit === 'dateTime') return { text: formatTime(value, options.timeZone) };
  const scale = parseUnit(options.unit);
  if (!Number.isFinite(value)) return affixed(value < 0 ? '−∞' : '∞', scale, scale.suffix);
  const magnitude = magnitudeOf(value * scale.factor, scale, options.decimals);
  const text = shortDigits(value * scale.factor, magnitude, options.decimals ?? scale.decimals);
  return affixed(text + magnitude.mark, scale, magnitude.unit + scale.suffix);
}

/** `formatValue` as one text. */
export function formatText(value: Numeric, options: FormatOptions = {}): string {
  const { prefix = '', text, suffix = '' } = formatValue(value, options);
  return prefix + text + suffix;
}

/** A share from 0 to 1 as percent, with a decimal below 10: 0.034 is `3.4%`, 0.34 is `34%`. */
export function formatShare(share: number): string {
  const decimals = share !== 0 && Math.abs(share) < 0.0995 ? 1 : 0;
  return formatText(share * 100, { unit: 'percent', decimals });
}

/** A number of things in words: `1 row`, `264 rows`; `plural` where an s is not enough. */
export function countText(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatText(count, { unit: 'none' })} ${count === 1 ? noun : plural}`;
}

/** What stands along a value axis. */
export interface AxisLabels {
  /** One for each tick, without the unit where all share it. */
  texts: string[];
  /** Written once, behind the last; with its leading space. */
  unit: string;
}

/**
 * Labels of one value axis: one magnitude and the same decimals for all. Ticks over two decades
 * or more, as on a logarithmic axis, are each written on their own.
 */
export function formatAxis(ticks: readonly number[], options: FormatOptions = {}): AxisLabels {
  const scale = parseUnit(options.unit);
  if (options.unit === 'dateTime' || isWide(ticks)) return separateLabels(ticks, options);
  const largest = Math.max(...ticks.map(Math.abs), 0) * scale.factor;
  const magnitude = axisMagnitude(largest, scale);
  const decimals = options.decimals ?? stepDecimals(ticks, scale.factor / magnitude.size);
  const texts = ticks.map((tick) => {
    const scaled = (tick * scale.factor) / magnitude.size;
    return scale.prefix + fixedDigits(scaled, decimals) + (scaled === 0 ? '' : magnitude.mark);
  });
  return { texts, unit: magnitude.unit + scale.suffix };
}

/** `formatAxis` with the unit behind the last label. */
export function formatTicks(ticks: readonly number[], options: FormatOptions = {}): string[] {
  const { texts, unit } = formatAxis(ticks, options);
  return texts.map((text, i) => (i === texts.length - 1 ? text + unit : text));
}

/**
 * About `count` round values within the domain, round in the magnitude they are written in: a byte
 * axis has ticks at 256 KiB, a duration axis at 5 min.
 */
export function valueTicks(
  domain: readonly [number, number],
  count: number,
  options: FormatOptions = {},
): number[] {
  const [low, high] = domain;
  if (!(high > low) || !Number.isFinite(high - low)) return [low];
  const scale = parseUnit(options.unit);
  const largest = Math.max(Math.abs(low), Math.abs(high)) * scale.factor;
  const size = axisMagnitude(largest, scale).size / scale.factor;
  return linearTicks(low / size, high / size, Math.max(1, count)).map((tick) => tick * size);
}

/** The number as it is, all digits that matter, for copying and for screen readers of tables. */
export function formatExact(value: Numeric): string {
  return value === null || value === undefined || Number.isNaN(value) ? '–' : exactDigits(value);
}

/** Units with magnitudes of their own (`ms`, `s`) stand on every label; a plain suffix stands once. */
function separateLabels(ticks: readonly number[], options: FormatOptions): AxisLabels {
  const { steps, suffix } = parseUnit(options.unit);
  const isShared = steps.every((step) => step.unit === '') && options.unit !== 'dateTime';
  const texts = ticks.map((tick) => {
    const value = formatValue(tick, options);
    return (value.prefix ?? '') + value.text + (isShared ? '' : (value.suffix ?? ''));
  });
  return { texts, unit: isShared ? suffix : '' };
}

/** The sign stands before the prefix: `−$5`. */
function affixed(text: string, scale: UnitScale, suffix: string): FormattedValue {
  const isSigned = scale.prefix !== '' && text.startsWith('−');
  const prefix = isSigned ? `−${scale.prefix}` : scale.prefix;
  return {
    text: isSigned ? text.slice(1) : text,
    ...(prefix !== '' && { prefix }),
    ...(suffix !== '' && { suffix }),
  };
}

/** Plain numbers stay whole up to 9,999 on an axis: `1500` reads better than `1.5k` beside `500`. */
function axisMagnitude(largest: number, scale: UnitScale) {
  const magnitude = magnitudeOf(largest, scale, undefined);
  if (magnitude.mark === 'k' && largest < 10_000) return { size: 1, mark: '', unit: '' };
  return magnitude;
}

function isWide(ticks: readonly number[]): boolean {
  const sizes = ticks.map(Math.abs).filter((size) => size > 0);
  return sizes.length > 1 && Math.max(...sizes) / Math.min(...sizes) >= 100;
}
