import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { errorCodes, type ErrorCode } from './errors.ts';
import { frameFromRows, frameToRows, type Frame } from './frame.ts';
import { decodeLiveFrame, encodeLiveFrame } from './live-frame.ts';
import type { LiveFrame, LivePatch } from './live.ts';
import { spliceFrame } from './splice.ts';

const time = fc.integer({ min: 0, max: 4e12 });
const rows = {
  id: fc.nat(),
  arrow: fc.uint8Array({ maxLength: 60 }),
  from: time,
  to: time,
  stepMs: fc.nat(),
  acceptedAtMs: time,
};
const patches: fc.Arbitrary<LivePatch> = fc.oneof(
  fc.record({ kind: fc.constant('replace' as const), ...rows }),
  fc.record({ kind: fc.constant('splice' as const), since: time, ...rows }),
  fc.record({
    kind: fc.constant('error' as const),
    id: fc.nat(),
    error: fc.record({
      code: fc.constantFrom(...(Object.keys(errorCodes) as ErrorCode[])),
      message: fc.string(),
    }),
  }),
);
const liveFrames: fc.Arbitrary<LiveFrame> = fc.record({
  seq: fc.nat(),
  sentAtMs: time,
  patches: fc.array(patches, { maxLength: 8 }),
});

describe('a live frame', () => {
  test('survives the way there and back', () => {
    fc.assert(
      fc.property(liveFrames, (frame) => {
        const decoded = decodeLiveFrame(encodeLiveFrame(frame));
        expect(decoded).toEqual(frame);
      }),
    );
  });

  test('holds its bodies on multiples of 8, as views', () => {
    fc.assert(
      fc.property(liveFrames, (frame) => {
        const bytes = encodeLiveFrame(frame);
        for (const patch of decodeLiveFrame(bytes).patches) {
          if (patch.kind === 'error') continue;
          expect(patch.arrow.byteOffset % 8).toBe(0);
          expect(patch.arrow.buffer).toBe(bytes.buffer);
        }
      }),
    );
  });

  test('that is cut, changed or not one is refused or read, never worse', () => {
    fc.assert(
      fc.property(liveFrames, fc.nat(), fc.nat(), (frame, at, value) => {
        const bytes = encodeLiveFrame(frame);
        expect(() => decodeLiveFrame(bytes.subarray(0, at % 24))).toThrow(/malformed live frame/);
        const changed = bytes.slice();
        changed[at % bytes.length] = value & 255;
        for (const attempt of [bytes.subarray(0, at % bytes.length), changed])
          try {
            decodeLiveFrame(attempt);
          } catch (error) {
            expect(error).toMatchObject({ code: 'INVALID_REQUEST' });
          }
      }),
    );
  });

  test('of another version is refused by name', () => {
    const bytes = encodeLiveFrame({ seq: 1, sentAtMs: 2, patches: [] });
    bytes[4] = 9;
    expect(() => decodeLiveFrame(bytes)).toThrow(/unknown version 9/);
  });
});

const columns = [
  { name: 't', type: 'time' as const },
  { name: 'type', type: 'string' as const },
  { name: 'n', type: 'number' as const },
];
interface Row {
  t: number;
  type: string;
  n: number | null;
}
const series = (list: Row[]): Frame => frameFromRows(list as never, columns);
const row = fc.record({
  t: fc.integer({ min: 0, max: 30 }),
  type: fc.constantFrom('a', 'b'),
  n: fc.option(fc.nat()),
});

describe('splicing', () => {
  test('drops what has left and what comes again, keeps the rest, adds the tail', () => {
    fc.assert(
      fc.property(
        fc.record({
          before: fc.array(row),
          after: fc.array(row),
          from: fc.nat(30),
          since: fc.nat(30),
          sorted: fc.boolean(),
        }),
        ({ before, after, from, since, sorted }) => {
          if (sorted) before.sort((a, b) => a.t - b.t);
          const tail = after.filter(({ t }) => t >= since);
          const patch = { kind: 'splice' as const, from, since, frame: series(tail) };
          const expected = [...before.filter(({ t }) => t >= from && t < since), ...tail];
          expect(frameToRows(spliceFrame(series(before), patch))).toEqual(expected);
        },
      ),
    );
  });

  test('a replace, and a result without time, take the patch whole', () => {
    const frame = series([{ t: 1, type: 'a', n: 1 }]);
    expect(spliceFrame(series([]), { kind: 'replace', frame })).toBe(frame);
    const totals = frameFromRows([{ n: 1 }], [{ name: 'n', type: 'number' }]);
    expect(spliceFrame(totals, { kind: 'splice', since: 0, from: 0, frame })).toBe(frame);
  });

  test('other fields are a conflict, not a broken chart', () => {
    const other = frameFromRows(
      [{ t: 5, m: 1 }],
      [
        { name: 't', type: 'time' },
        { name: 'm', type: 'number' },
      ],
    );
    expect(() =>
      spliceFrame(series([{ t: 1, type: 'a', n: 1 }]), {
        kind: 'splice',
        since: 5,
        from: 0,
        frame: other,
      }),
    ).toThrow(/fields are not those/);
  });
});
