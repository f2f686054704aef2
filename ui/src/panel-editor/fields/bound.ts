import type { DashboardDocument, ThresholdBound } from '@heliostat/sdk';

/** What a threshold's text stands for: `10`, `$limit`, `limits` or `limits.p99`; else what is wrong. */
export function parseBound(
  text: string,
  { variables = {}, queries = {} }: Pick<DashboardDocument, 'variables' | 'queries'>,
): { value: ThresholdBound } | string {
  const trimmed = text.trim();
  const number = Number(trimmed.replace(',', '.'));
  if (trimmed !== '' && Number.isFinite(number)) return { value: number };
  if (trimmed.startsWith('$'))
    return Object.hasOwn(variables, trimmed.slice(1))
      ? { value: trimmed }
      : `There is no variable ${trimmed}`;
  const [query = '', ...rest] = trimmed.split('.');
  if (!Object.hasOwn(queries, query)) return 'A number, $variable, query or query.field';
  const field = rest.join('.');
  return { value: field === '' ? { query } : { query, field } };
}
