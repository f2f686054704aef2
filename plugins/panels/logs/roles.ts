import { fieldByName, timeField, type Field, type Frame, type TimeField } from '@heliostat/sdk';
import type { Options } from './options.ts';

/** What the fields of a frame are to a log. */
export interface Roles {
  time: TimeField | undefined;
  message: Field | undefined;
  level: Field | undefined;
  /** Whether the message is named as logs name it. */
  isNamed: boolean;
}

const messageName = /^(message|msg|body|line|text|log)$/i;
const levelName = /^(level|severity|severity_text|lvl|loglevel|log_level|status)$/i;

export function rolesOf(frame: Frame, options: Pick<Options, 'message' | 'level'>): Roles {
  const readable = frame.fields.filter(({ type }) => type === 'string' || type === 'json');
  const named = readable.find(({ name }) => messageName.test(name));
  const own = options.message === undefined ? undefined : fieldByName(frame, options.message);
  const words = frame.fields.filter(({ type }) => type === 'string');
  const level =
    options.level === undefined
      ? words.find(({ name }) => levelName.test(name))
      : fieldByName(frame, options.level);
  const others = words.filter((field) => field !== level);
  return {
    time: timeField(frame),
    message: own ?? named ?? longest(others) ?? readable.find((field) => field !== level),
    level,
    isNamed: named !== undefined,
  };
}

/** The text field with the longest values in its first rows. */
function longest(fields: readonly Field[]): Field | undefined {
  const lengthOf = (field: Field) =>
    [...field.values.slice(0, 100)].reduce<number>((sum, value) => sum + String(value).length, 0);
  const [first] = fields
    .map((field) => ({ field, length: lengthOf(field) }))
    .sort((a, b) => b.length - a.length);
  return first?.field;
}
