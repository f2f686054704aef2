import {
  formatTime,
  numberFields,
  timeField,
  type Frame,
  type Interval,
  type SeriesSet,
} from '@heliostat/sdk';
import { hasPoints } from './points.ts';

/** Why there is nothing to draw, and what to do about it. */
export interface Emptiness {
  title: string;
  hint: string;
  /** Where there is data, when it lies outside the visible range. */
  range?: Interval;
}

/** Undefined when there is something to draw. */
export function whyEmpty(
  frames: readonly Frame[],
  set: SeriesSet,
  view: { range: Interval; timeZone: string },
): Emptiness | undefined {
  if (frames.length === 0)
    return { title: 'No data yet', hint: 'The query of this panel has not answered.' };
  const { from, to } = between(view.range, view.timeZone);
  if (frames.every((frame) => frame.length === 0))
    return {
      title: 'No rows in this range',
      hint: `Nothing between ${from} and ${to}. Widen the range, or remove a filter.`,
    };
  if (set.series.length === 0) return whyNoSeries(frames);
  if (!set.series.some(({ values }) => values.some(Number.isFinite)))
    return {
      title: 'Only empty values',
      hint: `All ${set.times.length} values are null: check what the query counts or divides by.`,
    };
  if (!hasPoints(set.times, view.range)) return outside(set, view.timeZone);
  return;
}

function whyNoSeries(frames: readonly Frame[]): Emptiness {
  const names = frames.flatMap((frame) => frame.fields.map((field) => field.name.slice(0, 40)));
  const fields = names.slice(0, 8).join(', ') || 'none';
  if (frames.every((frame) => timeField(frame) === undefined))
    return {
      title: 'No time field',
      hint: `Fields: ${fields}. A time series needs a time column; use another panel type, or select one.`,
    };
  if (frames.every((frame) => numberFields(frame).length === 0))
    return {
      title: 'No number field',
      hint: `Fields: ${fields}. Select or compute a number to draw over time.`,
    };
  return { title: 'Nothing to draw', hint: 'No result has both a time and a number field.' };
}

function outside(set: SeriesSet, timeZone: string): Emptiness {
  const first = set.times[0] ?? 0;
  const last = set.times.at(-1) ?? first;
  const data = between({ from: first, to: last }, timeZone);
  return {
    title: 'No points in this range',
    hint: `There is data from ${data.from} to ${data.to}.`,
    range: { from: first, to: last + Math.max(1000, (last - first) * 0.02) },
  };
}

function between(range: Interval, timeZone: string): { from: string; to: string } {
  return {
    from: formatTime(range.from, timeZone, 'minute'),
    to: formatTime(range.to, timeZone, 'minute'),
  };
}
