import { isWord, nesting, type Token } from './tokens.ts';

/** What leaves the parts of a sum in proportion, beside numbers that it is multiplied with or divided by. */
const harmless = /^(round|floor|ceil|ceiling|ifNull|coalesce|assumeNotNull|to(U?Int|Float)\d+)$/i;
const operators = ['(', ')', ',', '*', '/'];

/**
 * What the first column that is a sum adds up: `a` of `round(sum(a) / 60, 2) AS rate`. A share of two sums, a
 * difference, a running sum say nothing of how much a single row weighs: undefined where all are like that.
 */
export function summed(columns: readonly Token[], sql: string): string | undefined {
  for (const column of split(columns)) {
    const sum = sumOf(withoutAlias(column), sql);
    if (sum !== undefined) return sum;
  }
  return undefined;
}

/** At the commas that are in no parentheses. */
function split(tokens: readonly Token[]): Token[][] {
  let depth = 0;
  const parts: Token[][] = [[]];
  for (const token of tokens) {
    depth += nesting(token);
    if (depth === 0 && token.text === ',') parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

/** `sum(a) AS paid`, or `sum(a) paid`. */
function withoutAlias(column: readonly Token[]): readonly Token[] {
  const isNamed = ['word', 'quoted'].includes(column.at(-1)?.kind ?? '');
  const name = isWord(column.at(-2), 'AS') ? -2 : -1;
  return isNamed ? column.slice(0, name) : column;
}

function sumOf(column: readonly Token[], sql: string): string | undefined {
  const at = column.findIndex((token, i) => isWord(token, 'SUM') && column[i + 1]?.text === '(');
  const open = column[at + 1];
  if (at === -1 || open === undefined) return undefined;
  const end = closing(column, at + 1);
  const inside = column.slice(at + 2, end);
  const [before, after] = [column.slice(0, at), column.slice(end + 1)];
  const isProportional =
    isOneValue(inside) &&
    ![...before, ...after].some((token, i, around) => !isScale(token, around[i + 1])) &&
    !before.some(({ text }) => text === '/');
  return isProportional ? sql.slice(open.start + 1, column[end]?.start).trim() : undefined;
}

function closing(tokens: readonly Token[], open: number): number {
  let depth = 0;
  return tokens.findIndex((token, i) => {
    if (i >= open) depth += nesting(token);
    return i >= open && depth === 0;
  });
}

/** Neither `DISTINCT a` nor a sum of sums. */
function isOneValue(inside: readonly Token[]): boolean {
  return (
    inside.length > 0 &&
    split(inside).length === 1 &&
    !isWord(inside[0], 'DISTINCT') &&
    !inside.some((token) => isWord(token, 'SUM'))
  );
}

function isScale({ kind, text }: Token, next: Token | undefined): boolean {
  const isCall = next?.text === '(';
  if (kind === 'word') return isCall && harmless.test(text);
  if (kind === 'symbol') return operators.includes(text);
  return ['number', 'placeholder'].includes(kind) || (kind === 'macro' && !isCall);
}
