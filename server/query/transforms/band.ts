import { Type, field, select, type Frame, type NumberField } from '@heliostat/sdk';
import { median } from 'd3-array';
import { withField } from './rows.ts';
import { chosenFields, mapSeries } from './series-rows.ts';
import { defineTransform } from './transform.ts';

const hourMs = 3_600_000;

/** Milliseconds after which the same is expected again, and how finely it is divided. */
const seasons = {
  none: { lengthMs: 0, slotMs: 0 },
  hour: { lengthMs: hourMs, slotMs: hourMs / 60 },
  day: { lengthMs: 24 * hourMs, slotMs: hourMs },
  week: { lengthMs: 7 * 24 * hourMs, slotMs: hourMs },
} as const;

export const band = defineTransform({
  title: 'Anomaly band',
  description: 'Beside each number what was to be expected, and between what bounds.',
  options: Type.Object({
    season: select(['none', 'hour', 'day', 'week'], {
      default: 'none',
      description:
        'What a value is compared with: the last points, or the same time of the season.',
    }),
    points: Type.Integer({
      minimum: 5,
      maximum: 1000,
      default: 30,
      description: 'How many earlier values of the slot count.',
    }),
    sensitivity: Type.Number({
      minimum: 0.5,
      maximum: 20,
      default: 3,
      description: 'Half width of the band in standard deviations; smaller finds more anomalies.',
    }),
    fields: Type.Optional(Type.Array(field(), { description: 'Default: all number fields.' })),
  }),
  apply: (frames, { season, points, sensitivity, fields }) =>
    frames.map((frame) =>
      chosenFields(frame, fields).reduce((banded: Frame, { name }) => {
        const add = (suffix: string, widths: number) =>
          copyOf(frame, { name, suffix }, (values, times) => {
            const slots = times.map((time) => slotOf(time, seasons[season]));
            return expectations(values, slots, points).map(
              ({ center, spread }) => center + widths * spread,
            );
          });
        const added = [add('expected', 0), add('lower', -sensitivity), add('upper', sensitivity)];
        return added.reduce(withField, banded);
      }, frame),
    ),
});

interface Expectation {
  center: number;
  spread: number;
}

const unknown: Expectation = { center: NaN, spread: NaN };

/** Fewer earlier values than this say nothing. */
const fewest = 4;

/**
 * What each value was to be, from earlier values of its slot only: their median, and 1.4826 times their
 * median absolute deviation, which is the standard deviation where they are normal (Rousseeuw & Croux,
 * JASA 88 (1993) 1273).
 */
function expectations(values: Float64Array, slots: Float64Array, points: number): Expectation[] {
  const past = new Map<number, number[]>();
  return Array.from(values, (value, i) => {
    const slot = slots[i] ?? 0;
    const before = past.get(slot) ?? [];
    const expectation = before.length < fewest ? unknown : expect(before);
    if (!Number.isNaN(value)) past.set(slot, [...before.slice(1 - points), value]);
    return expectation;
  });
}

function expect(values: readonly number[]): Expectation {
  const center = median(values) ?? NaN;
  const deviation = median(values, (value) => Math.abs(value - center)) ?? NaN;
  return { center, spread: 1.4826 * deviation };
}

function slotOf(time: number, { lengthMs, slotMs }: { lengthMs: number; slotMs: number }): number {
  return lengthMs === 0 ? 0 : Math.floor((time % lengthMs) / slotMs);
}

function copyOf(
  frame: Frame,
  { name, suffix }: { name: string; suffix: string },
  change: (values: Float64Array, times: Float64Array) => readonly number[],
): NumberField {
  const changed = mapSeries(frame, [name], (values, times) =>
    Float64Array.from(change(values, times)),
  );
  const [field] = chosenFields(changed, [name]);
  if (field === undefined) throw new TypeError(`no field ${name}`);
  return { ...field, name: `${name} ${suffix}` };
}
