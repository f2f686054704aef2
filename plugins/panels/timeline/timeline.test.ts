import { fieldFromValues, withDefaults, type Frame } from '@heliostat/sdk';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { layoutTimeline, segmentAt, spanOf } from './layout.ts';
import { options } from './options.ts';
import { fitText } from './paint.ts';
import { sharesOf, toTimeline, type Reading } from './timeline.ts';

type Row = [time: number, lane: string, state: string | number | boolean | null];

const frameOf = (rows: Row[], type: 'string' | 'number' | 'boolean' = 'string'): Frame => ({
  fields: [
    fieldFromValues(
      { name: 't', type: 'time' },
      rows.map(([time]) => time),
    ),
    fieldFromValues(
      { name: 'service', type: 'string' },
      rows.map(([, lane]) => lane),
    ),
    fieldFromValues(
      { name: 'state', type },
      rows.map(([, , state]) => state),
    ),
  ],
  length: rows.length,
});

const reading = (more: Partial<Reading> = {}, own: object = {}): Reading => ({
  options: withDefaults(options, own),
  fields: {},
  range: { from: 100, to: 200 },
  nowMs: 1000,
  timeZone: 'utc',
  ...more,
});

const drawn = (frame: Frame, how: Reading) => {
  const { lanes, states } = toTimeline([frame], how);
  return lanes.map(({ name, segments }) => [
    name,
    ...segments.map(({ from, to, state }) => `${from}-${to} ${states[state]?.name ?? '?'}`),
  ]);
};

describe('segments', () => {
  test('a state lasts until the next one, from before the range to its end; equal ones merge', () => {
    const frame = frameOf([
      [50, 'api', 'up'],
      [120, 'api', 'up'],
      [150, 'api', 'down'],
      [130, 'db', 'up'],
    ]);
    expect(drawn(frame, reading())).toEqual([
      ['api', '100-150 up', '150-200 down'],
      ['db', '130-200 up'],
    ]);
    expect(drawn(frame, reading({}, { merge: 'off' }))[0]).toHaveLength(4);
  });

  test('nothing lasts into the future, and at most for the gap', () => {
    const frame = frameOf([[110, 'api', 'up']]);
    expect(drawn(frame, reading({ nowMs: 140 }))).toEqual([['api', '110-140 up']]);
    expect(drawn(frame, reading({}, { maxGap: '20ms' }))).toEqual([['api', '110-130 up']]);
  });

  test('null ends a state, unless a mapping gives it a meaning', () => {
    const frame = frameOf(
      [
        [100, 'api', 1],
        [120, 'api', null],
        [140, 'api', 2],
      ],
      'number',
    );
    expect(drawn(frame, reading())).toEqual([['api', '100-120 1', '140-200 2']]);
    const fields = {
      state: { color: 'ok', mappings: [{ special: 'null' as const, text: 'silent' }] },
    };
    expect(drawn(frame, reading({ fields }))[0]).toContain('120-140 silent');
    expect(drawn(frame, reading({ fields: { state: { color: 'ok' } } }))[0]).toHaveLength(3);
  });

  test('by colour, numbers of one threshold are one state with its label', () => {
    const frame = frameOf(
      [
        [100, 'cpu', 91],
        [120, 'cpu', 95],
        [140, 'cpu', 20],
        [160, 'cpu', 60],
      ],
      'number',
    );
    const thresholds = [
      { at: 0, color: 'ok' },
      { at: 50, color: 'series.2' },
      { at: 90, color: 'crit', label: 'hot' },
    ];
    expect(
      drawn(frame, reading({ fields: { state: { thresholds } } }, { merge: 'color' })),
    ).toEqual([['cpu', '100-140 hot', '140-160 ok', '160-200 series.2']]);
  });
});

