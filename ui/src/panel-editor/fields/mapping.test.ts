import { expect, test } from 'vitest';
import { blankMapping, mappingKind, mappingKinds, parseMapped } from './mapping.ts';

test('a new mapping of each kind is one, and keeps text and colour', () => {
  for (const kind of mappingKinds) {
    const mapping = blankMapping(kind, { value: 3, text: 'three', color: 'ok' });
    expect(mappingKind(mapping)).toBe(kind);
    expect(mapping).toMatchObject({ text: 'three', color: 'ok' });
  }
});

test('numbers and truth values are those, all else is text', () => {
  expect(['3', '-1.5', 'true', '', '007', '1e3', 'x'].map(parseMapped)).toEqual([
    3,
    -1.5,
    true,
    '',
    '007',
    '1e3',
    'x',
  ]);
});
