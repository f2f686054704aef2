import type { Magnitude, UnitScale } from './unit.ts';

const significant = 3;
/** Beyond these a number is written with an exponent. */
const largest = 1e15;
const smallest = 1e-6;
const groupSpace = '\u202f';

/** The magnitude in which `value` (in the base unit) is written, after rounding: 999.96 is `1k`. */
export function magnitudeOf(
  value: number,
  scale: UnitScale,
  decimals: number | undefined,
): Magnitude {
  const size = Math.abs(value);
  const { steps } = scale;
  if (size >= (steps.at(-1)?.size ?? 1) * 1e6) return { size: 1, mark: '', unit: '' };
  let found = steps.findLastIndex((step) => size >= step.size);
  if (found < 0) found = size === 0 ? baseStep(scale) : 0;
  const next = steps[found + 1];
  const current = steps[found] ?? { size: 1, mark: '', unit: '' };
  if (next === undefined) return current;
  const rounded = Number(round(size / current.size, decimals));
  return rounded * current.size >= next.size ? next : current;
}

/** Zero is written in the unit the values came in: `0 ms`, not `0 ns`. */
function baseStep(scale: UnitScale): number {
  return Math.max(
    0,
    scale.steps.findIndex((step) => Math.abs(step.size - scale.factor) <= scale.factor * 1e-9),
  );
}

/** The digits of `value` in a magnitude: three significant ones, or a fixed number of decimals. */
export function shortDigits(
  value: number,
  magnitude: Magnitude,
  decimals: number | undefined,
): string {
  const scaled = value / magnitude.size;
  if (decimals !== undefined) return fixedDigits(scaled, decimals);
  return withMinus(trimZeros(round(Math.abs(scaled), undefined)), scaled);
}

/** `value` with exactly `decimals` decimals, groups of three from 10 000 on. */
export function fixedDigits(value: number, decimals: number): string {
  const size = Math.abs(value);
  if (isExtreme(size)) return withMinus(exponent(size, Math.min(decimals, significant)), value);
  return withMinus(group(size.toFixed(decimals)), value);
}

/** All digits of `value`, grouped. */
export function exactDigits(value: number): string {
  const size = Math.abs(value);
  if (size === Infinity) return withMinus('∞', value);
  const text = isExtreme(size) ? String(size) : group(String(size));
  return withMinus(text, value);
}

/** The decimals that tell neighbouring ticks apart, at most 12. */
export function stepDecimals(ticks: readonly number[], factor: number): number {
  let step = Infinity;
  for (let i = 1; i < ticks.length; i++) {
    const distance = Math.abs((ticks[i] ?? 0) - (ticks[i - 1] ?? 0)) * Math.abs(factor);
    if (distance > 0) step = Math.min(step, distance);
  }
  if (step === Infinity) step = Math.abs((ticks[0] ?? 0) * factor) || 1;
  for (let decimals = 0; decimals < 12; decimals++) {
    const shifted = step * 10 ** decimals;
    if (Math.abs(shifted - Math.round(shifted)) < 1e-6 * shifted) return decimals;
  }
  return Math.min(12, Math.max(0, 2 - Math.floor(Math.log10(step))));
}

function round(size: number, decimals: number | undefined): string {
  if (decimals !== undefined) return size.toFixed(decimals);
  if (isExtreme(size)) return exponent(size, significant - 1);
  if (size >= 100) return group(size.toFixed(0));
  return Number(size.toPrecision(significant)).toFixed(
    Math.max(0, significant - 1 - Math.floor(Math.log10(size || 1))),
  );
}

function isExtreme(size: number): boolean {
  return size >= largest || (size > 0 && size < smallest);
}

function exponent(size: number, decimals: number): string {
  return size
    .toExponential(decimals)
    .replace(/\.?0*e\+?/, 'e')
    .replace('e-', 'e−');
}

function trimZeros(text: string): string {
  return text.includes('.') && !text.includes('e') ? text.replace(/\.?0+$/, '') : text;
}

function group(text: string): string {
  const [whole = '', fraction] = text.split('.');
  const grouped = whole.length < 5 ? whole : whole.replace(/\B(?=(\d{3})+$)/g, groupSpace);
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

function withMinus(digits: string, value: number): string {
  return value < 0 && /[1-9∞I]/.test(digits) ? `−${digits}` : digits;
}
