import type { SchemaField } from '@heliostat/sdk';
import { readBody, type BodyFormat } from './body.ts';
import { isIsoTime } from './event-time.ts';
import { toEventSchema } from './event-schema.ts';

/** More fields than this, and longer names, are stored but not part of the schema. */
const maxFields = 1000;
const maxNameChars = 200;
const timeNames = ['ts', 'time', 'timestamp', '@timestamp'];

type Kind = SchemaField['type'];

/** The time field of a stream that nobody declared: a usual name that its first event has. */
export function guessTimeField(body: Buffer, format?: BodyFormat): string {
  let looked = 0;
  for (const { text } of readBody(body, format).lines) {
    const name = timeNameIn(text);
    if (name !== undefined) return name;
    if (++looked >= 10) break;
  }
  return 'ts';
}

function timeNameIn(text: string): string | undefined {
  try {
    const event: unknown = JSON.parse(text);
    if (typeof event !== 'object' || event === null) return undefined;
    return timeNames.find((name) => Object.hasOwn(event, name));
  } catch {
    return undefined;
  }
}

/** Learns the fields of events as they come; it only ever widens. */
export class InferredSchema {
  readonly time: string;
  /** `undefined`: seen, but only as null. */
  readonly #kinds: Map<string, Kind | undefined>;

  constructor(time: string, jsonSchema: object) {
    this.time = time;
    const { properties } = jsonSchema as { properties?: Record<string, { type?: unknown }> };
    const { fields } = toEventSchema(jsonSchema, time);
    this.#kinds = new Map(
      fields.map(({ name, type }) => [
        name,
        properties?.[name]?.type === 'null' ? undefined : type,
      ]),
    );
  }

  /** Nothing was observed yet: even the time field is a guess. */
  get isEmpty(): boolean {
    return this.#kinds.size <= 1;
  }

  /** True when the event widened the schema. */
  observe(event: Readonly<Record<string, unknown>>): boolean {
    let widened = false;
    for (const name in event) {
      if (name === this.time || name.length > maxNameChars) continue;
      const seen = this.#kinds.get(name);
      if (seen === 'json') continue;
      const value = event[name];
      if (value === null && this.#kinds.has(name)) continue;
      const kind = widen(seen, value);
      if (kind === seen && this.#kinds.has(name)) continue;
      if (!this.#kinds.has(name) && this.#kinds.size >= maxFields) continue;
      this.#kinds.set(name, kind);
      widened = true;
    }
    return widened;
  }

  toJsonSchema(): object {
    const properties = Object.fromEntries(
      [...this.#kinds].map(([name, kind]) => [name, toProperty(kind)]),
    );
    properties[this.time] = { type: ['integer', 'string'], format: 'date-time' };
    return { type: 'object', properties, required: [this.time] };
  }
}

function widen(seen: Kind | undefined, value: unknown): Kind | undefined {
  const kind = kindOf(value, seen === undefined || seen === 'time');
  if (seen === undefined || kind === undefined || kind === seen) return kind ?? seen;
  const pair = new Set([seen, kind]);
  if (pair.has('integer') && pair.has('number')) return 'number';
  if (pair.has('time') && pair.has('string')) return 'string';
  return 'json';
}

/** Whether text is a time is only asked while it still may be one. */
function kindOf(value: unknown, mayBeTime: boolean): Kind | undefined {
  switch (typeof value) {
    case 'number':
      return Number.isSafeInteger(value) ? 'integer' : 'number';
    case 'string':
      return mayBeTime && value.length > 10 && isIsoTime(value) ? 'time' : 'string';
    case 'boolean':
      return 'boolean';
    default:
      return value === null ? undefined : 'json';
  }
}

function toProperty(kind: Kind | undefined): object {
  if (kind === undefined) return { type: 'null' };
  if (kind === 'json') return {};
  if (kind === 'time') return { type: ['string', 'null'], format: 'date-time' };
  return { type: [kind, 'null'] };
}
