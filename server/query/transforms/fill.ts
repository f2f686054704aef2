import {
  HeliostatError,
  Type,
  dimensionFields,
  fieldFromValues,
  numberFields,
  select,
  timeField,
  toSeries,
  type Frame,
  type Interval,
} from '@heliostat/sdk';
import { groupRows } from './rows.ts';
import { toNumberField } from './series-rows.ts';
import { defineTransform } from './transform.ts';

const maxTimes = 100_000;
/** About 40 MB. */
const maxCells = 5_000_000;

export const fill = defineTransform({
  title: 'Fill gaps',
  description: 'A value for every time bucket of the range, one field per series.',
  options: Type.Object({
    with: select(['zero', 'previous', 'linear', 'nothing'], {
      default: 'zero',
      description: 'What stands where there was no row.',
    }),
  }),
  apply: (frames, { with: how }, { range, stepMs }) =>
    frames.map((frame): Frame => {
      const time = timeField(frame);
      checkCells(countSeries(frame), new Set(time?.values).size);
      const { times, series } = toSeries([frame], { maxSeries: Infinity });
      if (time === undefined || times.length === 0) return frame;
      const every = regularTimes(times, range, stepMs);
      checkCells(series.length, every.length);
      const rows = new Map(Array.from(times, (at, row) => [at, row]));
      const fields = series.map(({ name, unit, values }) => {
        const spread = Float64Array.from(every, (at) => values[rows.get(at) ?? -1] ?? NaN);
        const like = { name, type: 'number' as const, values: spread, ...(unit && { unit }) };
        return toNumberField(like, fillers[how](spread));
      });
      const axis = fieldFromValues({ name: time.name, type: 'time' }, every);
      return { fields: [axis, ...fields], length: every.length };
    }),
});

function countSeries(frame: Frame): number {
  return groupRows(frame, dimensionFields(frame)).length * numberFields(frame).length;
}

/** Throws LIMIT_EXCEEDED where a field for each series would have more values than memory should hold. */
function checkCells(series: number, times: number): void {
  if (times * series <= maxCells) return;
  throw new HeliostatError(
    'LIMIT_EXCEEDED',
    `${series} series at ${times} times: too many to fill`,
    {
      hint: 'Take wider buckets, or keep the largest series with a step "top" before this one.',
    },
  );
}

/** The times there are, and those whole steps from the first of them whose buckets are in the range. */
function regularTimes(times: Float64Array, range: Interval, stepMs: number): number[] {
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  const start = first - Math.max(0, Math.ceil((first - range.from) / stepMs)) * stepMs;
  const end = Math.max(last, range.to);
  const all = new Set(times);
  if (stepMs > 0 && (end - start) / stepMs < maxTimes)
    for (let at = start; at < end; at += stepMs) if (at > range.from - stepMs) all.add(at);
  return [...all].sort((a, b) => a - b);
}

const fillers = {
  nothing: (values: Float64Array) => values,
  zero: (values: Float64Array) => values.map((value) => (Number.isNaN(value) ? 0 : value)),
  previous: (values: Float64Array) => {
    let last = NaN;
    return values.map((value) => (last = Number.isNaN(value) ? last : value));
  },
  linear: interpolate,
} as const;

/** Straight lines between known values; nothing before the first and after the last. */
function interpolate(values: Float64Array): Float64Array {
  const filled = values.slice();
  let known = -1;
  values.forEach((value, i) => {
    if (Number.isNaN(value)) return;
    const from = values[known] ?? NaN;
    for (let j = known + 1; known >= 0 && j < i; j++)
      filled[j] = from + ((value - from) * (j - known)) / (i - known);
    known = i;
  });
  return filled;
}
