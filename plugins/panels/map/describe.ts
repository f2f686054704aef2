import {
  countText,
  displayText,
  fieldConfigOf,
  formatShare,
  valueAt,
  type Field,
  type Filter,
} from '@heliostat/sdk';
import type { TooltipRow } from '@heliostat/sdk/ui';
import type { Fields } from './options.ts';
import type { Places } from './places.ts';
import type { Region, Regions } from './regions.ts';

/** What a mark says. */
export interface Readout {
  title: string;
  rows: TooltipRow[];
  filters: readonly Filter[];
}

/** A country: its number, its rank among all, and its share where they are parts of a whole. */
export function readRegion(regions: Regions, region: Region, color: string): Readout {
  const { config, measure } = regions;
  const rows: TooltipRow[] = [
    {
      ...{ name: config.label ?? measure, color, value: region.value, isStrong: true },
      text: displayText(region.value, config),
    },
    {
      ...{ name: 'rank', color: 'transparent' },
      text: `${region.rank} of ${regions.regions.length}`,
    },
  ];
  if (region.share !== undefined)
    rows.push({ name: 'share', text: formatShare(region.share), color: 'transparent' });
  return { title: region.name, rows, filters: region.filters };
}

const maxRows = 10;

/** A point: what it is called, then what else its row says. */
export function readPlace(
  places: Places,
  place: number,
  { fields, color, timeZone }: { fields: Fields; color: string; timeZone: string },
): Readout {
  const row = places.rows[place] ?? 0;
  const textOf = (field: Field) => {
    const type = field.type === 'time' ? ('time' as const) : undefined;
    return displayText(valueAt(field, row), fieldConfigOf(fields, field), { type, timeZone });
  };
  const { label, frame } = places;
  const others = frame.fields.filter((field) => field !== label && field.type !== 'json');
  return {
    title: (label === undefined ? '' : textOf(label).slice(0, 200)) || `row ${row + 1}`,
    rows: others.slice(0, maxRows).map((field, i) => ({
      name: fieldConfigOf(fields, field).label ?? field.name,
      ...{ text: textOf(field), color: i === 0 ? color : 'transparent' },
    })),
    filters: frame.fields.flatMap((field): Filter[] => {
      const value = field.type === 'string' || field === label ? valueAt(field, row) : null;
      const isWord = typeof value === 'string' || typeof value === 'boolean';
      return isWord && value !== '' ? [{ field: field.name, op: '=', value }] : [];
    }),
  };
}

export function spoken({ title, rows }: Readout): string {
  return `${title}: ${rows.map(({ name, text }) => `${name} ${text}`).join(', ')}`;
}

/** What is on the map, and what is not. */
export interface Contents {
  regions: Regions | undefined;
  places: Places | undefined;
  /** Countries with a number that the atlas has no outline for. */
  shapeless: readonly string[];
}

/** The panel in one line. */
export function summarize(title: string, { regions, places }: Contents): string {
  const parts = [];
  if (regions !== undefined && regions.regions.length > 0) {
    const largest = regions.regions
      .slice(0, 3)
      .map(({ name, value }) => `${name} ${displayText(value, regions.config)}`);
    parts.push(
      `${countText(regions.regions.length, 'country', 'countries')}, ${largest.join(', ')}`,
    );
  }
  if (places !== undefined) parts.push(countText(places.rows.length, 'point'));
  return `${title.slice(0, 200)}: ${parts.join('; ') || 'nothing on the map'}`;
}

/** Why there is nothing to draw; undefined where there is something. */
export function emptiness(contents: Contents): { title: string; hint: string } | undefined {
  const { regions, places } = contents;
  const drawn = (regions?.regions.length ?? 0) - contents.shapeless.length;
  if (drawn > 0 || (places?.rows.length ?? 0) > 0) return;
  if (places !== undefined)
    return {
      title: 'No point on the globe',
      hint: `None of ${countText(places.misplaced, 'row')} has a latitude from −90 to 90 and a longitude from −180 to 180.`,
    };
  if (regions !== undefined && regions.unknown.length > 0)
    return {
      title: 'No country known by these names',
      hint: `${nameSome(regions.unknown)}. Countries go by ISO code, DE, DEU or 276, or by English name; the option region names their field.`,
    };
  return {
    title: 'Nothing on the map',
    hint: 'A map needs rows with a country and a number, or with a latitude and a longitude; the query gave none for this time range, or the options name fields it does not have.',
  };
}

/** What of the rows is not on the map; empty when all is. */
export function noteOf({ regions, places, shapeless }: Contents): string {
  const parts = [];
  const missing = [...(regions?.unknown ?? []), ...shapeless];
  if (missing.length > 0) parts.push(`${missing.length} not on the map: ${nameSome(missing)}`);
  if (places !== undefined && places.misplaced > 0)
    parts.push(`${countText(places.misplaced, 'row')} without a place`);
  if (places !== undefined && places.omitted > 0)
    parts.push(`${countText(places.omitted, 'smaller point')} not drawn`);
  return parts.join(' · ');
}

const maxNames = 3;

function nameSome(names: readonly string[]): string {
  const shown = names.slice(0, maxNames).map((name) => name.slice(0, 24));
  return shown.join(', ') + (names.length > maxNames ? ', …' : '');
}
