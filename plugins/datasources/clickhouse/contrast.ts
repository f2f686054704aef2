import {
  HeliostatError,
  toText,
  type Contrast,
  type ContrastField,
  type Interval,
  type QueryRequest,
} from '@heliostat/sdk';
import type { Client } from './client.ts';
import type { Runner } from './run.ts';
import type { Query } from './settings.ts';
import { expand, type Expansion } from './sql/expand.ts';
import { fieldTypeOf } from './sql/field-type.ts';
import { quoteName, quoteText } from './sql/quote.ts';
import { rowsBehind, type RowsBehind } from './sql/rows-behind.ts';

const maxFields = 24;
/** Of a field, the most frequent: rarer ones say little. */
const maxValues = 100;
/** Values told apart while counting; of more, later ones are not counted. */
const maxGroups = 200_000;

/** What is asked: the rows of a query, and which part of their time. */
interface Asked {
  request: QueryRequest<Query>;
  part: Interval;
}

/** What the rows behind a query are made of, in a part of their time and outside of it. */
export async function readContrast(
  { client, runner }: { client: Client; runner: Runner },
  asked: Asked,
  signal: AbortSignal,
): Promise<Contrast> {
  const rows = rowsBehind(toText(asked.request.query.sql));
  const limits = runner.limits(asked.request);
  const statementOf = async (sql: string) => {
    const expansion = bind(sql, asked);
    const { normal } = await runner.vetting.vet(sql, expansion, signal);
    return { sql: normal, params: expansion.params, settings: limits, signal };
  };
  const all = await statementOf(`SELECT * FROM ${rows.from}`);
  const columns = await client.rows<{ name: string; type: string }>({
    ...all,
    sql: `DESCRIBE TABLE (${all.sql})`,
  });
  const fields = columns.filter(({ type }) => isTold(type)).slice(0, maxFields);
  if (fields.length === 0)
    throw new HeliostatError('INVALID_QUERY', 'no field of the rows holds names or yes and no');
  const counting = await statementOf(countingSql(rows, fields));
  const counts = await client.rows<Count>({
    ...counting,
    settings: { ...limits, max_rows_to_group_by: maxGroups, group_by_overflow_mode: 'any' },
  });
  return toContrast(rows, fields, counts);
}

/** Where the part begins and ends goes beside the text, so that one verdict holds for every part. */
function bind(sql: string, { request, part }: Asked): Expansion {
  const params = { ...request.params, part_from: part.from, part_to: part.to };
  return expand(sql, { ...request, params });
}

/** Texts, names and yes or no: of numbers and times hardly one value is like another. */
function isTold(type: string): boolean {
  const kind = fieldTypeOf(type);
  return (kind === 'string' || kind === 'boolean') && !/UUID|IPv/.test(type);
}

interface Count {
  field: string;
  value: string;
  inside: string | number;
  outside: string | number;
  squares_inside: string | number;
  squares_outside: string | number;
}

/** One pass over the rows: each counts once for each of its fields, and once for the field without name. */
function countingSql({ from, time, sum }: RowsBehind, fields: readonly { name: string }[]): string {
  const pairs = fields.map(
    ({ name }) => `(${quoteText(name)}, ifNull(toString(${quoteName(name)}), ''))`,
  );
  const moment = (name: string) => `fromUnixTimestamp64Milli({${name}:Int64}, 'UTC')`;
  return `SELECT counted_pair.1 AS field, counted_pair.2 AS value,
      sumIf(counted_weight, counted_inside) AS inside, sumIf(counted_weight, NOT counted_inside) AS outside,
      sumIf(pow(counted_weight, 2), counted_inside) AS squares_inside,
      sumIf(pow(counted_weight, 2), NOT counted_inside) AS squares_outside
    FROM (
      SELECT toFloat64(ifNull(${sum ?? '1'}, 0)) AS counted_weight,
        (${time}) >= ${moment('part_from')} AND (${time}) < ${moment('part_to')} AS counted_inside,
        arrayJoin([('', ''), ${pairs.join(', ')}]) AS counted_pair
      FROM ${from}
    )
    GROUP BY field, value ORDER BY inside + outside DESC, value LIMIT ${maxValues} BY field`;
}

function toContrast(
  { sum }: RowsBehind,
  fields: readonly { name: string; type: string }[],
  counts: readonly Count[],
): Contrast {
  const all = counts.find(({ field }) => field === '');
  return {
    counted: sum ?? 'rows',
    inside: Number(all?.inside ?? 0),
    outside: Number(all?.outside ?? 0),
    effective: {
      inside: effectiveSize(all?.inside, all?.squares_inside),
      outside: effectiveSize(all?.outside, all?.squares_outside),
    },
    fields: fields.map(({ name, type }): ContrastField => {
      const isBoolean = fieldTypeOf(type) === 'boolean';
      const own = counts.filter(({ field }) => field === name);
      return {
        name,
        values: own.map(({ value, inside, outside }) => ({
          value: isBoolean && value !== '' ? value === 'true' : value,
          inside: Number(inside),
          outside: Number(outside),
        })),
      };
    }),
  };
}

function effectiveSize(sum: string | number = 0, squares: string | number = 0): number {
  return Number(squares) > 0 ? Number(sum) ** 2 / Number(squares) : 0;
}
