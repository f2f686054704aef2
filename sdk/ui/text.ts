/** Widths of letters of the sans face relative to the font size, on the wide side. */
const narrow = 0.34;
const common = 0.6;
const capital = 0.69;
const wide = 0.94;
const ideograph = 1;

/** Longer texts are never shown in full: their width is that of this many letters. */
const longest = 300;

/** About how wide a text is, in CSS pixels, erring on the wide side; asks no browser for a layout. */
export function textWidth(text: string, fontSize = 11): number {
  let width = 0;
  for (const letter of text.slice(0, longest)) width += letterWidth(letter);
  return width * fontSize;
}

/** The text as far as it fits into `width` CSS pixels, with … where it is cut; empty without room. */
export function shortenText(text: string, width: number, fontSize = 11): string {
  if (text.length <= longest && textWidth(text, fontSize) <= width) return text;
  let left = width / fontSize - letterWidth('…');
  let end = 0;
  for (const letter of text.slice(0, longest)) {
    left -= letterWidth(letter);
    if (left < 0) break;
    end += letter.length;
  }
  return end === 0 ? '' : `${text.slice(0, end).trimEnd()}…`;
}

function letterWidth(letter: string): number {
  if (/[.,:;'’|!()[\]fijlrt \u202f]/.test(letter)) return narrow;
  if (/[mwMW@%…—]/.test(letter)) return wide;
  if (/[A-Z]/.test(letter)) return capital;
  return (letter.codePointAt(0) ?? 0) >= 0x1100 ? ideograph : common;
}
