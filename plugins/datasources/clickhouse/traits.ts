import { toText, type QueryTraits } from '@heliostat/sdk';
import type { Query } from './settings.ts';
import { expand } from './sql/expand.ts';
import { isWord, significant, tokenize, type Token } from './sql/tokens.ts';
import type { Vetting } from './sql/vet.ts';
import type { ParamValue } from '@heliostat/sdk';

/** Words after which a row may depend on rows of another bucket, or on which rows there are. */
const spreading = new Set([
  ...['LIMIT', 'OFFSET', 'FETCH', 'TOP', 'DISTINCT', 'OVER', 'WINDOW', 'QUALIFY', 'HAVING', 'JOIN'],
  ...['UNION', 'EXCEPT', 'INTERSECT', 'WITH', 'ROLLUP', 'CUBE', 'TOTALS', 'GROUPING', 'FILL'],
  ...['ARRAY', 'SAMPLE', 'INTERPOLATE'],
]);
/** Functions that look at neighbouring rows, the clock, or chance. */
const unsteady =
  /^(running\w+|neighbor|rowNumber\w+|blockNumber|now\w*|today|yesterday|rand\w*|generate\w+|fuzz\w+|current_timestamp|localtime\w*|lag\w*|lead\w*|array(Join|CumSum\w*))$/i;

/** What the host may know of a query: the tables it reads, and whether its tail alone can be run again. */
export async function traitsOf(
  query: Query,
  vetting: Vetting,
  signal: AbortSignal,
): Promise<QueryTraits> {
  const author = toText(query.sql);
  const params = placeholderValues(author);
  const expansion = expand(author, { range: { from: 0, to: 1 }, stepMs: 1, params, filters: [] });
  const { reads } = await vetting.vet(author, expansion, signal);
  return { reads, tail: isTail(author) };
}

/** Any value for each variable a query names: the shape of the query is what matters. */
function placeholderValues(sql: string): Record<string, ParamValue> {
  return new Proxy<Record<string, ParamValue>>(
    {},
    {
      get: (_target, name) => (listed(sql, String(name)) ? ['x'] : 'x'),
      getOwnPropertyDescriptor: (_target, name) => ({
        value: listed(sql, String(name)) ? ['x'] : 'x',
        configurable: true,
        enumerable: true,
      }),
    },
  );
}

function listed(sql: string, name: string): boolean {
  return new RegExp(`\\{\\s*${name.replace(/\W/g, '\\$&')}\\s*:\\s*Array`).test(sql);
}

/** Conservative: one time filter, a bucket that rows are grouped by, one SELECT and nothing that spreads. */
function isTail(sql: string): boolean {
  const tokens = significant(tokenize(sql));
  const count = (text: string) => tokens.filter((token) => token.text === text).length;
  if (count('$__time') !== 1 || count('$__bucket') === 0) return false;
  if (count('$__from') + count('$__to') > 0) return false;
  if (tokens.filter((token) => isWord(token, 'SELECT')).length !== 1) return false;
  const isSteady = tokens.every(
    ({ kind, text }) =>
      kind !== 'word' || !(spreading.has(text.toUpperCase()) || unsteady.test(text)),
  );
  return isSteady && isGroupedByBucket(tokens);
}

function isGroupedByBucket(tokens: readonly Token[]): boolean {
  const at = tokens.findIndex((token, i) => isWord(token, 'GROUP') && isWord(tokens[i + 1], 'BY'));
  if (at === -1) return !tokens.some((token, i) => isAggregateCall(token, tokens[i + 1]));
  const end = tokens.findIndex((token, i) => i > at && isWord(token, 'ORDER'));
  const group = tokens.slice(at + 2, end === -1 ? tokens.length : end);
  const alias = bucketAlias(tokens);
  return group.some(
    (token) => token.text === '$__bucket' || isWord(token, 'ALL') || token.text === alias,
  );
}

/** Without GROUP BY only plain rows may be spliced; a call that may aggregate makes it one row. */
function isAggregateCall(token: Token, next: Token | undefined): boolean {
  return (
    token.kind === 'word' && next?.text === '(' && !/^to[A-Z]|^IN$|^AND$|^OR$/.test(token.text)
  );
}

function bucketAlias(tokens: readonly Token[]): string | undefined {
  const at = tokens.findIndex(({ text }) => text === '$__bucket');
  let depth = 0;
  for (let i = at + 1; i < tokens.length; i++) {
    if (tokens[i]?.text === '(') depth++;
    if (tokens[i]?.text === ')') depth--;
    if (depth === 0) return isWord(tokens[i + 1], 'AS') ? tokens[i + 2]?.text : undefined;
  }
  return;
}
