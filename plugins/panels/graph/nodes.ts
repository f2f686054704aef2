import {
  dimensionFields,
  fieldConfigOf,
  isNull,
  numberFields,
  valueAt,
  type Frame,
} from '@heliostat/sdk';
import type { Measure } from './network.ts';
import type { Fields } from './options.ts';

export interface OwnNodes {
  /** By the id that edges name. */
  rows: ReadonlyMap<string, { label: string; value: number }>;
  measure: Measure | undefined;
}

const idName = /^(id|node|name|service)$/i;
const labelName = /^(label|title|name)$/i;
/** As Grafana calls the number of a node. */
const valueName = /^(value|status|mainstat)$/i;
const maxRows = 10_000;

/** Nodes of a frame with a text that is their id, and perhaps one that is their label and a number. */
export function readNodes(frame: Frame, fields: Fields): OwnNodes {
  const texts = dimensionFields(frame);
  const id = texts.find(({ name }) => idName.test(name)) ?? texts[0];
  const label = texts.find((field) => field !== id && labelName.test(field.name)) ?? id;
  const numbers = numberFields(frame);
  const number = numbers.find(({ name }) => valueName.test(name)) ?? numbers[0];
  const rows = new Map<string, { label: string; value: number }>();
  if (id === undefined || label === undefined) return { rows, measure: undefined };
  for (let row = 0; row < Math.min(frame.length, maxRows); row++) {
    const key = valueAt(id, row);
    if (key === null || key === '') continue;
    const value = number === undefined || isNull(number, row) ? NaN : (number.values[row] ?? NaN);
    rows.set(String(key), { label: String(valueAt(label, row) ?? key), value });
  }
  const measure = number && {
    name: number.name,
    config: { unit: 'short', ...fieldConfigOf(fields, number) },
  };
  return { rows, measure };
}
