import {
  displayText,
  fieldConfigOf,
  formatText,
  valueAt,
  type Field,
  type Filter,
} from '@heliostat/sdk';
import type { TooltipRow } from '@heliostat/sdk/ui';
import type { Density } from './density.ts';
import type { Fields } from './options.ts';
import type { Plot } from './plot.ts';
import type { Measure, Points } from './points.ts';

export interface Readout {
  title: string;
  rows: TooltipRow[];
  filters: Filter[];
}

interface Look {
  fields: Fields;
  color: string;
  timeZone: string;
}

const maxRows = 10;

/** A point: what it is called, its measures, then what else its row says. */
export function readPoint(points: Points, point: number, look: Look): Readout {
  const row = points.rows[point] ?? 0;
  const words = points.frame.fields.filter(({ type }) => type === 'string' || type === 'boolean');
  const first = [points.x, points.y, points.size].flatMap((one) => one?.field ?? []);
  const others = points.frame.fields.filter(
    (field) => !first.includes(field) && !words.includes(field) && field.type !== 'json',
  );
  const textOf = (field: Field) => textAt(field, row, look);
  const names = words.map(textOf);
  return {
    title: names.join(' · ').slice(0, 200) || `row ${row + 1}`,
    rows: [...first, ...others].slice(0, maxRows).map((field, i) => ({
      name: fieldConfigOf(look.fields, field).label ?? field.name,
      text: textOf(field),
      color: i === 0 ? look.color : 'transparent',
    })),
    filters: words.flatMap((field) => {
      const value = valueAt(field, row);
      const isWord = typeof value === 'string' || typeof value === 'boolean';
      return isWord ? [{ field: field.name, op: '=' as const, value }] : [];
    }),
  };
}

function textAt(field: Field, row: number, { fields, timeZone }: Look): string {
  const type = field.type === 'time' ? ('time' as const) : undefined;
  const config = fieldConfigOf(fields, field);
  return displayText(valueAt(field, row), config, { type, timeZone });
}

/** A cell of a density: how many points it has, and between which values it lies. */
export function readCell(
  points: Points,
  cell: number,
  { plot, density }: { plot: Plot; density: Density },
): Readout {
  const half = density.cell / 2;
  const x = density.xs[cell] ?? 0;
  const y = density.ys[cell] ?? 0;
  const count = density.counts[cell] ?? 0;
  const span = (measure: Measure, low: number, high: number) =>
    `${inUnit(measure, low)} – ${inUnit(measure, high)}`;
  return {
    title: `${formatText(count, { unit: 'none' })} ${count === 1 ? 'point' : 'points'}`,
    rows: [
      {
        measure: points.x,
        text: span(points.x, plot.x.toValue(x - half), plot.x.toValue(x + half)),
      },
      {
        measure: points.y,
        text: span(points.y, plot.y.toValue(y + half), plot.y.toValue(y - half)),
      },
    ].map(({ measure, text }) => ({ name: measure.label, text, color: 'transparent' })),
    filters: [],
  };
}

/** A value of an axis that no row need have. */
function inUnit({ config, field }: Measure, value: number): string {
  const unit = field.type === 'time' ? 'dateTime' : (config.unit ?? field.unit);
  return formatText(value, { unit, decimals: config.decimals });
}

export function spoken({ title, rows }: Readout): string {
  return `${title}: ${rows.map(({ name, text }) => `${name} ${text}`).join(', ')}`;
}
