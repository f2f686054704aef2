import {
  Type as ArrowType,
  bool,
  columnFromArray,
  dateDay,
  decimal,
  dictionary,
  float32,
  int32,
  int64,
  list,
  map,
  struct,
  tableFromColumns,
  tableFromIPC,
  tableToIPC,
  timestamp,
  uint32,
  uint64,
  utf8,
  type DataType,
} from '@uwdata/flechette';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ArrowScan, frameFromArrow, frameToArrow } from './arrow.ts';
import {
  concatFrames,
  exactAt,
  fieldFromValues,
  frameToRows,
  sliceFrame,
  type Column,
  type Frame,
  type NumberField,
} from './frame.ts';

/** Columns of every type with nulls, repeated strings and awkward names. */
export const frames: fc.Arbitrary<Frame> = fc.integer({ min: 0, max: 40 }).chain((length) => {
  const cells: Record<Column['type'], fc.Arbitrary<unknown>> = {
    time: fc.integer({ min: -1e12, max: 4e12 }),
    number: fc.double({ noNaN: true }),
    boolean: fc.boolean(),
    string: fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('a', 'b', '')),
    json: fc.jsonValue().filter((value) => value !== null),
  };
  const column = fc
    .tuple(
      fc.constantFrom(...(Object.keys(cells) as Column['type'][])),
      fc.string(),
      fc.option(fc.constantFrom('ms', 'percent'), { nil: undefined }),
      fc.option(fc.dictionary(fc.string(), fc.string(), { maxKeys: 2 }), { nil: undefined }),
    )
    .chain(([type, name, unit, labels]) =>
      fc
        .array(fc.option(cells[type], { freq: 4 }), { minLength: length, maxLength: length })
        .map((values) =>
          fieldFromValues(
            {
              name,
              type,
              ...(unit !== undefined && { unit }),
              ...(labels !== undefined && { labels: { ...labels } }),
            },
            values,
          ),
        ),
    );
  return fc
    .array(column, { minLength: 1, maxLength: 5 })
    .map((fields): Frame => ({ fields, length }));
});

function ipc(columns: Record<string, [values: unknown[], type: DataType]>): Uint8Array {
  const built = Object.entries(columns).map(
    ([name, [values, type]]) => [name, columnFromArray(values, type)] as [string, never],
  );
  return tableToIPC(tableFromColumns(built), { format: 'stream' })!;
}

describe('frame ↔ arrow', () => {
  test('a frame survives the way there and back, field by field', () => {
    fc.assert(
      fc.property(frames, (frame) => {
        const back = frameFromArrow(frameToArrow(frame));
        expect(back.length).toBe(frame.length);
        back.fields.forEach((field, i) => {
          const { nulls, ...rest } = frame.fields[i]!;
          const hasNull = nulls?.some((byte) => byte !== 0) === true;
          const json = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown;
          if (field.type === 'json')
            expect(field.values).toEqual((rest.values as unknown[]).map(json));
          else expect(field.values).toEqual(rest.values);
          expect(field).toMatchObject({ name: rest.name, type: rest.type });
          expect([field.unit, field.labels]).toEqual([rest.unit, rest.labels]);
          expect(field.nulls).toEqual(hasNull ? nulls : undefined);
        });
      }),
    );
  });

  test('doubles are views into the bytes', () => {
    const bytes = frameToArrow({
      fields: [{ name: 'v', type: 'number', values: new Float64Array([1, 2, 3]) }],
      length: 3,
    });
    expect((frameFromArrow(bytes).fields[0] as NumberField).values.buffer).toBe(bytes.buffer);
  });

  test('bytes that do not lie on a multiple of 8 are read as well', () => {
    const bytes = frameToArrow({
      fields: [{ name: 'v', type: 'number', values: new Float64Array([1, 2]) }],
      length: 2,
    });
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect([...frameFromArrow(shifted.subarray(3)).fields[0]!.values]).toEqual([1, 2]);
  });

  test('repeated strings travel as a dictionary', () => {
    const values = Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? 'even' : 'odd'));
    const bytes = frameToArrow({ fields: [{ name: 's', type: 'string', values }], length: 100 });
    expect(tableFromIPC(bytes).schema.fields[0]?.type.typeId).toBe(ArrowType.Dictionary);
    expect(frameFromArrow(bytes).fields[0]?.values).toEqual(values);
  });
});

