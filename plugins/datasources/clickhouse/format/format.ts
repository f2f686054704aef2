import {
  between,
  conditions,
  connectives,
  queries,
  tails,
  toClauses,
  type Clause,
} from './clauses.ts';
import {
  isBrackets,
  isSymbol,
  isWord,
  parsePieces,
  type Brackets,
  type Part,
  type Piece,
} from './pieces.ts';

/** Characters of a line before it is broken. */
const width = 100;

/**
 * The statement as a careful person would write it: a line for each clause, one that is too long broken
 * after its commas or before AND and OR, queries in brackets on lines of their own, keywords in capitals.
 * Nothing but spaces, line ends and the case of keywords changes; comments stay. A statement with a bracket
 * or text that never ends, or with more than 100 brackets in one another, stays as it is.
 */
export function formatSql(sql: string): string {
  const parts = parsePieces(sql);
  return parts === undefined ? sql : formatQuery(parts, 0);
}

function formatQuery(parts: readonly Part[], indent: number): string {
  const clauses = toClauses(parts);
  const line = inlineClauses(clauses);
  if (fits(line, indent)) return line;
  const lines: { text: string; clause: Clause }[] = [];
  for (const clause of clauses) {
    const text = formatClause(clause, indent);
    const last = lines.at(-1);
    const isTail = [last?.clause, clause].every((one) => isWord(one?.head[0], tails));
    const together = `${last?.text ?? ''} ${text}`;
    if (isTail && fits(together, indent) && !last?.clause.body.some(isLineComment))
      lines[lines.length - 1] = { text: together, clause };
    else lines.push({ text, clause });
  }
  return lines.map(({ text }) => text).join(newLine(indent));
}

function formatClause({ head, body }: Clause, indent: number): string {
  const line = inline([...head, ...body]);
  if (fits(line, indent)) return line;
  const isCondition = isWord(head[0], conditions);
  const items = isCondition ? splitConditions(body) : splitList(body);
  const inner = newLine(indent + 2);
  const texts = items.map((item) => broken(item, items.length > 1 ? indent + 2 : indent));
  const isList = !isCondition && items.length > 1;
  return [inline(head), texts.join(inner)].filter(Boolean).join(isList ? inner : ' ');
}

/** After each comma, and the comment behind it. */
function splitList(parts: readonly Part[]): Part[][] {
  let isBehind = false;
  return split(parts, (i) => {
    if (isComment(parts[i])) return false;
    const isStart = isBehind;
    isBehind = isSymbol(parts[i], ',');
    return isStart;
  });
}

/** Before each AND and OR but the AND of BETWEEN. */
function splitConditions(parts: readonly Part[]): Part[][] {
  let isOpen = false;
  return split(parts, (i) => {
    if (isWord(parts[i], between)) isOpen = true;
    if (!isWord(parts[i], connectives)) return false;
    const isStart = !isOpen;
    isOpen = false;
    return isStart;
  });
}

function split(parts: readonly Part[], startsAt: (i: number) => boolean): Part[][] {
  const items: Part[][] = [];
  parts.forEach((part, i) => {
    if (startsAt(i) || items.length === 0) items.push([part]);
    else items.at(-1)?.push(part);
  });
  return items;
}

/** Beside each other, queries in brackets that are too long on lines of their own. */
function broken(parts: readonly Part[], indent: number): string {
  return write(parts, indent, (brackets) => {
    const text = inlineBrackets(brackets);
    if (fits(text, indent)) return text;
    const inner = indent + 2;
    return isQuery(brackets)
      ? surround(brackets, newLine(inner) + formatQuery(brackets.parts, inner) + newLine(indent))
      : surround(brackets, broken(brackets.parts, indent));
  });
}

function inline(parts: readonly Part[]): string {
  return write(parts, 0, inlineBrackets);
}

function inlineBrackets(brackets: Brackets): string {
  const clauses = isQuery(brackets)
    ? toClauses(brackets.parts)
    : [{ head: [], body: brackets.parts }];
  return surround(brackets, inlineClauses(clauses));
}

function inlineClauses(clauses: readonly Clause[]): string {
  const texts = clauses.map(({ head, body }, i) => {
    const isLast = i === clauses.length - 1;
    return inline([...head, ...body]) + (isLast ? '' : isLineComment(body.at(-1)) ? '\n' : ' ');
  });
  return texts.join('');
}

function write(
  parts: readonly Part[],
  indent: number,
  writeBrackets: (brackets: Brackets) => string,
): string {
  const texts = parts.map((part, i) => {
    const isApart = i > 0 && (isBrackets(part) ? part.open : part).isApart;
    const space = isLineComment(parts[i - 1]) ? newLine(indent + 2) : isApart ? ' ' : '';
    return space + (isBrackets(part) ? writeBrackets(part) : part.text);
  });
  return texts.join('');
}

function surround({ open, parts, close }: Brackets, text: string): string {
  const end = isLineComment(parts.at(-1)) && !/\n *$/.test(text) ? '\n' : '';
  return `${open.text}${text}${end}${close.text}`;
}

function isQuery({ open, parts }: Brackets): boolean {
  return open.text === '(' && isWord(parts[0], queries);
}

function isComment(part: Part | undefined): part is Piece {
  return part !== undefined && !isBrackets(part) && part.kind === 'comment';
}

function isLineComment(part: Part | undefined): boolean {
  return isComment(part) && !part.text.startsWith('/*');
}

function fits(text: string, indent: number): boolean {
  return !text.includes('\n') && indent + text.length <= width;
}

function newLine(indent: number): string {
  return `\n${' '.repeat(indent)}`;
}
