import { tokenize, type Token } from '../sql/tokens.ts';

/** What is written without a break: a word, a number, a run of symbols such as `>=`, a comment. */
export interface Piece {
  kind: Token['kind'];
  text: string;
  /** There is a space before it. */
  isApart: boolean;
}

/** Brackets and what is in them. */
export interface Brackets {
  open: Piece;
  parts: Part[];
  close: Piece;
}

export type Part = Piece | Brackets;

const pairs = new Map([
  ['(', ')'],
  ['[', ']'],
]);
const comparisons = new Set(['=', '==', '!=', '<>', '<', '>', '<=', '>=']);
const runs = /^[=!<>|:+*/%-]+$/;

export function isBrackets(part: Part | undefined): part is Brackets {
  return part !== undefined && 'open' in part;
}

/** True for one of the words, in any case. */
export function isWord(part: Part | undefined, words: ReadonlySet<string>): part is Piece {
  const isPiece = part !== undefined && !isBrackets(part) && part.kind === 'word';
  return isPiece && words.has(part.text.toUpperCase());
}

const deepest = 100;

/** SQL as pieces, in brackets in brackets; undefined where something never ends, or is too deep. */
export function parsePieces(sql: string): Part[] | undefined {
  const root: Part[] = [];
  const open: Brackets[] = [];
  for (const piece of spaced(joined(sql))) {
    const inner = open.at(-1);
    const parts = inner?.parts ?? root;
    if (inner !== undefined && piece.text === pairs.get(inner.open.text)) {
      inner.close = piece;
      open.pop();
    } else if (piece.kind === 'symbol' && pairs.has(piece.text)) {
      const brackets: Brackets = { open: piece, parts: [], close: piece };
      parts.push(brackets);
      open.push(brackets);
      if (open.length > deepest) return undefined;
    } else parts.push(piece);
  }
  return open.length > 0 || !isWhole(sql) ? undefined : root;
}

/** No string, name or comment is still open: one that is would take in the end of the line. */
function isWhole(sql: string): boolean {
  return tokenize(`${sql}\n`).at(-1)?.kind === 'space';
}

/** Symbols that touch are one: `>=`, `->`, `::`. */
function joined(sql: string): Piece[] {
  const pieces: Piece[] = [];
  let isApart = false;
  for (const { kind, text } of tokenize(sql)) {
    const last = pieces.at(-1);
    const isRun = last?.kind === 'symbol' && kind === 'symbol' && !isApart;
    if (isRun && runs.test(last.text + text)) last.text += text;
    else if (kind !== 'space') pieces.push({ kind, text, isApart });
    isApart = kind === 'space';
  }
  return pieces;
}

/** A space after a comma and none before it, one on both sides of a comparison; else as it was. */
function spaced(pieces: readonly Piece[]): Piece[] {
  return pieces.map((piece, i) => {
    const before = pieces[i - 1];
    if (isSymbol(piece, ',')) return { ...piece, isApart: false };
    const isBound = isComparison(piece) || isComparison(before) || isSymbol(before, ',');
    return { ...piece, isApart: piece.isApart || isBound || piece.kind === 'comment' };
  });
}

export function isSymbol(part: Part | undefined, text: string): boolean {
  return part !== undefined && !isBrackets(part) && part.kind === 'symbol' && part.text === text;
}

function isComparison(piece: Piece | undefined): boolean {
  return piece?.kind === 'symbol' && comparisons.has(piece.text);
}
