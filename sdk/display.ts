import type { FieldConfig, ValueMapping } from './dashboard.ts';
import { formatExact, formatValue, type FormattedValue } from './format.ts';
import type { CellValue } from './frame.ts';
import { formatTime } from './time-format.ts';
import { thresholdFor } from './ui/threshold.ts';

/** A value as it is shown. */
export interface DisplayedValue extends FormattedValue {
  /** Colour token of the mapping or threshold it is in, or of the field; undefined: plain ink. */
  color?: string;
}

/** What of a field's configuration matters here. */
export type DisplayConfig = {
  [Key in keyof FieldConfig]?: FieldConfig[Key] | undefined;
};

export interface DisplayOptions {
  /** What the value is: a `time` is written in the time zone. Default: by the value's own type. */
  type?: 'time' | undefined;
  /** IANA name or `utc`, the default. */
  timeZone?: string | undefined;
}

/**
 * A value as its field is configured: the first mapping that fits, else its unit and decimals. A number
 * without a unit is written in full, `noValue` stands for null and NaN.
 */
export function displayValue(
  value: CellValue,
  config: DisplayConfig,
  options: DisplayOptions = {},
): DisplayedValue {
  const mapping = mappingFor(value, config.mappings);
  const color = mapping?.color ?? thresholdColor(value, config) ?? config.color;
  const shown =
    mapping?.text === undefined ? formatCell(value, config, options) : { text: mapping.text };
  return { ...shown, ...(color !== undefined && { color }) };
}

/** `displayValue` as one text. */
export function displayText(
  value: CellValue,
  config: DisplayConfig,
  options: DisplayOptions = {},
): string {
  const { prefix = '', text, suffix = '' } = displayValue(value, config, options);
  return prefix + text + suffix;
}

/** The first mapping that fits a value. */
export function mappingFor(
  value: CellValue,
  mappings: readonly ValueMapping[] | undefined,
): ValueMapping | undefined {
  return mappings?.find((mapping) => fits(value, mapping));
}

function fits(value: CellValue, mapping: ValueMapping): boolean {
  if (mapping.special !== undefined) return isSpecial(value, mapping.special);
  if (value === null || typeof value === 'object') return false;
  if (mapping.value !== undefined) return String(value) === String(mapping.value);
  if (mapping.match !== undefined) return matches(String(value), mapping.match);
  if (mapping.from === undefined && mapping.to === undefined) return false;
  const { from = -Infinity, to = Infinity } = mapping;
  return typeof value === 'number' && value >= from && value <= to;
}

function isSpecial(value: CellValue, special: NonNullable<ValueMapping['special']>): boolean {
  if (special === 'null') return value === null;
  if (special === 'nan') return typeof value === 'number' && Number.isNaN(value);
  return value === '';
}

/** An expression that cannot be read fits nothing; `heliostat validate` names it. */
function matches(text: string, source: string): boolean {
  try {
    return new RegExp(source, 'u').test(text);
  } catch {
    return false;
  }
}

function thresholdColor(value: CellValue, { thresholds }: DisplayConfig): string | undefined {
  return typeof value === 'number' ? thresholdFor(value, thresholds)?.color : undefined;
}

function formatCell(
  value: CellValue,
  { unit, decimals, noValue = '–' }: DisplayConfig,
  { type, timeZone }: DisplayOptions,
): FormattedValue {
  if (value === null) return { text: noValue };
  if (typeof value === 'object') return { text: JSON.stringify(value) };
  if (typeof value !== 'number') return { text: String(value) };
  if (type === 'time') return { text: formatTime(value, timeZone) };
  if (unit === undefined && decimals === undefined && !Number.isNaN(value))
    return { text: formatExact(value) };
  return formatValue(value, { unit, decimals, noValue, timeZone });
}
