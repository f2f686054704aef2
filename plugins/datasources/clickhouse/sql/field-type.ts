import type { FieldType } from '@heliostat/sdk';

const leaves: readonly (readonly [FieldType, RegExp])[] = [
  ['time', /^Date(Time)?(32|64)?\b/],
  ['number', /^(U?Int\d+|B?Float\d+|Decimal\d*|Time(64)?|Interval\w+)\b/],
  ['boolean', /^Bool\b/],
  ['string', /^((Fixed)?String|Enum\d+|UUID|IPv[46])\b/],
  ['json', /^(Array|Map|Tuple|JSON|Object|Variant|Dynamic|Nested)\b/],
];

/** What values of a type are in a frame; undefined for those that are none, as states of an aggregate. */
export function fieldTypeOf(type: string): FieldType | undefined {
  const wrapped = /^(?:Nullable|LowCardinality|SimpleAggregateFunction\(\w+,)\(?\s*(.+)\)$/s.exec(
    type,
  );
  if (wrapped?.[1] !== undefined) return fieldTypeOf(wrapped[1]);
  return leaves.find(([, pattern]) => pattern.test(type))?.[0];
}
