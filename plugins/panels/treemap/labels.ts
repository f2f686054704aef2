import { shortenText, textWidth, type Shorten } from '@heliostat/sdk/ui';
import type { Box } from './treemap.ts';

/** What stands in a tile, at the top left. */
export interface TileLabel {
  name: string;
  /** Empty where only the name has room. */
  number: string;
  /** Font sizes, CSS pixels. */
  nameSize: number;
  numberSize: number;
}

const inset = 7;
const sizes = [
  { nameSize: 13, numberSize: 20, width: 120, height: 76 },
  { nameSize: 12, numberSize: 11, width: 60, height: 44 },
  { nameSize: 11, numberSize: 11, width: 0, height: 0 },
] as const;
/** A name that must be cut shorter than this says nothing. */
const minLetters = 8;

/** What a tile or a group is called, and its number. */
interface Texts {
  name: string;
  number: string;
}

/** The label of a tile in the largest size for it; undefined where a name has no room. */
export function labelTile(
  box: Box,
  { name, number }: Texts,
  shorten: Shorten = shortenText,
): TileLabel | undefined {
  const size = sizes.find(({ width, height }) => box.width >= width && box.height >= height);
  if (size === undefined || box.height < 18) return;
  const { nameSize, numberSize } = size;
  const room = box.width - 2 * inset;
  const shown = shorten(name, room, nameSize);
  if (shown !== name && shown.length < minLetters) return;
  const below = inset + nameSize + numberSize + 8 <= box.height;
  const fits = below && textWidth(number, numberSize) <= room;
  return { name: shown, number: fits ? number : '', nameSize, numberSize };
}

/** Name and number of a group's line: the number stays away first. */
export function labelHead(
  box: Box,
  { name, number }: Texts,
  shorten: Shorten = shortenText,
): Texts {
  const both = textWidth(name) * 1.06 + textWidth(number) + 14;
  if (both <= box.width) return { name, number };
  return { name: shorten(name, box.width / 1.06), number: '' };
}

export { inset };
