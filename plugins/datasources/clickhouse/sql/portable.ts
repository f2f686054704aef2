import { quoteName } from './quote.ts';

export interface ResultColumn {
  name: string;
  type: string;
}

/**
 * The query with columns cast so that Arrow shows them as they are meant: times as timestamps in
 * milliseconds, whole numbers past 64 bits and decimals as doubles, identifiers and enums as text.
 * Most need none, and run as they are: the casts cost as much as a short query itself. Columns that are
 * in `names` get the name there, unless another column has it.
 */
export function portableQuery(
  normal: string,
  columns: readonly ResultColumn[],
  names: ReadonlyMap<string, string>,
): string {
  const taken = new Set(columns.map(({ name }) => name));
  const hasTwins = taken.size < columns.length;
  const casts = columns.map((column) => {
    const called = names.get(column.name);
    if (called === undefined || taken.has(called)) return castOf(column, undefined);
    taken.add(called);
    return castOf(column, called);
  });
  if (hasTwins || casts.every((cast) => cast === undefined)) return normal;
  const list = columns.map(({ name }, i) => casts[i] ?? quoteName(name));
  return `SELECT ${list.join(', ')} FROM (${normal})`;
}

function castOf({ name, type }: ResultColumn, called: string | undefined): string | undefined {
  const portable = portableType(type);
  if (called !== undefined) return `${quoteName(name)} AS ${quoteName(called)}`;
  if (portable === type) return;
  const column = quoteName(name);
  if (/^(AggregateFunction|SimpleAggregateFunction)\(/.test(type))
    return `toString(${column}) AS ${column}`;
  return `CAST(${column}, '${portable.replace(/[\\']/g, '\\$&')}') AS ${column}`;
}

const timestamp = "DateTime64(3, 'UTC')";

/** The type a column is cast to; itself where Arrow carries it well. */
export function portableType(type: string): string {
  const { name, args } = parseType(type);
  if (name === 'Nullable') return `Nullable(${portableType(args[0] ?? '')})`;
  if (name === 'LowCardinality') return isText(args[0] ?? '') ? type : portableType(args[0] ?? '');
  if (name === 'Array' || name === 'Map') return `${name}(${args.map(portableType).join(', ')})`;
  if (name === 'Tuple') return `Tuple(${args.map(portableElement).join(', ')})`;
  return portableLeaf(name, type);
}

function portableLeaf(name: string, type: string): string {
  if (/^(DateTime|DateTime64|Date|Date32)$/.test(name))
    return type === timestamp ? type : timestamp;
  if (/^(U?Int(128|256)|Decimal\w*|BFloat16|Interval\w+|Time|Time64)$/.test(name)) return 'Float64';
  if (
    /^(U?Int(8|16|32|64)|Float32|Float64|Bool|String|AggregateFunction|SimpleAggregateFunction)$/.test(
      name,
    )
  )
    return type;
  return 'String';
}

function isText(type: string): boolean {
  return type === 'String' || type === 'Nullable(String)';
}

/** `a UInt64` or `UInt64` inside a Tuple. */
function portableElement(element: string): string {
  const match = /^(`(?:[^`\\]|\\.)*`|[A-Za-z_]\w*) (.+)$/s.exec(element);
  return match === null ? portableType(element) : `${match[1]} ${portableType(match[2] ?? '')}`;
}

/** `Map(String, UInt8)` is a `Map` of two. */
export function parseType(type: string): { name: string; args: string[] } {
  const open = type.indexOf('(');
  if (open === -1) return { name: type, args: [] };
  return { name: type.slice(0, open), args: splitArguments(type.slice(open + 1, -1)) };
}

/** Splits at commas outside parentheses and quotes. */
function splitArguments(text: string): string[] {
  if (text === '') return [];
  const args: string[] = [];
  let depth = 0;
  let arg = '';
  for (const piece of text.match(/'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`|[\s\S]/g) ?? []) {
    if (piece === '(') depth++;
    if (piece === ')') depth--;
    if (piece === ',' && depth === 0) {
      args.push(arg.trim());
      arg = '';
    } else arg += piece;
  }
  return [...args, arg.trim()];
}
