export const typeNames = ['number', 'integer', 'string', 'boolean', 'time'] as const;
export type TypeName = (typeof typeNames)[number];

/** What a value becomes; null where it cannot be converted. Nothing is rounded or guessed. */
export const converters: Readonly<Record<TypeName, (value: unknown) => unknown>> = {
  number: toNumber,
  integer: (value) => {
    const number = toNumber(value);
    return Number.isSafeInteger(number) ? number : null;
  },
  string: (value) => (typeof value === 'string' ? value : JSON.stringify(value)),
  boolean: toBoolean,
  time: toTime,
};

/** One way to match any text, so that a long one takes no longer than its length. */
const decimal = /^\s*[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?\s*$/i;

function toNumber(value: unknown): number | null {
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string' || !decimal.test(value)) return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

function toBoolean(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  if (value === 1 || value === 'true' || value === '1') return true;
  if (value === 0 || value === 'false' || value === '0') return false;
  return null;
}

const iso = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/i;

/** Epoch milliseconds, or ISO 8601 text: UTC unless it says otherwise, whatever the machine's zone. */
function toTime(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? Math.trunc(value) : null;
  const match = typeof value === 'string' ? iso.exec(value) : null;
  if (match === null) return null;
  const [text, clock, , , zone] = match;
  // A date alone is UTC to JavaScript; a date with a clock is local.
  const ms = Date.parse(clock !== undefined && zone === undefined ? `${text}Z` : text);
  return Number.isNaN(ms) ? null : ms;
}
