import {
  Type,
  dimensionFields,
  duration,
  fieldFromValues,
  numberFields,
  parseDuration,
  timeField,
  valueAt,
  type CellValue,
  type Field,
  type Frame,
} from '@heliostat/sdk';
import { compareCells, takeRows, withField } from './rows.ts';
import { defineTransform } from './transform.ts';

export const compare = defineTransform({
  title: 'Compare with earlier',
  description: 'Beside each number what it was one period before.',
  options: Type.Object({
    shift: Type.Optional(
      duration({ description: 'How much earlier, like 7d. Default: the length of the range.' }),
    ),
    label: Type.String({ default: 'before', maxLength: 80, description: 'Added to the names.' }),
  }),
  apply: async (frames, { shift, label }, { range, stepMs, earlier }) => {
    const exactMs = shift === undefined ? range.to - range.from : parseDuration(shift);
    const isOverTime = frames.some((frame) => timeField(frame) !== undefined);
    const shiftMs = isOverTime ? wholeSteps(exactMs, stepMs) : exactMs;
    const past = await earlier(shiftMs);
    return frames.map((frame, i) => beside(frame, past[i], { shiftMs, label }));
  },
});

/** Buckets begin at multiples of the step: only a shift by whole ones puts one on the other. */
function wholeSteps(ms: number, stepMs: number): number {
  return stepMs > 0 ? Math.max(1, Math.round(ms / stepMs)) * stepMs : ms;
}

/**
 * Rows are matched by time moved by the shift and by equal text fields. Over time, what was there only
 * before gets rows of its own: the rest of yesterday stays in sight today.
 */
function beside(
  frame: Frame,
  past: Frame | undefined,
  { shiftMs, label }: { shiftMs: number; label: string },
): Frame {
  if (past === undefined) return frame;
  const shifted = moveTime(past, shiftMs);
  const matched = match(frame, shifted);
  const joined = numberFields(frame).reduce(
    (result, field) => {
      const name = `${field.name} ${label}`;
      const source = shifted.fields.find((other) => other.name === field.name);
      return withField(result, fieldFromValues({ ...field, name }, valuesOf(source, matched.past)));
    },
    extended(frame, shifted, matched),
  );
  return inOrderOfTime(joined, matched.past.length > frame.length);
}

interface Matched {
  /** By row of the result: the row of now, and of before; -1 where there is none. */
  now: readonly number[];
  past: readonly number[];
}

function match(frame: Frame, past: Frame): Matched {
  const key = keyOf(frame);
  const now = Array.from({ length: frame.length }, (_, row) => row);
  const rows = rowsByKey(past);
  const found = now.map((row) => rows.get(key(row)) ?? -1);
  if (timeField(frame) === undefined) return { now, past: found };
  const taken = new Set(found);
  const left = [...rows.values()].filter((row) => !taken.has(row));
  return { now: [...now, ...left.map(() => -1)], past: [...found, ...left] };
}

/** Of rows with one key the last counts, as in a series; without a time none does: any would be a guess. */
function rowsByKey(frame: Frame): Map<string, number> {
  const isOverTime = timeField(frame) !== undefined;
  const key = keyOf(frame);
  const rows = new Map<string, number>();
  for (let row = 0; row < frame.length; row++) {
    const text = key(row);
    rows.set(text, isOverTime || !rows.has(text) ? row : -1);
  }
  return rows;
}

/** The fields of now; in rows of before only, time and texts are those of before. */
function extended(frame: Frame, past: Frame, matched: Matched): Frame {
  if (matched.now.length === frame.length) return frame;
  const fields = frame.fields.map((field): Field => {
    const source =
      field.type === 'number' ? undefined : past.fields.find(({ name }) => name === field.name);
    const before = valuesOf(source, matched.past);
    return fieldFromValues(
      field,
      matched.now.map((row, i) => (row < 0 ? (before[i] ?? null) : valueAt(field, row))),
    );
  });
  return { fields, length: matched.now.length };
}

function inOrderOfTime(frame: Frame, hasMore: boolean): Frame {
  const time = timeField(frame);
  if (time === undefined || !hasMore) return frame;
  const order = Array.from({ length: frame.length }, (_, row) => row);
  order.sort((a, b) => compareCells(time.values[a] ?? NaN, time.values[b] ?? NaN));
  return takeRows(frame, order);
}

function valuesOf(field: Field | undefined, rows: readonly number[]): CellValue[] {
  return rows.map((row) => (field === undefined || row < 0 ? null : valueAt(field, row)));
}

function moveTime(frame: Frame, shiftMs: number): Frame {
  const time = timeField(frame);
  if (time === undefined) return frame;
  return withField(frame, { ...time, values: time.values.map((ms) => ms + shiftMs) });
}

function keyOf(frame: Frame): (row: number) => string {
  const time = timeField(frame);
  const parts: readonly Field[] = dimensionFields(frame);
  return (row) =>
    JSON.stringify([time?.values[row] ?? 0, ...parts.map((field) => valueAt(field, row))]);
}
