import { HeliostatError } from '@heliostat/sdk';
import { summed } from './summed.ts';
import { isWord, nesting, significant, tokenize, type Token } from './tokens.ts';

/** The rows that a query is made of, in the author's words, macros and all. */
export interface RowsBehind {
  /** `events WHERE $__time(ts) AND …`. */
  from: string;
  /** The time of a row, as `$__time` has it. */
  time: string;
  /** What its first sum adds up, like `amount` of `sum(amount)`; undefined where none of its columns is a sum. */
  sum: string | undefined;
}

const timeMacro = '$__time';
/** What may follow the rows; the first of them ends what says which they are. */
const after = ['GROUP', 'HAVING', 'WINDOW', 'QUALIFY', 'ORDER', 'LIMIT', 'OFFSET', 'SETTINGS'];
const several = ['UNION', 'INTERSECT', 'EXCEPT'];

/** Of the innermost SELECT that says `$__time`. Throws INVALID_QUERY where there is none that stands alone. */
export function rowsBehind(sql: string): RowsBehind {
  const tokens = significant(tokenize(sql));
  const at = tokens.findIndex(({ kind, text }) => kind === 'macro' && text === timeMacro);
  if (at === -1) throw refuse(`the query has no ${timeMacro}(column): its rows have no time`);
  const { own, end } = selectAround(tokens, at);
  const from = own.findIndex((token) => isWord(token, 'FROM'));
  const [first, start] = [own[0], own[from]];
  if (first === undefined || start === undefined || own.some((token) => isOneOf(token, several)))
    throw refuse('its rows are put together of several queries');
  const last = own.find((token, i) => i > from && isOneOf(token, after));
  return {
    from: sql.slice(start.start + start.text.length, last?.start ?? end).trim(),
    time: argumentOf(tokens, at + 1, sql),
    sum: summed(
      tokens.filter((token) => token.start > first.start && token.start < start.start),
      sql,
    ),
  };
}

/** The tokens of the SELECT around the one at `at`, without those in parentheses in it, and where it ends. */
function selectAround(tokens: readonly Token[], at: number): { own: Token[]; end: number } {
  const depths = depthsOf(tokens);
  for (let depth = depths[at] ?? 0; depth >= 0; depth--) {
    const isOutside = (_: Token, i: number): boolean => (depths[i] ?? 0) < depth;
    const start = tokens.slice(0, at).findLastIndex(isOutside) + 1;
    const length = tokens.slice(at).findIndex((token, i) => isOutside(token, at + i));
    const inside = tokens.slice(start, length === -1 ? undefined : at + length);
    const own = inside.filter((_, i) => depths[start + i] === depth);
    const last = inside.at(-1);
    if (isWord(own[0], 'SELECT') && last !== undefined)
      return { own, end: last.start + last.text.length };
  }
  throw refuse('it begins with WITH, or is no SELECT');
}

/** How many parentheses are around each token; they themselves are outside. */
function depthsOf(tokens: readonly Token[]): number[] {
  let depth = 0;
  return tokens.map((token) => {
    depth += Math.min(0, nesting(token));
    const own = depth;
    depth += Math.max(0, nesting(token));
    return own;
  });
}

/** What stands in the parentheses that open at `open`. */
function argumentOf(tokens: readonly Token[], open: number, sql: string): string {
  const first = tokens[open];
  if (first?.text !== '(') throw refuse(`${timeMacro} without its column`);
  let depth = 0;
  for (const token of tokens.slice(open)) {
    depth += nesting(token);
    if (depth === 0) return sql.slice(first.start + 1, token.start).trim();
  }
  throw refuse('a parenthesis is not closed');
}

function isOneOf(token: Token, words: readonly string[]): boolean {
  return words.some((word) => isWord(token, word));
}

function refuse(what: string): HeliostatError {
  return new HeliostatError('INVALID_QUERY', `what is different cannot be told: ${what}`, {
    hint: `It can of a query, or the innermost one of several, that reads its rows with WHERE ${timeMacro}(column).`,
  });
}
