import { expect, test } from 'vitest';
import { fieldTypeOf } from './field-type.ts';

test.each([
  ['DateTime', 'time'],
  ["DateTime64(3, 'UTC')", 'time'],
  ['Nullable(Date)', 'time'],
  ['Date32', 'time'],
  ['UInt64', 'number'],
  ['LowCardinality(Nullable(Float32))', 'number'],
  ['Decimal(18, 2)', 'number'],
  ['SimpleAggregateFunction(sum, UInt64)', 'number'],
  ['Bool', 'boolean'],
  ['LowCardinality(String)', 'string'],
  ["Enum8('a' = 1, 'String' = 2)", 'string'],
  ['FixedString(4)', 'string'],
  ['IPv6', 'string'],
  ['Array(DateTime)', 'json'],
  ['Map(String, String)', 'json'],
  ['AggregateFunction(uniq, String)', undefined],
  ['Nothing', undefined],
])('%s holds %s', (type, expected) => expect(fieldTypeOf(type)).toBe(expected));
