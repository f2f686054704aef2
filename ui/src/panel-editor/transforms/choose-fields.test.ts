import { expect, test } from 'vitest';
import { chooseFields } from './choose-fields.ts';

const fields = [
  { name: '_seq', type: 'number' },
  { name: 't', type: 'time' },
  { name: 'country', type: 'string' },
  { name: 'events', type: 'number' },
] as const;
const text = { input: 'field', fieldType: 'string' } as const;
const number = { input: 'field', fieldType: 'number' } as const;

test('a new step is given the first field of each type that it needs', () => {
  const properties = { by: text, of: number, other: { type: 'string' } };
  expect(chooseFields({ by: '', of: '', other: '' }, { properties }, fields)).toEqual({
    ...{ by: 'country', of: 'events', other: '' },
  });
  const pivot = { row: { input: 'field' }, column: text, value: number };
  expect(chooseFields({ row: '', column: '', value: '' }, { properties: pivot }, fields)).toEqual({
    ...{ row: 't', column: 'country', value: 'events' },
  });
});

test('where there is no such field, it is left to be said', () => {
  expect(chooseFields({ by: '', of: '' }, { properties: { by: text, of: text } }, fields)).toEqual({
    ...{ by: 'country', of: '' },
  });
  expect(chooseFields({ by: '' }, { properties: { by: text } }, [])).toEqual({ by: '' });
});
