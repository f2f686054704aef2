import {
  configOf,
  dimensionFields,
  fieldByName,
  fieldConfigOf,
  labelAt,
  labelFilters,
  numberAt,
  numberFields,
  type Field,
  type FieldConfig,
  type Filter,
  type Frame,
  type NumberField,
} from '@heliostat/sdk';
import type { Fields, Options } from './options.ts';

/** One step of a funnel. */
export interface Step {
  name: string;
  label: string;
  /** How many reach it; NaN where that is not known. */
  value: number;
  /** Of the first step, 0 to 1; NaN where one of them is not known or the first is zero. */
  ofFirst: number;
  /** Of the step before; NaN for the first. */
  ofBefore: number;
  /** How many of the step before are not here; negative where there are more. */
  lost: number;
  /** From the step before, in the unit of its field, the mean where rows are one step; NaN without. */
  duration: number;
  /** How its number is written. */
  config: FieldConfig;
  /** What choosing it means; empty where a step is a field. */
  filters: readonly Filter[];
}

export interface Funnel {
  steps: readonly Step[];
  /** Later steps that are not shown. */
  omitted: number;
  /** Of the step to which the largest share is lost, −1 without a loss. */
  worst: number;
  durationConfig: FieldConfig;
}

/** A step before shares are known. */
type Entry = Pick<Step, 'name' | 'label' | 'value' | 'duration' | 'config' | 'filters'>;

/**
 * The steps of the first frame that has any: its rows by name, equal names added up, or without a text
 * its number fields, their rows added up.
 */
export function toFunnel(frames: readonly Frame[], options: Options, fields: Fields): Funnel {
  const frame = frames.find((one) => one.length > 0 && numberFields(one).length > 0);
  if (frame === undefined) return { steps: [], omitted: 0, worst: -1, durationConfig: {} };
  const entries = readEntries(frame, options, fields);
  if (options.sort === 'value') entries.sort((a, b) => known(b.value) - known(a.value));
  const steps = toSteps(entries.slice(0, options.maxSteps));
  const duration = numberFields(frame).find(({ name }) => name === options.duration);
  return {
    steps,
    omitted: entries.length - steps.length,
    worst: worstOf(steps),
    durationConfig: { unit: 'ms', ...(duration && fieldConfigOf(fields, duration)) },
  };
}

function readEntries(frame: Frame, options: Options, fields: Fields): Entry[] {
  const name =
    options.step === undefined ? dimensionFields(frame)[0] : fieldByName(frame, options.step);
  if (options.step !== undefined && name === undefined) return [];
  const numbers = numberFields(frame).filter((field) => field.name !== options.duration);
  if (name === undefined)
    return numbers.map((field) => fieldEntry(field, frame.length, fieldConfigOf(fields, field)));
  const value = numbers.find(
    (field) => options.value === undefined || field.name === options.value,
  );
  const duration = numberFields(frame).find((field) => field.name === options.duration);
  return value === undefined
    ? []
    : rowEntries({ name, value, duration, length: frame.length }, fields);
}

function fieldEntry(field: NumberField, length: number, config: FieldConfig): Entry {
  let value = NaN;
  for (let row = 0; row < length; row++) value = add(value, amountAt(field, row));
  const { name } = field;
  return { name, label: config.label ?? name, value, duration: NaN, config, filters: [] };
}

interface Source {
  name: Field;
  value: NumberField;
  duration: NumberField | undefined;
  length: number;
}

function rowEntries({ name, value, duration, length }: Source, fields: Fields): Entry[] {
  const byName = new Map<string, Entry & Spent>();
  for (let row = 0; row < length; row++) {
    const text = labelAt(name, row);
    const entry = byName.get(text) ?? {
      ...startEntry(text, { name, value }, fields),
      ...{ spent: 0, timed: 0 },
    };
    const amount = amountAt(value, row);
    entry.value = add(entry.value, amount);
    const spent = duration === undefined ? NaN : amount * amountAt(duration, row);
    entry.spent = add(entry.spent, spent);
    entry.timed = add(entry.timed, Number.isNaN(spent) ? NaN : amount);
    byName.set(text, entry);
  }
  return [...byName.values()].map(({ spent, timed, ...entry }) => ({
    ...entry,
    duration: timed > 0 ? spent / timed : NaN,
  }));
}

/** For the mean of a duration over all who reach a step. */
interface Spent {
  /** Duration × value, added up. */
  spent: number;
  /** The values whose duration is known, added up. */
  timed: number;
}

function startEntry(
  text: string,
  { name, value }: Pick<Source, 'name' | 'value'>,
  fields: Fields,
): Entry {
  const names = [value.name, text];
  const config = configOf(fields, { names, type: 'number', unit: value.unit });
  const filters = labelFilters({ [name.name]: text });
  const own = configOf(fields, { names: [text] });
  return { name: text, label: own.label ?? text, value: NaN, duration: NaN, config, filters };
}

function toSteps(entries: readonly Entry[]): Step[] {
  const first = entries[0]?.value ?? NaN;
  return entries.map((entry, i) => {
    const before = entries[i - 1]?.value ?? NaN;
    return {
      ...entry,
      ofFirst: share(entry.value, first),
      ofBefore: share(entry.value, before),
      lost: before - entry.value,
    };
  });
}

const share = (value: number, whole: number) => (whole > 0 ? value / whole : NaN);

function worstOf(steps: readonly Step[]): number {
  let worst = -1;
  for (const [i, { ofBefore }] of steps.entries())
    if (ofBefore < (steps[worst]?.ofBefore ?? 1)) worst = i;
  return worst;
}

const known = (value: number) => (Number.isNaN(value) ? -Infinity : value);

/** Values below zero and infinite ones are no counts. */
function amountAt(field: NumberField, row: number): number {
  const value = numberAt(field, row);
  return value >= 0 && Number.isFinite(value) ? value : NaN;
}

function add(sum: number, value: number): number {
  if (Number.isNaN(sum)) return value;
  return Number.isNaN(value) ? sum : sum + value;
}
