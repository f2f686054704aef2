import {
  Type,
  dimensionFields,
  duration,
  fieldFromValues,
  numberFields,
  parseDuration,
  timeField,
  valueAt,
  type Field,
  type Frame,
} from '@heliostat/sdk';
import { withField } from './rows.ts';
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
  apply: async (frames, { shift, label }, { range, earlier }) => {
    const shiftMs = shift === undefined ? range.to - range.from : parseDuration(shift);
    const past = await earlier(shiftMs);
    return frames.map((frame, i) => beside(frame, past[i], { shiftMs, label }));
  },
});

/** Rows are matched by time moved by the shift and by equal text fields. */
function beside(
  frame: Frame,
  past: Frame | undefined,
  { shiftMs, label }: { shiftMs: number; label: string },
): Frame {
  if (past === undefined) return frame;
  const rows = new Map<string, number>();
  const keyPast = keyOf(past, shiftMs);
  for (let row = 0; row < past.length; row++) rows.set(keyPast(row), row);
  const key = keyOf(frame, 0);
  return numberFields(frame).reduce((joined, field) => {
    const source = past.fields.find(({ name }) => name === field.name);
    const values = Array.from({ length: frame.length }, (_, row) => {
      const at = rows.get(key(row));
      return at === undefined || source === undefined ? null : valueAt(source, at);
    });
    const name = `${field.name} ${label}`;
    return withField(joined, fieldFromValues({ ...field, name }, values));
  }, frame);
}

function keyOf(frame: Frame, shiftMs: number): (row: number) => string {
  const time = timeField(frame);
  const parts: readonly Field[] = dimensionFields(frame);
  return (row) =>
    JSON.stringify([
      time === undefined ? 0 : (time.values[row] ?? 0) + shiftMs,
      ...parts.map((field) => valueAt(field, row)),
    ]);
}
