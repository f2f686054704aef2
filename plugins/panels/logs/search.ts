/** A piece of a line: whether the search found it. */
export interface Piece {
  text: string;
  isFound: boolean;
}

export interface Search {
  /** Whether the texts of one line have all that is searched. */
  fits(texts: readonly string[]): boolean;
  /** The line in pieces, found and not. */
  split(text: string): Piece[];
  /** Why it cannot be read. */
  problem?: string;
}

const maxPieces = 200;

/**
 * Words that must all be there, whatever their case, or a regular expression between slashes. Empty:
 * undefined. An expression that cannot be read finds nothing and says why.
 */
export function parseSearch(source: string): Search | undefined {
  const text = source.trim();
  if (text === '') return;
  if (text.length > 2 && text.startsWith('/') && text.endsWith('/'))
    return byPattern(text.slice(1, -1));
  const words = text.toLowerCase().split(/\s+/);
  const any = new RegExp(words.map(escapePattern).join('|'), 'giu');
  return {
    fits: (texts) => {
      const lower = texts.map((one) => one.toLowerCase());
      return words.every((word) => lower.some((one) => one.includes(word)));
    },
    split: (line) => splitBy(line, any),
  };
}

function byPattern(source: string): Search {
  try {
    const pattern = new RegExp(source, 'iu');
    const all = new RegExp(source, 'giu');
    return {
      fits: (texts) => texts.some((text) => pattern.test(text)),
      split: (line) => splitBy(line, all),
    };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { fits: () => false, split: (text) => [{ text, isFound: false }], problem };
  }
}

function splitBy(text: string, pattern: RegExp): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of text.matchAll(pattern)) {
    if (match[0] === '' || pieces.length >= maxPieces) continue;
    if (match.index > at) pieces.push({ text: text.slice(at, match.index), isFound: false });
    pieces.push({ text: match[0], isFound: true });
    at = match.index + match[0].length;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), isFound: false });
  return pieces;
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
