import { expect, test } from 'vitest';
import { schemaRows, typeText } from './schema-rows.ts';

test('nested options follow their parent, with their path', () => {
  const rows = schemaRows({
    type: 'object',
    required: ['url', 'mode'],
    properties: {
      url: { type: 'string', description: 'Where it is.' },
      mode: { enum: ['a', 'b'], default: 'a' },
      legend: { type: 'object', properties: { show: { type: 'boolean', default: true } } },
      marks: { items: { type: 'object', properties: { at: { type: 'number' } } } },
    },
  });
  expect(rows.map((row) => [row.name, row.type, row.isRequired, row.default])).toEqual([
    ['url', 'text', true, undefined],
    ['mode', '"a" | "b"', false, '"a"'],
    ['legend', 'object', false, undefined],
    ['legend.show', 'boolean', false, 'true'],
    ['marks', 'list of object', false, undefined],
    ['marks[].at', 'number', false, undefined],
  ]);
});

test.each([
  [{ type: 'integer', minimum: 0, maximum: 5 }, 'whole number 0 to 5'],
  [{ anyOf: [{ const: 'a' }, { const: 'b' }] }, '"a" | "b"'],
  [{ anyOf: [{ type: 'string' }, { items: { type: 'string' } }] }, 'text or list of text'],
  [{ type: 'string', input: 'secret' }, 'secret'],
  [{ type: 'string', expected: 'a duration like 30s' }, 'a duration like 30s'],
  [{}, 'anything'],
])('%j is %s', (schema, text) => {
  expect(typeText(schema)).toBe(text);
});
