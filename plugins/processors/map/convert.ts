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

function toNumber(value: unknown): number | null {
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string' || !/^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(value))
    return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

function toBoolean(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  if (value === 1 || value === 'true' || value === '1') return true;
  if (value === 0 || value === 'false' || value === '0') return false;
  return null;
}

/** Epoch milliseconds, or ISO 8601 text. */
function toTime(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? Math.trunc(value) : null;
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}/.test(value)) return null;
  const ms = Date.parse(value);
  return Number.isNaN(ms) ? null : ms;
}
