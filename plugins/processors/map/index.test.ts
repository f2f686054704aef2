import type { EventSchema } from '@heliostat/sdk';
import { testProcessor } from '@heliostat/sdk/testing/processor';
import { describe, expect, it } from 'vitest';
import { converters } from './convert.ts';
import map from './index.ts';

const input: EventSchema = {
  time: 'ts',
  fields: [
    { name: 'ts', type: 'time' },
    { name: 'url', type: 'string' },
    { name: 'price', type: 'string', nullable: true },
    { name: 'count', type: 'integer' },
  ],
};
const events = Array.from({ length: 12 }, (_, i) => ({
  ts: i,
  url: `https://h${i % 2}.example/x`,
  price: i === 7 ? 'free' : `${i}.5`,
  count: i,
}));

testProcessor(map, {
  options: {
    types: { price: 'number' },
    set: { host: 'host(url)', total: 'price * count' },
    rename: { count: 'pieces' },
    drop: ['url'],
  },
  input,
  events,
  expected: events
    .filter((event) => event.price !== 'free')
    .map(({ ts, url, price, count }) => ({
      ts,
      price: Number(price),
      pieces: count,
      host: url.slice(8, 18),
      total: Number(price) * count,
    })),
  rejected: [7],
});

describe('the options of map', () => {
  it('keep leaves only what is named and the time field', () => {
    const { fields } = map.output(input, { keep: ['url'] });
    expect(fields.map((field) => field.name)).toEqual(['ts', 'url']);
  });

  it('rename of the time field and of key fields is followed', () => {
    const keyed: EventSchema = { ...input, key: ['ts', 'url'] };
    const output = map.output(keyed, { rename: { ts: 'at', url: 'page' } });
    expect(output.time).toBe('at');
    expect(output.key).toEqual(['at', 'page']);
  });

  it.each([
    [{ drop: ['ts'] }, 'drop: the time field cannot be dropped: ts'],
    [{ drop: ['ur'] }, 'drop: unknown field: ur, did you mean "url"?'],
    [{ keep: ['urll'] }, 'keep: unknown field: urll, did you mean "url"?'],
    [{ rename: { cout: 'x' } }, 'rename.cout: unknown field: cout, did you mean "count"?'],
    [{ rename: { count: 'url' } }, 'rename: two fields would be named: url'],
    [{ types: { ts: 'string' } }, 'types.ts: the time field stays a time'],
    [{ set: { ts: '1' } }, 'set.ts: the time field cannot be computed'],
    [{ set: { x: 'count +' } }, 'set.x: not an expression'],
  ] as const)('%j is refused', (options, message) => {
    expect(() => map.output(input, structuredClone(options) as never)).toThrow(message);
  });

  it('a row whose key would be lost is refused', () => {
    const keyed: EventSchema = { ...input, key: ['ts', 'url'] };
    expect(() => map.output(keyed, { drop: ['url'] })).toThrow('which must stay: url');
  });
});

it.each([
  ['number', '1e3', 1000],
  ['number', ' 7 ', 7],
  ['number', '0x10', null],
  ['number', '', null],
  ['number', '1e999', null],
  ['number', true, 1],
  ['integer', '12', 12],
  ['integer', 12.5, null],
  ['integer', 2 ** 53, null],
  ['string', 12, '12'],
  ['string', { a: 1 }, '{"a":1}'],
  ['boolean', 'true', true],
  ['boolean', 0, false],
  ['boolean', 'yes', null],
  ['time', '2026-01-01T00:00:00Z', Date.UTC(2026, 0, 1)],
  ['time', '2026-01-01', Date.UTC(2026, 0, 1)],
  ['time', '2026-01-01 10:00', Date.UTC(2026, 0, 1, 10)],
  ['time', '2026-01-01T10:00:00.250+02:00', Date.UTC(2026, 0, 1, 8, 0, 0, 250)],
  ['time', '2026-01-01 (some day)', null],
  ['time', 1234.9, 1234],
  ['time', 'tomorrow', null],
] as const)('as %s, %j is %j', (type, value, expected) => {
  expect(converters[type](value)).toEqual(expected);
});

it('a text without a zone is UTC, whatever the zone of the machine', () => {
  const zone = process.env['TZ'];
  process.env['TZ'] = 'America/New_York';
  try {
    expect(new Date(0).getTimezoneOffset()).not.toBe(0);
    expect(converters.time('2026-01-01T10:00')).toBe(Date.UTC(2026, 0, 1, 10));
  } finally {
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  }
});

it('a long text that is almost a number is judged in one pass', () => {
  expect(converters.number(`${'1'.repeat(1_000_000)}x`)).toBeNull();
});