describe('arrow of other writers', () => {
  test('times of any unit are epoch milliseconds', () => {
    const at = 1_763_820_000_000;
    for (const unit of [0, 1, 2, 3] as const) {
      const [field] = frameFromArrow(ipc({ t: [[at, null], timestamp(unit)] })).fields;
      expect(field?.type).toBe('time');
      expect(field?.values[0]).toBe(at);
      expect(field?.nulls).toEqual(Uint8Array.of(0b10));
      expect(field?.values[1]).toBeNaN();
    }
    const [day] = frameFromArrow(ipc({ d: [[new Date('2026-11-20')], dateDay()] })).fields;
    expect([day?.type, day?.values[0]]).toEqual(['time', Date.parse('2026-11-20')]);
  });

  test('integers and decimals are numbers, beyond 2^53 the nearest one', () => {
    const frame = frameFromArrow(
      ipc({
        u32: [[4_294_967_295], uint32()],
        i64: [[-5n], int64()],
        u64: [[2n ** 63n + 1n], uint64()],
        f32: [[0.5], float32()],
        dec: [[12.34], decimal(18, 2, 64)],
      }),
    );
    expect(frame.fields.map((field) => field.type)).toEqual(Array(5).fill('number'));
    expect(frameToRows(frame)).toEqual([
      { u32: 4_294_967_295, i64: -5, u64: 2 ** 63, f32: 0.5, dec: 12.34 },
    ]);
  });

  test('nested values are JSON', () => {
    const frame = frameFromArrow(
      ipc({
        tags: [[['a', 'b']], list(utf8())],
        geo: [[{ city: 'Ulm', n: 2 }], struct({ city: utf8(), n: int32() })],
        attributes: [[new Map([['k', 'v']])], map(utf8(), utf8())],
        ok: [[true], bool()],
        word: [['x'], dictionary(utf8())],
      }),
    );
    expect(frameToRows(frame)).toEqual([
      {
        tags: ['a', 'b'],
        geo: { city: 'Ulm', n: 2 },
        attributes: { k: 'v' },
        ok: true,
        word: 'x',
      },
    ]);
  });

  test('several record batches become one frame, with the nulls in their places', () => {
    const options = { maxBatchRows: 3 };
    const table = tableFromColumns({
      n: columnFromArray([1, null, 3, 4, null], int32(), options),
      s: columnFromArray(['a', 'b', null, 'a', 'b'], utf8(), options),
    });
    const frame = frameFromArrow(tableToIPC(table, { format: 'stream' })!);
    expect(frameToRows(frame)).toEqual([
      { n: 1, s: 'a' },
      { n: null, s: 'b' },
      { n: 3, s: null },
      { n: 4, s: 'a' },
      { n: null, s: 'b' },
    ]);
  });

  test('bytes that are no arrow stream are refused with our error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          frameFromArrow(bytes);
        } catch (error) {
          expect(error).toMatchObject({ code: 'INVALID_REQUEST' });
        }
      }),
    );
    expect(() => frameFromArrow(new TextEncoder().encode('{"error":"no"} not arrow'))).toThrow(
      /not an arrow stream/,
    );
  });
});

test('rows of an arrow stream are counted however it is cut into chunks', () => {
  fc.assert(
    fc.property(
      fc.nat(500),
      fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1 }),
      (rows, cuts) => {
        const bytes = frameToArrow({
          fields: [
            {
              name: 's',
              type: 'string',
              values: Array.from({ length: rows }, (_, i) => `${i % 7}`),
            },
          ],
          length: rows,
        });
        const scan = new ArrowScan();
        for (let at = 0, i = 0; at < bytes.length; i++) {
          const end = at + cuts[i % cuts.length]!;
          scan.push(bytes.subarray(at, end));
          at = end;
        }
        expect(scan.rows).toBe(rows);
      },
    ),
  );
  expect(() => new ArrowScan().push(new TextEncoder().encode('Code: 62. Syntax error'))).toThrow(
    /not an arrow stream/,
  );
});

describe('whole numbers beyond what a double holds', () => {
  const ids = [1n, 9007199254740993n, 18446744073709551615n];
  const digits = ['9007199254740993', '18446744073709551615'];

  test('keep their digits beside the doubles, wherever the rows go', () => {
    const frame = frameFromArrow(ipc({ id: [[...ids, null], uint64()] }));
    const [field] = frame.fields;
    expect(field?.values).toEqual(Float64Array.of(1, 2 ** 53, 2 ** 64, NaN));
    const exact = ({ fields: [one], length }: Frame) =>
      Array.from({ length }, (_, row) => one && exactAt(one, row));
    expect(exact(frame)).toEqual([1, ...digits, null]);
    expect(exact(sliceFrame(frame, 1, 3))).toEqual(digits);
    const negative = frameFromArrow(ipc({ id: [[-9007199254740995n, 5n], int64()] }));
    expect(exact(negative)).toEqual(['-9007199254740995', 5]);
    expect(exact(concatFrames(frame, frame))).toEqual([1, ...digits, null, 1, ...digits, null]);
    const small = frameFromArrow(ipc({ id: [[7n], uint64()] }));
    expect(small.fields[0]).not.toHaveProperty('exact');
    expect(exact(concatFrames(small, frame))).toEqual([7, 1, ...digits, null]);
    expect(exact(frameFromArrow(frameToArrow(frame)))).toEqual([1, ...digits, null]);
  });

  test('say nothing where the values are others by now', () => {
    const [field] = frameFromArrow(ipc({ id: [ids, uint64()] })).fields;
    const signed = frameFromArrow(ipc({ id: [[-9007199254740995n], int64()] }));
    const unsigned = frameFromArrow(ipc({ id: [ids, uint64()] }));
    expect(concatFrames(unsigned, signed).fields[0]).not.toHaveProperty('exact');
    const other = { ...(field as NumberField), values: Float64Array.of(3, 2, 1) };
    expect([0, 1, 2].map((row) => exactAt(other, row))).toEqual([3, 2, 1]);
  });

  test.each([
    ['a list', ipc({ v: [[[1n, ids[1]]], list(uint64())] }), [1, digits[0]]],
    ['a map', ipc({ v: [[[['a', ids[1]]]], map(utf8(), uint64())] }), { a: digits[0] }],
    ['a tuple', ipc({ v: [[{ a: ids[1] }], struct({ a: int64() })] }), { a: digits[0] }],
  ])('are text inside of %s', (_, bytes, expected) => {
    expect(frameFromArrow(bytes).fields[0]?.values).toEqual([expected]);
  });
});
