import { fieldFromValues, type Frame } from '@heliostat/sdk';
import { parseMarkdown } from '@heliostat/sdk/ui';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fillBlocks, lookupIn, unknownNames } from './placeholders.ts';

const frame: Frame = {
  fields: [
    fieldFromValues({ name: 'events', type: 'number' }, [1, 1234.5]),
    fieldFromValues({ name: 'at', type: 'time' }, [0, Date.UTC(2026, 10, 22, 12)]),
  ],
  length: 2,
};
const source = {
  variables: { country: ['DE', 'PL'], device: [], env: ['**x** [y](https://evil.example)'] },
  frames: [{ fields: [], length: 0 }, frame],
  fields: { events: { unit: 'short', decimals: 1 } },
  range: { from: Date.UTC(2026, 10, 22, 11), to: Date.UTC(2026, 10, 22, 12) },
};
const lookup = lookupIn(source, 'utc');
const filled = (text: string) => fillBlocks(parseMarkdown(text), lookup);
const plain = (text: string) => [{ kind: 'paragraph', text: [{ kind: 'text', text }] }];

test('names stand for the values of variables, all where none is chosen, and for the range', () => {
  expect(filled('${country} on ${device} from ${__from} to ${__to}')).toEqual(
    plain('DE, PL on all from 2026-11-22 11:00 to 2026-11-22 12:00'),
  );
});

test('a field is its last value as it is configured, in the time zone', () => {
  expect(filled('{events} at {at}')).toEqual(plain('1.2k at 2026-11-22 12:00:00'));
});

test('marks in a value are no marks, and a value in an address is encoded', () => {
  expect(filled('${env}')).toEqual(plain('**x** [y](https://evil.example)'));
  expect(filled('[go](/d/x?var.country=${env})')).toEqual([
    {
      kind: 'paragraph',
      text: [
        {
          kind: 'link',
          text: 'go',
          href: '/d/x?var.country=**x**%20%5By%5D(https%3A%2F%2Fevil.example)',
        },
      ],
    },
  ]);
  expect(JSON.stringify(filled('[go](${env})'))).not.toContain('"href"');
});

test('names that stand for nothing are named once; code is left as it is', () => {
  const blocks = parseMarkdown('${contry} {nope} {nope} `${also}` ${country}');
  expect(unknownNames(blocks, lookup)).toEqual(['${contry}', '{nope}']);
  expect(fillBlocks(blocks, lookup)).toContainEqual(
    expect.objectContaining({ text: expect.arrayContaining([{ kind: 'code', text: '${also}' }]) }),
  );
});

test('filling keeps the shape of any text', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200, unit: 'grapheme' }), (text) => {
      const blocks = parseMarkdown(text);
      expect(fillBlocks(blocks, lookup).map(({ kind }) => kind)).toEqual(
        blocks.map(({ kind }) => kind),
      );
    }),
  );
});
