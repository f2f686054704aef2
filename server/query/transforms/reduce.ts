import {
  Type,
  fieldFromValues,
  select,
  sliceFrame,
  toSeries,
  numberFields,
  timeField,
  type CellValue,
  type Frame,
} from '@heliostat/sdk';
import { calculationNames, calculations, keepsUnit } from './calculations.ts';
import { seriesRows } from './series-rows.ts';
import { defineTransform } from './transform.ts';

export const reduce = defineTransform({
  title: 'Reduce',
  description: 'One row per series (or per number field), one field per calculation.',
  options: Type.Object({
    calculations: Type.Array(select(calculationNames), {
      default: ['last'],
      minItems: 1,
      description: 'What is calculated of each series.',
    }),
  }),
  apply: (frames, { calculations: wanted }) => {
    const lines = frames.flatMap(toLines);
    const columns = wanted.map((name) => {
      const unit = keepsUnit(calculations[name]) ? sharedUnit(lines) : undefined;
      return fieldFromValues(
        { name, type: 'number', ...(unit !== undefined && { unit }) },
        lines.map(({ values }) => calculations[name].of(values)),
      );
    });
    const names = lines.map(({ name }) => name);
    const fields = [fieldFromValues({ name: 'series', type: 'string' }, names), ...columns];
    return [{ fields, length: lines.length } satisfies Frame];
  },
});

interface Line {
  name: string;
  unit: string | undefined;
  /** All of them, oldest first. */
  values: readonly CellValue[];
}

function toLines(frame: Frame): Line[] {
  if (timeField(frame) === undefined)
    return numberFields(frame).map(({ name, unit, values }) => ({
      name,
      unit,
      values: [...values],
    }));
  return seriesRows(frame)
    .flatMap((rows) => linesOf(frame, rows))
    .sort((a, b) => byName.compare(a.name, b.name));
}

const byName = new Intl.Collator('en', { numeric: true });

/** A line for each number of one series, called as a chart calls it: two rows of one time are two values. */
function linesOf(frame: Frame, rows: readonly number[]): Line[] {
  const [first = 0] = rows;
  const { series } = toSeries([sliceFrame(frame, first, first + 1)], { maxSeries: Infinity });
  return numberFields(frame).map((field, i) => ({
    name: series[i]?.name ?? field.name,
    unit: field.unit,
    values: rows.map((row) => field.values[row] ?? NaN),
  }));
}

function sharedUnit(lines: readonly Line[]): string | undefined {
  const [first] = lines;
  return lines.every(({ unit }) => unit === first?.unit) ? first?.unit : undefined;
}
