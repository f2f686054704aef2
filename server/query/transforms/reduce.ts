import {
  Type,
  fieldFromValues,
  select,
  toSeries,
  numberFields,
  timeField,
  type CellValue,
  type Frame,
} from '@heliostat/sdk';
import { calculationNames, calculations } from './calculations.ts';
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
    const columns = wanted.map((name) =>
      fieldFromValues(
        { name, type: 'number' },
        lines.map(({ values }) => calculations[name](values)),
      ),
    );
    const names = lines.map(({ name }) => name);
    const fields = [fieldFromValues({ name: 'series', type: 'string' }, names), ...columns];
    return [{ fields, length: lines.length } satisfies Frame];
  },
});

interface Line {
  name: string;
  values: readonly CellValue[];
}

function toLines(frame: Frame): Line[] {
  if (timeField(frame) === undefined)
    return numberFields(frame).map(({ name, values }) => ({ name, values: [...values] }));
  return toSeries([frame], { maxSeries: Infinity }).series.map(({ name, values }) => ({
    name,
    values: [...values],
  }));
}
