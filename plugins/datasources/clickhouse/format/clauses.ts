import { isBrackets, isSymbol, isWord, type Part } from './pieces.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

const starts = words('SELECT FROM PREWHERE WHERE HAVING LIMIT UNION EXCEPT INTERSECT');
const beforeBy = words('GROUP ORDER');
const joins = words('GLOBAL ANY ALL ASOF INNER LEFT RIGHT FULL CROSS ARRAY OUTER SEMI ANTI JOIN');
const heads = words(`WITH BY DISTINCT ${[...starts, ...beforeBy, ...joins].join(' ')}`);
const capitals = words('AND OR NOT IN AS ON USING LIKE ILIKE BETWEEN IS NULL');
const cases = words('CASE WHEN THEN ELSE END');
const orders = words('ASC DESC');

const by = words('BY');
const names = words('AS');
const joinWord = words('JOIN');
export const queries = words('SELECT WITH');
/** Clauses of how rows are grouped, ordered and cut. */
export const tails = words('GROUP HAVING ORDER LIMIT');
/** Clauses that are conditions. */
export const conditions = words('PREWHERE WHERE HAVING');
export const connectives = words('AND OR');
export const between = words('BETWEEN');

/** A clause: its keywords, and what follows them. */
export interface Clause {
  head: readonly Part[];
  body: readonly Part[];
}

/** The clauses of one query, not of those in brackets; keywords in capitals. */
export function toClauses(parts: readonly Part[]): Clause[] {
  const clauses: Part[][] = [[]];
  parts.forEach((part, i) => {
    const isStart = isClauseStart(parts, i) && clauses.at(-1)?.length !== 0;
    if (isStart) clauses.push([part]);
    else clauses.at(-1)?.push(part);
  });
  return clauses.map(toClause);
}

function toClause(parts: readonly Part[]): Clause {
  const end = parts.findIndex((part, i) => !isWord(part, heads) || isCall(parts, i));
  const length = isClauseStart(parts, 0) ? (end === -1 ? parts.length : end) : 0;
  const isOrder = isWord(parts[0], words('ORDER'));
  const isCase = parts.some((part) => isWord(part, cases));
  const isCapital = (part: Part): boolean =>
    isWord(part, capitals) || (isOrder && isWord(part, orders)) || (isCase && isWord(part, cases));
  return {
    head: parts.slice(0, length).map(toCapitals),
    body: parts
      .map((part, i) => (isCapital(part) && !isName(parts, i) ? toCapitals(part) : part))
      .slice(length),
  };
}

function isClauseStart(parts: readonly Part[], i: number): boolean {
  const part = parts[i];
  if (isName(parts, i)) return false;
  if (isWord(part, starts)) return true;
  if (isWord(part, beforeBy)) return isWord(parts[i + 1], by);
  if (isWord(part, queries)) return i === 0;
  return isWord(part, joins) && !isWord(parts[i - 1], joins) && leadsToJoin(parts, i);
}

function leadsToJoin(parts: readonly Part[], start: number): boolean {
  const end = parts.findIndex((part, i) => i >= start && !isWord(part, joins));
  return isWord(parts[(end === -1 ? parts.length : end) - 1], joinWord);
}

/** A word where only a name can be: behind a point or AS, or of a function that is called. */
function isName(parts: readonly Part[], i: number): boolean {
  return isSymbol(parts[i - 1], '.') || isWord(parts[i - 1], names) || isCall(parts, i);
}

/** `left(name, 3)`: brackets that touch the word before them. */
function isCall(parts: readonly Part[], i: number): boolean {
  const next = parts[i + 1];
  return isBrackets(next) && !next.open.isApart;
}

function toCapitals(part: Part): Part {
  return isBrackets(part) || part.kind !== 'word'
    ? part
    : { ...part, text: part.text.toUpperCase() };
}
