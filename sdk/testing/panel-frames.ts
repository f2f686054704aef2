import { fieldFromValues, valueAt, type Field, type Frame } from '../frame.ts';

/** Frames derived from a panel's own example that every panel must survive. */
export function hardFrames(frames: readonly Frame[]): Record<string, readonly Frame[]> {
  return {
    'no frames': [],
    'a frame without fields': [{ fields: [], length: 0 }],
    'no rows': frames.map((frame) => resize(frame, 0)),
    'one row': frames.map((frame) => resize(frame, 1)),
    'null, NaN and infinite numbers': frames.map(withHoles),
    'only nulls': frames.map(onlyNulls),
    'huge, tiny and negative numbers': frames.map(extreme),
    'only zeros': frames.map((frame) => mapNumbers(frame, () => 0)),
    'only negative numbers': frames.map((frame) => mapNumbers(frame, (_, row) => -1 - row)),
    'only infinite numbers': frames.map((frame) => mapNumbers(frame, () => Infinity)),
    'each row twice': frames.map((frame) => takeRows(frame, (row) => row >> 1)),
    'rows from last to first': frames.map((frame) =>
      takeRows(frame, (row) => frame.length - 1 - row),
    ),
    'a null in every field of every other row': frames.map(withGaps),
    'names of what is left over': frames.map(leftOver),
    '10,000 rows': frames.map((frame) => resize(frame, 10_000)),
    '60 series': frames.map((frame) => widen(frame, 60)),
    'fields nobody knows': frames.map(withStrangers),
    'hostile texts': frames.map(hostile),
  };
}

export const markup = '<img src=x onerror="globalThis.wasHacked = true"><script>1</script>';

/** The example with as many rows as asked; times go on in the step of the example. */
function resize(frame: Frame, length: number): Frame {
  const fields = frame.fields.map((field) => {
    const values = Array.from({ length }, (_, row) => {
      const value = field.values[row % Math.max(1, frame.length)];
      return field.type === 'time' ? timeAt(field.values, row, frame.length) : value;
    });
    return remake(field, values);
  });
  return { fields, length };
}

function timeAt(times: Float64Array, row: number, length: number): number {
  const first = times[0] ?? Date.UTC(2026, 10, 22);
  const span = (times[length - 1] ?? first) - first + 1000;
  return (times[row % Math.max(1, length)] ?? first) + Math.floor(row / Math.max(1, length)) * span;
}

function withHoles(frame: Frame): Frame {
  const holes = [null, NaN, Infinity, -Infinity];
  return mapNumbers(frame, (value, row) => (row % 2 === 0 ? value : holes[(row >> 1) % 4]));
}

function takeRows(frame: Frame, source: (row: number) => number): Frame {
  const fields = frame.fields.map((field) =>
    remake(
      field,
      Array.from({ length: frame.length }, (_, row) => valueAt(field, source(row))),
    ),
  );
  return { fields, length: frame.length };
}

function withGaps(frame: Frame): Frame {
  return takeRows(frame, (row) => (row % 2 === 0 ? row : -1));
}

/** Texts that panels have for what has no name, or is added up. */
function leftOver(frame: Frame): Frame {
  const texts = ['other', 'Other', '(empty)', '', '∅', 'other (2)'];
  const fields = frame.fields.map((field) =>
    field.type === 'string'
      ? remake(
          field,
          Array.from({ length: frame.length }, (_, row) => texts[row % texts.length]),
        )
      : field,
  );
  return { fields, length: frame.length };
}

function onlyNulls(frame: Frame): Frame {
  return mapNumbers(frame, () => null);
}

function extreme(frame: Frame): Frame {
  const values = [1e300, -1e300, 1e-300, 0, -0, Number.MAX_VALUE];
  return mapNumbers(frame, (_, row) => values[row % values.length]);
}

function widen(frame: Frame, count: number): Frame {
  const numbers = frame.fields.filter((field) => field.type === 'number');
  const more = Array.from({ length: count }, (_, i) =>
    numbers.slice(0, 1).map((field) => ({ ...field, name: `${field.name} ${i}` })),
  ).flat();
  return { fields: [...frame.fields, ...more], length: frame.length };
}

function withStrangers(frame: Frame): Frame {
  const column = { name: 'payload', type: 'json' } as const;
  const values = Array.from({ length: frame.length }, (_, row) => ({ row, nested: [1, null] }));
  return { fields: [fieldFromValues(column, values), ...frame.fields], length: frame.length };
}

function hostile(frame: Frame): Frame {
  const long = 'x'.repeat(10_000);
  const texts = [markup, long, '', '\u0000\u202e', '__proto__', 'constructor'];
  const fields = frame.fields.map((field, i) => {
    const name = `${i % 2 === 0 ? markup : long}${i}`;
    if (field.type !== 'string') return { ...field, name };
    const values = Array.from({ length: frame.length }, (_, row) => texts[row % texts.length]);
    return { ...remake(field, values), name };
  });
  return { fields, length: frame.length };
}

function mapNumbers(frame: Frame, value: (value: unknown, row: number) => unknown): Frame {
  const fields = frame.fields.map((field) =>
    field.type === 'number' ? remake(field, Array.from(field.values, value)) : field,
  );
  return { fields, length: frame.length };
}

function remake(field: Field, values: readonly unknown[]): Field {
  const { name, type, unit, labels } = field;
  return fieldFromValues(
    { name, type, ...(unit !== undefined && { unit }), ...(labels !== undefined && { labels }) },
    values,
  );
}
