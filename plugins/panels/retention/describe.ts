import { countText, displayText, formatShare } from '@heliostat/sdk';
import type { Grid } from './cohorts.ts';
import type { Cell } from './retention.ts';

/** `week 3`, or the number alone where a step of age has no name. */
export function writeAge(age: number, ageName: string): string {
  return ageName === '' ? String(age) : `${ageName} ${age}`;
}

/** What a cell says; undefined where the cohort is not that old. */
export function readCell(
  grid: Grid,
  { row, column }: Cell,
  ageName: string,
): { title: string; rows: readonly { name: string; text: string }[] } | undefined {
  const cohort = grid.cohorts[row];
  const share = (row < 0 ? grid.means : cohort?.shares)?.[column] ?? NaN;
  if (Number.isNaN(share)) return;
  const age = writeAge(grid.ages[column] ?? NaN, ageName === '' ? grid.age : ageName);
  if (cohort === undefined)
    return { title: `mean, ${age}`, rows: [{ name: 'of all cohorts', text: formatShare(share) }] };
  return {
    title: `${cohort.name}, ${age}`,
    rows: [
      { name: 'still there', text: formatShare(share) },
      { name: grid.measure, text: displayText(cohort.values[column] ?? NaN, grid.config) },
      { name: 'began with', text: displayText(cohort.size, grid.config) },
      { name: 'mean of all', text: formatShare(grid.means[column] ?? NaN) },
    ],
  };
}

/** The panel in one line. */
export function summarize(title: string, { cohorts, ages, means }: Grid): string {
  if (cohorts.length === 0) return `${title}: no cohorts`;
  const last = means.findLastIndex((share) => !Number.isNaN(share));
  const left =
    last < 1
      ? ''
      : `, on average ${formatShare(means[last] ?? NaN)} are left at ${ages[last] ?? ''}`;
  return `${title}: ${countText(cohorts.length, 'cohort')}, ages ${ages[0] ?? ''} to ${ages.at(-1) ?? ''}${left}`;
}

/** What of the data is not shown; empty when all is. */
export function noteOf({ omitted }: Grid): string {
  const parts = [];
  if (omitted.cohorts > 0) parts.push(countText(omitted.cohorts, 'earlier cohort'));
  if (omitted.ages > 0) parts.push(countText(omitted.ages, 'later age'));
  return parts.length === 0 ? '' : `${parts.join(' and ')} not shown`;
}
