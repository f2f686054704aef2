import {
  HeliostatError,
  Type,
  field,
  fieldFromValues,
  freeName,
  numberFields,
  select,
  valueAt,
  type Field,
  type Frame,
} from '@heliostat/sdk';
import { calculationNames, calculationOver, calculations } from './calculations.ts';
import { compareCells, groupRows, isMissing, needField, takeRows, toText } from './rows.ts';
import { defineTransform } from './transform.ts';

export const top = defineTransform({
  title: 'Top N and other',
  description: 'The largest groups; what is left becomes one group more.',
  options: Type.Object({
    by: field({ fieldType: 'string', description: 'Field whose values are the groups.' }),
    of: field({ fieldType: 'number', description: 'Number they are compared by.' }),
    count: Type.Integer({ minimum: 1, maximum: 1000, default: 10, description: 'How many.' }),
    calculation: select(calculationNames, {
      default: 'sum',
      description: 'How the numbers of a group become one.',
    }),
    other: Type.String({
      default: 'other',
      maxLength: 80,
      description: 'Name of the rest, whose numbers are added up; empty: left out.',
    }),
  }),
  apply: (frames, { by, of, count, calculation, other }) =>
    frames.map((frame) => {
      const key = keyField(frame, by, other);
      const measure = needField(frame, of, 'of');
      const sizes = calculationOver(calculation, { field: measure, option: 'of' });
      const groups = groupRows(frame, [key])
        .map((rows) => ({ rows, size: sizes.of(rows.map((row) => valueAt(measure, row))) }))
        .sort(
          (a, b) =>
            compareCells(b.size, a.size) * (isMissing(a.size) || isMissing(b.size) ? -1 : 1),
        );
      const largest = takeRows(frame, rowsIn(groups.slice(0, count)));
      const rest = rowsIn(groups.slice(count));
      if (rest.length === 0 || other === '') return largest;
      const taken = new Set(groups.slice(0, count).map(({ rows: [row = 0] }) => textAt(key, row)));
      return append(largest, merge(takeRows(frame, rest), by, freeName(other, taken)));
    }),
});

/** Where the rest gets a name, only a text can hold it. */
function keyField(frame: Frame, by: string, other: string): Field {
  const key = needField(frame, by, 'by');
  if (key.type === 'string' || other === '') return key;
  throw new HeliostatError('INVALID_QUERY', `by: "${by}" must be text, it is ${key.type}`, {
    hint: `Make a text of it with a step "calculate": string(${by}); or leave the rest out.`,
  });
}

/** In the order they had. */
function rowsIn(groups: readonly { rows: readonly number[] }[]): number[] {
  return groups.flatMap(({ rows }) => rows).sort((a, b) => a - b);
}

function textAt(field: Field, row: number): string {
  return toText(valueAt(field, row));
}

/** The rest: numbers added up over rows that agree in everything else. */
function merge(frame: Frame, by: string, other: string): Frame {
  const measures = new Set<string>(numberFields(frame).map(({ name }) => name));
  const named = frame.fields.map((field): Field =>
    field.name === by ? fieldFromValues(field, new Array<string>(frame.length).fill(other)) : field,
  );
  const keys = named.filter(({ name }) => !measures.has(name));
  const groups = groupRows({ fields: named, length: frame.length }, keys);
  const firsts = takeRows(
    { fields: named, length: frame.length },
    groups.map(([first = 0]) => first),
  );
  const fields = firsts.fields.map((field, i): Field => {
    const source = named[i];
    if (source === undefined || !measures.has(field.name)) return field;
    const sums = groups.map((rows) => calculations.sum.of(rows.map((row) => valueAt(source, row))));
    return fieldFromValues(field, sums);
  });
  return { fields, length: groups.length };
}

function append(a: Frame, b: Frame): Frame {
  const fields = a.fields.map((field, i) => {
    const other = b.fields[i];
    const values = Array.from({ length: a.length + b.length }, (_, row) =>
      row < a.length || other === undefined ? valueAt(field, row) : valueAt(other, row - a.length),
    );
    return fieldFromValues(field, values);
  });
  return { fields, length: a.length + b.length };
}
