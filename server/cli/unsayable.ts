import { toHeliostatError } from '@heliostat/sdk';
import { formatPath } from '@heliostat/sdk/check';
import type { KeyPath } from '../workspace/positions.ts';

/** More than any file may have. */
const maxDepth = 200;

/**
 * The first place of a value that a file cannot say, and why; undefined where there is none. A key whose value
 * is undefined is left out, as JSON does.
 */
export function findUnsayable(
  value: unknown,
  at: KeyPath = [],
  around: readonly unknown[] = [],
): string | undefined {
  const name = nameUnsayable(value);
  if (name !== undefined) return `${formatPath(at)}: ${name} is nothing that a file can say`;
  if (typeof value !== 'object' || value === null) return;
  if (around.includes(value)) return `${formatPath(at)}: holds itself`;
  if (around.length > maxDepth) return `${formatPath(at.slice(0, 3))}…: nested too deep`;
  for (const key of Array.isArray(value) ? value.keys() : Object.keys(value)) {
    const found = findInside(value, [...at, key], [...around, value]);
    if (found !== undefined) return found;
  }
  return;
}

function findInside(value: object, at: KeyPath, around: readonly unknown[]): string | undefined {
  const [member, refusal] = read(value, at.at(-1) ?? '');
  if (refusal !== undefined) return `${formatPath(at)}: cannot be read: ${refusal}`;
  if (member === undefined && !Array.isArray(value)) return;
  return findUnsayable(member, at, around);
}

function read(value: object, key: string | number): [member: unknown, refusal?: string] {
  try {
    return [(value as Record<string | number, unknown>)[key]];
  } catch (thrown) {
    return [undefined, toHeliostatError(thrown).message];
  }
}

/** What JSON has no form for, as a person would call it. */
function nameUnsayable(value: unknown): string | undefined {
  if (value === undefined) return 'nothing';
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : String(value);
  if (['bigint', 'function', 'symbol'].includes(typeof value)) return `a ${typeof value}`;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  const prototype = Object.getPrototypeOf(value) as { constructor?: { name?: string } } | null;
  const isPlain = prototype === null || Object.getPrototypeOf(prototype) === null;
  return isPlain ? undefined : `a ${prototype.constructor?.name ?? 'class'}`;
}
