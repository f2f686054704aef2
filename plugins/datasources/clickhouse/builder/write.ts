import type { BuiltFilter, BuiltQuery, Filter, Measure } from '@heliostat/sdk';
import { quoteName, quoteText } from '../sql/quote.ts';

const lineWidth = 88;

/** Words that stand for something else where a name may stand. */
const reserved = new Set(
  `ALL AND ANTI ANY ARRAY AS ASC ASOF BETWEEN BY CASE CAST CROSS DESC DISTINCT ELSE END EXCEPT FALSE
  FINAL FORMAT FROM FULL GLOBAL GROUP HAVING IN INNER INTERSECT INTERVAL INTO IS JOIN LEFT LIKE LIMIT NOT
  NULL OFFSET ON OR ORDER PREWHERE RIGHT SAMPLE SELECT SEMI SETTINGS THEN TRUE UNION USING WHEN WHERE
  WINDOW WITH`.split(/\s+/),
);

/** The choices as SQL, a clause a line. */
export function writeSql(built: BuiltQuery): string[] {
  const { table, time, groupBy, sort, limit } = built;
  const isGrouped = built.measures.length > 0;
  const bucket = bucketAlias(built);
  const keys = [...(bucket === undefined ? [] : [bucket]), ...groupBy];
  const conditions = [
    ...(time === undefined ? [] : [`$__time(${writeName(time)})`]),
    ...built.filters.map(writeFilter),
    '$__filters',
  ];
  return [
    ...list('SELECT', columns(built, bucket), ','),
    `FROM ${table.map(writeName).join('.')}`,
    ...list('WHERE', conditions, ' AND'),
    ...(isGrouped && keys.length > 0 ? list('GROUP BY', keys.map(writeName), ',') : []),
    ...(sort === undefined
      ? []
      : [
          `ORDER BY ${writeName(sortName(sort.by, time, bucket))}${sort.descending ? ' DESC' : ''}`,
        ]),
    ...(limit === undefined ? [] : [`LIMIT ${limit}`]),
  ];
}

function columns(built: BuiltQuery, bucket: string | undefined): string[] {
  const { time, groupBy, asText, measures } = built;
  const fields = groupBy.map((name) =>
    asText?.includes(name) === true ? `$__text(${writeName(name)})` : writeName(name),
  );
  if (measures.length > 0)
    return [
      ...(bucket === undefined ? [] : [`$__bucket(${writeName(time ?? '')}) AS ${bucket}`]),
      ...fields,
      ...measures.map(writeMeasure),
    ];
  const all = [...(time === undefined ? [] : [writeName(time)]), ...fields];
  return all.length === 0 ? ['*'] : all;
}

/**
 * The name of the bucket in the result; undefined where there is none. In ClickHouse an alias stands for a
 * column of its name everywhere in the query, so it is one that nothing else has.
 */
function bucketAlias({ time, bucket, measures, groupBy, filters }: BuiltQuery): string | undefined {
  if (!bucket || time === undefined || measures.length === 0) return;
  const used = new Set([
    ...[time, ...groupBy, ...filters.map(({ field }) => field)],
    ...measures.flatMap(({ name, field }) => [name, field]),
  ]);
  const free = ['t', 'time', 'bucket'].find((name) => !used.has(name));
  if (free !== undefined) return free;
  let number = 2;
  while (used.has(`bucket_${number}`)) number += 1;
  return `bucket_${number}`;
}

function sortName(by: string, time: string | undefined, bucket: string | undefined): string {
  return by === time && bucket !== undefined ? bucket : by;
}

/** Words of ClickHouse for what is counted. */
export const functions = {
  count: 'count',
  sum: 'sum',
  avg: 'avg',
  min: 'min',
  max: 'max',
  unique: 'uniq',
  quantile: 'quantile',
} as const;

function writeMeasure({ name, aggregate, field, quantile = 0.5 }: Measure): string {
  const level = aggregate === 'quantile' ? `(${quantile})` : '';
  const argument = field === undefined ? '' : writeName(field);
  return `${functions[aggregate]}${level}(${argument}) AS ${writeName(name)}`;
}

function writeFilter(filter: BuiltFilter): string {
  const name = writeName(filter.field);
  if ('variable' in filter) return `$__in(${name}, ${filter.variable})`;
  const { op, value } = filter;
  if (op === 'matches') return `match(${name}, ${writeValue(value)})`;
  return `${name} ${op.toUpperCase()} ${writeValue(value)}`;
}

function writeValue(value: Filter['value']): string {
  if (typeof value === 'object') return `(${value.map(writeValue).join(', ')})`;
  if (typeof value !== 'string') return String(value);
  return quoteText(value).replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t');
}

function writeName(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) && !reserved.has(name.toUpperCase()) ? name : quoteName(name);
}

/** On one line, or on one each where that is too long to read. */
function list(word: string, parts: readonly string[], separator: string): string[] {
  const line = `${word} ${parts.join(`${separator} `)}`;
  if (line.length <= lineWidth) return [line];
  return [word, ...parts.map((part, i) => `  ${part}${i === parts.length - 1 ? '' : separator}`)];
}