describe('lanes', () => {
  test('text beside true and false names the lane; choosing it filters by the text', () => {
    const frame = frameOf(
      [
        [110, 'b10', true],
        [120, 'b9', false],
      ],
      'boolean',
    );
    const { lanes } = toTimeline([frame], reading());
    expect(lanes.map(({ name }) => name)).toEqual(['b9', 'b10']);
    expect(lanes[0]?.filters).toEqual([{ field: 'service', op: '=', value: 'b9' }]);
  });

  test('every field is a lane where the options say so, and a named field is the state', () => {
    const frame = frameOf([[110, 'api', 'up']]);
    expect(drawn(frame, reading({}, { lanes: 'fields' }))).toEqual([
      ['service', '110-200 api'],
      ['state', '110-200 up'],
    ]);
    expect(drawn(frame, reading({}, { state: 'service' }))).toEqual([['up', '110-200 api']]);
  });

  test('those beyond the limit are counted', () => {
    const frame = frameOf(Array.from({ length: 5 }, (_, i) => [110, `s${i}`, 'up']));
    const { lanes, omitted } = toTimeline([frame], reading({}, { maxLanes: 2 }));
    expect([lanes.length, omitted]).toEqual([2, 3]);
  });
});

const rows = fc.array(
  fc.tuple(
    fc.integer({ min: 0, max: 300 }),
    fc.constantFrom('a', 'b'),
    fc.constantFrom('x', 'y', 'z', null),
  ),
  { maxLength: 60 },
);

test('segments ascend without overlap inside the range, and shares add up to one', () => {
  fc.assert(
    fc.property(rows, (some) => {
      const timeline = toTimeline([frameOf(some)], reading());
      for (const { segments } of timeline.lanes)
        segments.forEach(({ from, to }, i) => {
          expect(from).toBeGreaterThanOrEqual(Math.max(100, segments[i - 1]?.to ?? 0));
          expect(to).toBeLessThanOrEqual(200);
          expect(to).toBeGreaterThan(from);
        });
      const sum = sharesOf(timeline).reduce((a, b) => a + b, 0);
      const hasAny = timeline.lanes.some(({ segments }) => segments.length > 0);
      expect(sum).toBeCloseTo(hasAny ? 1 : 0, 9);
    }),
  );
});

test('a time finds the segment it is in, and no segment leaves the plot', () => {
  fc.assert(
    fc.property(rows, fc.double({ min: 100, max: 200, noNaN: true }), (some, time) => {
      const { lanes } = toTimeline([frameOf(some)], reading());
      for (const lane of lanes) {
        const wanted = lane.segments.findIndex(({ from, to }) => from <= time && time < to);
        expect(segmentAt(lane, time)).toBe(wanted);
        for (const segment of lane.segments) {
          const { x, width } = spanOf(segment, { from: 100, to: 200 }, 50);
          expect(x).toBeGreaterThanOrEqual(0);
          expect(x + width).toBeLessThanOrEqual(50);
          expect(width).toBeGreaterThanOrEqual(1);
        }
      }
    }),
  );
});

test('a layout never has negative sides and stays within its height', () => {
  fc.assert(
    fc.property(fc.nat(3000), fc.nat(2000), fc.nat(60), (width, height, count) => {
      const names = Array.from({ length: count }, (_, i) => `lane ${i}`);
      const layout = layoutTimeline({ width, height, names, legend: 26 });
      expect(Math.min(...Object.values<number>({ ...layout }))).toBeGreaterThanOrEqual(0);
      expect(layout.labelWidth + layout.plotWidth).toBe(width);
      const { viewHeight, axisHeight, legendHeight } = layout;
      expect(viewHeight + axisHeight + legendHeight).toBeLessThanOrEqual(Math.max(height, 18));
    }),
  );
});

test('words are cut to what fits, or left out', () => {
  expect([fitText('running', 60), fitText('running slowly', 60), fitText('running', 40)]).toEqual([
    'running',
    'running …',
    '',
  ]);
});

test('a row without a time changes no state, and a lane without a name filters nothing', () => {
  const rows: Row[] = ['up', 'down', 'slow'].map((state) => [0, 'api', state]);
  const [, ...others] = frameOf(rows).fields;
  const gone = fieldFromValues({ name: 't', type: 'time' }, [100, null, 150]);
  const known = { fields: [gone, ...others], length: 3 };
  expect(drawn(known, reading())).toEqual([['api', '100-150 up', '150-200 slow']]);
  const nameless = fieldFromValues({ name: 'service', type: 'string' }, [null, null, null]);
  const lanes = toTimeline(
    [{ fields: [gone, nameless, ...others.slice(1)], length: 3 }],
    reading(),
  ).lanes;
  expect(lanes.map(({ filters }) => filters)).toEqual([[]]);
});
