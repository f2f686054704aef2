import { bisectRight } from 'd3-array';

/** Where the lines of the list are: offsets of their upper edges, in CSS pixels, and of the end. */
export type Offsets = Float64Array;

export const lineHeight = 18;
/** Above and below a line. */
export const linePadding = 2;
/** Of a character of the mono font at 12 px. */
const characterWidth = 7.21;
const maxLines = 12;

/** The height of a wrapped text: lines of so many characters; wide letters count for two. */
export function wrappedHeight(text: string, width: number): number {
  const characters = Math.max(8, Math.floor(width / characterWidth));
  let lines = 0;
  for (const part of text.split('\n')) {
    lines += linesOf(part, characters);
    if (lines >= maxLines) return maxLines * lineHeight + 2 * linePadding;
  }
  return lines * lineHeight + 2 * linePadding;
}

/** Lines of one paragraph as the page breaks it: between words, and within one that is too long. */
function linesOf(text: string, characters: number): number {
  let lines = 1;
  let column = 0;
  for (const [word] of text.slice(0, maxLines * characters).matchAll(/\s+|\S+/g)) {
    const cells = cellsOf(word);
    if (word.trim() === '') column = Math.min(characters, column + cells);
    else if (column + cells <= characters) column += cells;
    else {
      const more = Math.max(0, Math.ceil(cells / characters) - 1);
      lines += more + (column > 0 ? 1 : 0);
      column = cells - more * characters;
    }
  }
  return lines;
}

function cellsOf(word: string): number {
  let cells = 0;
  for (let i = 0; i < word.length; i++) cells += word.charCodeAt(i) > 0x10ff ? 2 : 1;
  return cells;
}

export function offsetsOf(count: number, heightAt: (index: number) => number): Offsets {
  const offsets = new Float64Array(count + 1);
  for (let i = 0; i < count; i++) offsets[i + 1] = (offsets[i] ?? 0) + heightAt(i);
  return offsets;
}

/** The lines that a window shows, end excluded, with a few more on both sides. */
export function windowOf(
  offsets: Offsets,
  view: { top: number; height: number },
): { start: number; end: number } {
  const count = offsets.length - 1;
  const start = Math.max(0, lineAt(offsets, view.top) - overscan);
  const end = Math.min(count, lineAt(offsets, view.top + view.height) + 1 + overscan);
  return { start, end: Math.min(end, start + maxRendered) };
}

const overscan = 4;
const maxRendered = 400;

/** The line that covers an offset; the first or last one beyond the ends. */
export function lineAt(offsets: Offsets, at: number): number {
  return Math.max(0, Math.min(offsets.length - 2, bisectRight(offsets, at) - 1));
}
