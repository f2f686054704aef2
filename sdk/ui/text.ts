/** Letters of IBM Plex Sans by their widths relative to the font size; those of a line are as wide as its widest. */
const faces: readonly (readonly [width: number, letters: string])[] = [
  [0.27, "ijl.,'’ \u00a0\u202f"],
  [0.33, ':;!|[]f()·'],
  [0.38, 'rt{}/\\'],
  [0.46, '-I"*z'],
  [0.51, 'csvyxLJ?°'],
  [0.55, 'aegk'],
  [0.59, 'bdhnopquEFSTZ_'],
  [0.63, 'CKPVXY€'],
  [0.68, 'ABDRU'],
  [0.72, 'GHNOQ#&'],
  [0.79, 'w—…'],
  [0.94, 'mMW@%'],
];
const widths = new Map(
  faces.flatMap(([width, all]) => Array.from(all, (one) => [one, width] as const)),
);
const common = 0.6;
const ideograph = 1;

/** Longer texts are never shown in full: their width is that of this many letters. */
const longest = 300;

/** About how wide a text is, in CSS pixels, erring on the wide side; asks no browser for a layout. */
export function textWidth(text: string, fontSize = 11): number {
  let width = 0;
  for (const letter of text.slice(0, longest)) width += letterWidth(letter);
  return width * fontSize;
}

/** What adding and taking away margins may cost a width, CSS pixels. */
const rounding = 0.01;

/** The text as far as it fits into `width` CSS pixels, with … where it is cut; empty without room. */
export function shortenText(text: string, width: number, fontSize = 11): string {
  if (text.length <= longest && textWidth(text, fontSize) <= width + rounding) return text;
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
  const known = widths.get(letter);
  if (known !== undefined) return known;
  return (letter.codePointAt(0) ?? 0) >= 0x1100 ? ideograph : common;
}
