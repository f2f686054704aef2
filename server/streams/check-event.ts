import type { BodyLine } from './body.ts';
import type { StreamDefinition } from './definition.ts';
import { limitProblem } from './event-limits.ts';
import { eventTimeProblem } from './event-time.ts';

/** `text`: what to store in place of the line; undefined: the line as it came. */
export type Verdict =
  | { accepted: true; text: string | undefined; event: Readonly<Record<string, unknown>> }
  | { accepted: false; reason: string };

type Event = Record<string, unknown>;

/** Whether a line becomes an event of the stream; an absent event time is filled with `nowMs`. */
export function checkEvent(line: BodyLine, definition: StreamDefinition, nowMs: number): Verdict {
  const { text } = line;
  if (line.invalid !== undefined) return refuse(line.invalid);
  if (isLongerThan(text, definition.limits.maxLineBytes))
    return refuse(`longer than ${definition.limits.maxLineBytes} bytes`);
  const event = parse(text);
  if (typeof event === 'string') return refuse(event);
  const limit = limitProblem(event, text);
  if (limit !== undefined) return refuse(limit);
  const { time } = definition.schema;
  const stored =
    (event[time] ?? undefined) === undefined
      ? withTime(event, text, { definition, nowMs })
      : undefined;
  const reason =
    eventTimeProblem(time, event[time], nowMs) ??
    definition.validate(event) ??
    integerProblem(event, definition.integers);
  if (reason !== undefined) return refuse(reason);
  return { accepted: true, text: stored ?? oneLine(event, text), event };
}

function refuse(reason: string): Verdict {
  return { accepted: false, reason };
}

/** UTF-16 length is at most the bytes, and the bytes at most three times it. */
function isLongerThan(text: string, bytes: number): boolean {
  if (text.length > bytes) return true;
  return text.length * 3 > bytes && Buffer.byteLength(text) > bytes;
}

/** The event, or why the text is none. */
function parse(text: string): Event | string {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Event;
    return `expected a JSON object, got ${Array.isArray(value) ? 'an array' : String(value).slice(0, 40)}`;
  } catch (error) {
    return `not valid JSON: ${error instanceof Error ? error.message.slice(0, 150) : 'unknown'}`;
  }
}

/** Sets the time and returns the text with it: spliced in where the field is absent. */
function withTime(
  event: Event,
  text: string,
  { definition, nowMs }: { definition: StreamDefinition; nowMs: number },
): string {
  const { time } = definition.schema;
  const isAbsent = !Object.hasOwn(event, time);
  const isEmpty = isAbsent && Object.keys(event).length === 0;
  const value = definition.timeAsText ? new Date(nowMs).toISOString() : nowMs;
  event[time] = value;
  if (!isAbsent || isEmpty || hasLineBreak(text)) return JSON.stringify(event);
  const field = `${JSON.stringify(time)}:${JSON.stringify(value)}`;
  return `{${field},${text.slice(text.indexOf('{') + 1)}`;
}

/** CRLF, and elements of an array over several lines, do not belong into the log. */
function oneLine(event: Event, text: string): string | undefined {
  if (!hasLineBreak(text)) return undefined;
  const trimmed = text.trim();
  return hasLineBreak(trimmed) ? JSON.stringify(event) : trimmed;
}

function hasLineBreak(text: string): boolean {
  return text.includes('\n') || text.includes('\r');
}

/** Rounding an id silently is worse than refusing it. */
function integerProblem(event: Event, integers: readonly string[]): string | undefined {
  for (const name of integers) {
    const value = event[name];
    if (typeof value === 'number' && !Number.isSafeInteger(value))
      return `${name}: beyond ±2^53, where integers are no longer exact; send it as a string`;
  }
  return undefined;
}
