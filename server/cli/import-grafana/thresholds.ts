import { toColor } from './look.ts';
import type { NamedVariable } from './names.ts';
import { toList, toText, type Json } from './source.ts';

interface Around {
  /** Of the field, where its configuration says it. */
  range: { min?: unknown; max?: unknown };
  /** Variables by their names in Grafana. */
  names: ReadonlyMap<string, NamedVariable>;
  note: (text: string) => void;
}

/** The steps; the lowest one begins below all others, and a lone one is the colour of the field. */
export function toThresholds({ mode, steps }: Json, around: Around): Json {
  const known = toList(steps).flatMap((step) => toStep(step, around));
  const [first] = known;
  if (first === undefined) return {};
  if (known.length === 1 && first.at === null)
    return first.color === 'ok' ? {} : { color: first.color };
  const scaled = mode === 'percentage' ? ofRange(known, around) : known;
  const numbers = scaled.flatMap(({ at }) => (typeof at === 'number' ? at : []));
  const lowest = Math.min(...numbers, Infinity);
  const base = lowest > 0 ? 0 : lowest - 1;
  return { thresholds: scaled.map(({ at, color }) => ({ at: at ?? base, color })) };
}

interface Step {
  /** A number, `$name`, or null below all others. */
  at: number | string | null;
  color: string;
}

const colourless = ['', 'text', 'transparent'];

function toStep({ value, valueExpr, color }: Json, around: Around): Step[] {
  const token = toColor(color);
  if (token !== undefined) return [{ at: toBound(value, valueExpr, around), color: token }];
  if (!colourless.includes(toText(color))) around.note(`threshold of colour ${toText(color)}`);
  return [];
}

/** Since Grafana 13 the bound may be a variable. */
function toBound(value: unknown, expression: unknown, { names, note }: Around): Step['at'] {
  const fixed = typeof value === 'number' ? value : null;
  const text = toText(expression);
  if (text === '') return fixed;
  const named = names.get(/^\$\{?(\w+)\}?$/.exec(text)?.[1] ?? '');
  if (named !== undefined) return `$${named.name}`;
  note(`threshold at ${text}`);
  return fixed;
}

/** Percentages as numbers of the field. */
function ofRange(steps: readonly Step[], { range: { min, max }, note }: Around): Step[] {
  const isKnown = typeof min === 'number' && typeof max === 'number';
  if (!isKnown && steps.some(({ at }) => at !== null))
    note('thresholds in percent of a range it does not say: as of 0 to 100');
  const [start, span] = isKnown ? [min, max - min] : [0, 100];
  return steps.map(({ at, color }) => ({
    at: typeof at === 'number' ? start + (at / 100) * span : at,
    color,
  }));
}
