import { Type, color, field, multiline, select } from '@heliostat/sdk';
import { describe, expect, test } from 'vitest';
import type { JsonSchema } from '../../data/operations.ts';
import { blankOf, kindOf, labelOf, matchesSearch, parseInput } from './input-kind.ts';

const json = (schema: object): JsonSchema => JSON.parse(JSON.stringify(schema)) as JsonSchema;

test.each([
  ['boolean', Type.Boolean()],
  ['number', Type.Integer()],
  ['text', Type.String()],
  ['multiline', multiline()],
  ['color', color()],
  ['field', field()],
  ['select', select(['a', 'b'])],
  ['select', Type.Union([Type.Literal('a'), Type.Literal('b')])],
  ['choices', Type.Array(select(['a', 'b']))],
  ['list', Type.Array(field())],
  ['map', Type.Record(Type.String(), Type.String())],
  ['object', Type.Object({ a: Type.String() })],
  ['json', Type.Union([Type.String(), Type.Number()])],
])('is edited as %s', (kind, schema) => {
  expect(kindOf(json(schema))).toBe(kind);
});

describe('what is typed', () => {
  const bounded = json(Type.Integer({ minimum: 1, maximum: 6 }));
  test.each([
    ['3', { value: 3 }],
    ['', { value: undefined }],
    ['0', 'At least 1'],
    ['7', 'At most 6'],
    ['1.5', 'A whole number, please'],
    ['x', 'Not a number'],
  ])('%j is %j', (text, expected) => {
    expect(parseInput(bounded, text)).toEqual(expected);
  });

  test('a comma is a decimal point, and a pattern says what it expects', () => {
    expect(parseInput(json(Type.Number()), '1,5')).toEqual({ value: 1.5 });
    expect(parseInput(json(color()), 'Red!')).toMatch(/^Expected a colour token/);
  });
});

test('labels are words, and a search finds names and descriptions', () => {
  const schema = { description: 'In pixels.' };
  expect(labelOf('lineWidth')).toBe('Line width');
  expect([labelOf('color'), labelOf('lineColor')]).toEqual(['Colour', 'Line colour']);
  expect(matchesSearch('lineWidth', schema, 'WIDTH pix')).toBe(true);
  expect(matchesSearch('lineWidth', schema, 'colour')).toBe(false);
  expect(matchesSearch('axis', { properties: { lineWidth: schema } }, 'pixels')).toBe(true);
});

test('a new element has what it needs', () => {
  const threshold = Type.Object({
    at: Type.Number(),
    color: color(),
    label: Type.Optional(Type.String()),
  });
  expect(blankOf(json(threshold))).toEqual({ at: 0, color: 'series.1' });
});
