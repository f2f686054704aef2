import {
  dimensionFields,
  fieldConfigOf,
  isNull,
  numberFields,
  valueAt,
  type Field,
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
  const { id, label, number } = nodeFields(frame);
  const rows = new Map<string, { label: string; value: number }>();
  for (let row = 0; row < Math.min(frame.length, maxRows); row++) {
    const key = textAt(id, row);
    if (key === '') continue;
    const value = number === undefined || isNull(number, row) ? NaN : (number.values[row] ?? NaN);
    rows.set(key, { label: textAt(label, row) || key, value });
  }
  const measure = number && {
    name: number.name,
    config: { unit: 'short', ...fieldConfigOf(fields, number) },
  };
  return { rows, measure: id && measure };
}

function nodeFields(frame: Frame) {
  const texts = dimensionFields(frame);
  const id = texts.find(({ name }) => idName.test(name)) ?? texts[0];
  const numbers = numberFields(frame);
  return {
    id,
    label: texts.find((field) => field !== id && labelName.test(field.name)) ?? id,
    number: numbers.find(({ name }) => valueName.test(name)) ?? numbers[0],
  };
}

/** Empty where there is nothing. */
function textAt(field: Field | undefined, row: number): string {
  const value = field === undefined ? null : valueAt(field, row);
  return typeof value === 'string' || typeof value === 'boolean' ? String(value) : '';
}
