import { countText, displayText, formatShare } from '@heliostat/sdk';
import { shortenerOf, textWidth } from '@heliostat/sdk/ui';
import type { Options } from './options.ts';
import type { Funnel, Step } from './steps.ts';

/** What stands in the line of a step, in columns. */
export interface Line {
  label: string;
  value: string;
  first: string;
  before: string;
  /** Between this step and the one before: what was lost, and the time. */
  drop: string;
  duration: string;
}

export interface Columns {
  lines: readonly Line[];
  /** CSS pixels; 0 for a column that is off or has no room. */
  names: number;
  value: number;
  first: number;
  before: number;
  /** Of value and shares together. */
  numbers: number;
}

export const nameSize = 12;
const gap = 14;
const shareWidth = 58;
/** Letters of a name that are looked at. */
const longest = 300;
/** The bars keep at least this share of the width. */
const least = 0.34;

/** The texts of a funnel, and the columns that have room for them: shares go first, then names shrink. */
export function toColumns(funnel: Funnel, width: number, shares: Options['shares']): Columns {
  const lines = funnel.steps.map((step) => toLine(step, funnel));
  const widest = (texts: readonly string[], size: number) =>
    Math.max(0, ...texts.map((text) => textWidth(text, size)));
  const names = Math.min(
    widest(
      lines.map(({ label }) => label),
      nameSize,
    ) + 12,
    Math.max(width * 0.3, 56),
  );
  const value = Math.max(
    gap +
      widest(
        lines.map((line) => line.value),
        13,
      ),
    44,
  );
  const fits = (columns: number) => width - names - value - columns * shareWidth >= width * least;
  const first = (shares === 'both' || shares === 'first') && fits(1) ? shareWidth : 0;
  const isWide = shares === 'both' ? first > 0 && fits(2) : fits(1);
  const before = (shares === 'both' || shares === 'before') && isWide ? shareWidth : 0;
  if (!fits(0))
    return { lines, names: width < 150 ? 0 : names, value: 0, first: 0, before: 0, numbers: 0 };
  return { lines, names, value, first, before, numbers: value + first + before };
}

/** The name of a step, of these, in one line, or in two where it needs them and they have room. */
export function nameLines(
  name: string,
  { width, lines, names = [] }: { width: number; lines: number; names?: readonly string[] },
): string[] {
  if (lines < 2 || textWidth(name, nameSize) <= width)
    return [shortenerOf(names)(name, width, nameSize)];
  const parts = name.slice(0, longest).match(/[^\s_/.-]*[\s_/.-]*/g) ?? [];
  let first = '';
  for (const part of parts) {
    if (textWidth((first + part).trimEnd(), nameSize) > width) break;
    first += part;
  }
  const rest = name.slice(first.length);
  const rests = names.flatMap((one) => (one.startsWith(first) ? [one.slice(first.length)] : []));
  const both = [first.trimEnd(), shortenerOf(rests)(rest, width, nameSize)];
  return both.filter((line) => line !== '');
}

function toLine(step: Step, { durationConfig }: Funnel): Line {
  const { label, ofFirst, ofBefore, lost, duration, config } = step;
  return {
    label,
    value: writeValue(step.value, config),
    first: formatShare(ofFirst),
    before: Number.isNaN(ofBefore) ? '' : formatShare(ofBefore),
    drop: Number.isNaN(ofBefore) || Number.isNaN(lost) ? '' : writeDrop(step),
    duration: Number.isNaN(duration) ? '' : displayText(duration, durationConfig),
  };
}

/** Counts are read in full, 48 210 and not 48.2k, but not with the decimals of an average. */
function writeValue(value: number, config: Step['config']): string {
  const isPlain = config.unit === undefined && config.decimals === undefined;
  if (!isPlain || !Number.isFinite(value)) return displayText(value, config);
  return displayText(value >= 100 ? Math.round(value) : Number(value.toPrecision(3)), config);
}

function writeDrop({ ofBefore, lost, config }: Step): string {
  const sign = lost > 0 ? '−' : '+';
  return `${sign}${formatShare(Math.abs(1 - ofBefore))} · ${sign}${writeValue(Math.abs(lost), config)}`;
}

/** A step in words, for a screen reader. */
export function describeStep({ label, value, first, before, drop, duration }: Line): string {
  const parts = [`${label}: ${value}`];
  if (before !== '') parts.push(`${first} of the first step`, `${before} of the step before`, drop);
  if (duration !== '') parts.push(`after ${duration}`);
  return parts.filter(Boolean).join(', ');
}

/** The panel in one line. */
export function summarize(title: string, { steps, worst }: Funnel, lines: readonly Line[]): string {
  const [first, last] = [lines[0], lines.at(-1)];
  if (first === undefined || last === undefined) return `${title}: no steps`;
  const loss = lines[worst] && `, most are lost before ${lines[worst].label}: ${lines[worst].drop}`;
  return `${title}: ${countText(steps.length, 'step')}, ${first.value} ${first.label} to ${last.value} ${last.label}, ${last.first}${loss ?? ''}`;
}
