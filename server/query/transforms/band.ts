import { Type, field, select, type Frame, type NumberField } from '@heliostat/sdk';
import { withField } from './rows.ts';
import { chosenFields, needTime, seriesRows, toNumberField } from './series-rows.ts';
import { defineTransform } from './transform.ts';
import { Window } from './window.ts';

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
        'Compared with the last points, or with the same time of earlier seasons (a minute of the hour, an hour of the day or week, UTC).',
    }),
    points: Type.Integer({
      minimum: 5,
      maximum: 1000,
      default: 30,
      description: 'How many earlier values count, the last ones.',
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
      chosenFields(frame, fields).reduce((banded: Frame, field) => {
        const { centers, spreads } = expectations(frame, field, {
          ...seasons[season],
          points,
        });
        const add = (suffix: string, widths: number) => {
          const like = { ...field, name: `${field.name} ${suffix}` };
          return toNumberField(
            like,
            centers.map((center, row) => center + widths * (spreads[row] ?? NaN)),
          );
        };
        const added = [add('expected', 0), add('lower', -sensitivity), add('upper', sensitivity)];
        return added.reduce(withField, banded);
      }, frame),
    ),
});

interface Remembered {
  lengthMs: number;
  slotMs: number;
  points: number;
}

/** By row: what was to be expected and how far values are off as a rule; NaN where too little is known. */
function expectations(frame: Frame, field: NumberField, remembered: Remembered) {
  const centers = new Float64Array(frame.length).fill(NaN);
  const spreads = new Float64Array(frame.length).fill(NaN);
  const times = needTime(frame).values;
  for (const rows of seriesRows(frame)) {
    const past = new Past(remembered);
    for (const row of rows) {
      const { center, spread } = past.expect(times[row] ?? NaN);
      centers[row] = center;
      spreads[row] = spread;
      past.add(times[row] ?? NaN, field.values[row] ?? NaN);
    }
  }
  return { centers, spreads };
}

interface Expectation {
  center: number;
  spread: number;
}

const unknown: Expectation = { center: NaN, spread: NaN };

/** Fewer earlier values than this say nothing. */
const fewest = 4;

interface Slot {
  /** Number of the season that `values` are of. */
  season: number;
  values: number[];
  /** Of the seasons before. */
  earlier: Window;
  /** What follows from `earlier`. */
  expectation: Expectation;
}

/** The values of one series so far, by slot of the season; without a season each value is one. */
class Past {
  readonly #remembered: Remembered;
  readonly #slots = new Map<number, Slot>();
  #count = 0;

  constructor(remembered: Remembered) {
    this.#remembered = remembered;
  }

  /** From earlier seasons only: what is odd now does not become usual within its season. */
  expect(time: number): Expectation {
    return this.#slotAt(time).expectation;
  }

  add(time: number, value: number): void {
    if (!Number.isFinite(value)) return;
    this.#slotAt(time).values.push(value);
    this.#count += 1;
  }

  #slotAt(time: number): Slot {
    const { lengthMs, slotMs, points } = this.#remembered;
    const key = lengthMs === 0 ? 0 : Math.floor((time % lengthMs) / slotMs);
    const season = lengthMs === 0 ? this.#count : Math.floor(time / lengthMs);
    const last = this.#slots.get(key);
    if (last?.season === season) return last;
    const earlier = last?.earlier ?? new Window(points);
    for (const value of last?.values ?? []) earlier.add(value);
    const slot = { season, values: [], earlier, expectation: expectationOf(earlier) };
    this.#slots.set(key, slot);
    return slot;
  }
}

/**
 * The median m of earlier values, and 1.4826 · MAD with MAD = median |x - m|, which is the standard
 * deviation where they are normal (Rousseeuw & Croux, JASA 88 (1993) 1273). Where half of them are equal
 * MAD is 0, and 1.2533 · mean |x - m| stands in for it (Iglewicz & Hoaglin, How to Detect and Handle
 * Outliers, 1993).
 */
function expectationOf(values: Window): Expectation {
  if (values.length < fewest) return unknown;
  const center = values.median();
  const spread = 1.4826 * values.medianDistance(center);
  return { center, spread: spread > 0 ? spread : 1.2533 * values.meanDistance(center) };
}
