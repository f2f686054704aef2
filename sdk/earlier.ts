import { fieldFromValues, isNull, valueAt, type Field, type Frame } from './frame.ts';

/** Name of the field, or series, that says what `name` was one period earlier: what `compare` calls it. */
export function earlierName(name: string): string {
  return `${name} before`;
}

/** The frames as they are, and as they were: of the same fields, at the times of now. */
export interface ComparedFrames {
  now: readonly Frame[];
  /** Only of frames that have a number field beside what it was before. */
  earlier: readonly Frame[];
}

/**
 * Frames with `events` and `events before` side by side, taken apart: each part has the rows that have a
 * number in it. Frames without such a pair are as they are.
 */
export function splitEarlier(frames: readonly Frame[]): ComparedFrames {
  const parts = frames.map(splitFrame);
  return {
    now: parts.map(({ now }) => now),
    earlier: parts.flatMap(({ earlier }) => earlier ?? []),
  };
}

function splitFrame(frame: Frame): { now: Frame; earlier?: Frame } {
  const numbers = frame.fields.filter((field) => field.type === 'number');
  const before = new Map(
    numbers.flatMap((field) => {
      const pair = numbers.find(({ name }) => name === earlierName(field.name));
      return pair === undefined ? [] : [[field.name, pair] as const];
    }),
  );
  if (before.size === 0) return { now: frame };
  const earlierNames = new Set([...before.values()].map(({ name }) => name));
  const others = frame.fields.filter(({ type }) => type !== 'number');
  const now = frame.fields.filter(({ name }) => !earlierNames.has(name));
  const earlier = [...before].map(([name, field]) => ({ ...field, name }));
  return {
    now: withNumbers({ ...frame, fields: now }),
    earlier: withNumbers({ ...frame, fields: [...others, ...earlier] }),
  };
}

/** Without the rows that are there for the other part only. */
function withNumbers(frame: Frame): Frame {
  const numbers = frame.fields.filter(({ type }) => type === 'number');
  const rows = Array.from({ length: frame.length }, (_, row) => row).filter((row) =>
    numbers.some((field) => !isNull(field, row)),
  );
  if (rows.length === frame.length) return frame;
  const fields = frame.fields.map((field): Field =>
    fieldFromValues(
      field,
      rows.map((row) => valueAt(field, row)),
    ),
  );
  return { ...frame, fields, length: rows.length };
}
