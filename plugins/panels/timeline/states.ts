import {
  anyOf,
  displayText,
  displayValue,
  mappingFor,
  statusOf,
  thresholdFor,
  type CellValue,
  type FieldConfig,
  type Filter,
} from '@heliostat/sdk';
import type { Options } from './options.ts';

/** What a piece of a lane can be in: values that are shown alike are one state. */
export interface State {
  /** As it is shown; unique in its set and stable from one result to the next. */
  name: string;
  /** Colour token of a mapping or threshold, or of the field; undefined: by its number or its name. */
  color: string | undefined;
  /** The first number that was in it; NaN for words. */
  value: number;
  /** What it stands for: its words, where they are of one field. */
  filters: readonly Filter[];
}

/** The field a value is of, and how it is shown. */
export interface Source {
  field: string;
  config: FieldConfig;
}

/** The states of a timeline, in the order they were met. */
export class StateSet {
  readonly states: State[] = [];
  readonly #byName = new Map<string, number>();
  readonly #byValue = new Map<FieldConfig, Map<CellValue, number>>();
  /** By state: the filter of each of its values; undefined for what is no word. */
  readonly #words = new Map<number, (Filter | undefined)[]>();
  readonly #merge: Options['merge'];
  readonly #timeZone: string;

  constructor(merge: Options['merge'], timeZone: string) {
    this.#merge = merge;
    this.#timeZone = timeZone;
  }

  /** Position of the state a value is in; −1 for no value. */
  of(value: CellValue, { field, config }: Source): number {
    const known = this.#byValue.get(config) ?? new Map<CellValue, number>();
    this.#byValue.set(config, known);
    const found = known.get(value);
    if (found !== undefined) return found;
    const state = this.#find(value, config);
    this.#addWord(state, field, value);
    known.set(value, state);
    return state;
  }

  #addWord(state: number, field: string, value: CellValue): void {
    const words = this.#words.get(state) ?? [];
    this.#words.set(state, words);
    words.push(typeof value === 'string' ? { field, op: '=', value } : undefined);
    const known = words.filter((word) => word !== undefined);
    const filter = known.length === words.length ? anyOf(known) : undefined;
    const found = this.states[state];
    if (found !== undefined) found.filters = filter === undefined ? [] : [filter];
  }

  #find(value: CellValue, config: FieldConfig): number {
    // A mapping gives a meaning even to null: `no data` may be a state.
    if (isNothing(value) && mappingFor(value, config.mappings) === undefined) return -1;
    const shown = displayValue(value, config);
    const text = displayText(value, config, { timeZone: this.#timeZone }).slice(0, 200);
    const color = this.#merge === 'color' ? shown.color : undefined;
    const name = color === undefined ? text : meaningOf(value, color, config);
    const position = this.#byName.get(name) ?? this.states.length;
    if (position === this.states.length) {
      const number = typeof value === 'number' ? value : NaN;
      this.states.push({ name, color: shown.color, value: number, filters: [] });
      this.#byName.set(name, position);
    }
    return position;
  }
}

function isNothing(value: CellValue): boolean {
  return value === null || value === '' || (typeof value === 'number' && Number.isNaN(value));
}

/** What a colour means: the label of its mapping or threshold, else its own name. */
function meaningOf(value: CellValue, color: string, config: FieldConfig): string {
  const mapped = mappingFor(value, config.mappings)?.text;
  const label =
    typeof value === 'number' ? thresholdFor(value, config.thresholds)?.label : undefined;
  const status = statusOf(color).label;
  return mapped ?? label ?? (status === '' ? color : status);
}
