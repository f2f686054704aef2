import { formatText } from '@heliostat/sdk';

/** Units to choose from, by what they measure; any other text is a unit too. */
const groups: Readonly<
  Record<string, readonly (readonly [id: string, title: string, example: number])[]>
> = {
  Numbers: [
    ['short', 'Short', 12_345],
    ['none', 'As it is', 12_345],
    ['percent', 'Percent, 0 to 100', 12.5],
    ['percentunit', 'Percent, 0 to 1', 0.125],
  ],
  Time: [
    ['ns', 'Nanoseconds', 1_250_000],
    ['us', 'Microseconds', 1_250_000],
    ['ms', 'Milliseconds', 1250],
    ['s', 'Seconds', 90],
    ['m', 'Minutes', 90],
    ['h', 'Hours', 36],
    ['d', 'Days', 2.5],
  ],
  Bytes: [
    ['bytes', 'Bytes, 1024', 1_500_000],
    ['bytes-si', 'Bytes, 1000', 1_500_000],
    ['bits', 'Bits', 1_500_000],
  ],
  Rates: [
    ['ev/s', 'Events per second', 1250],
    ['req/s', 'Requests per second', 1250],
    ['/s', 'Per second', 1250],
    ['/min', 'Per minute', 1250],
    ['bytes/s', 'Bytes per second', 1_500_000],
    ['bits/s', 'Bits per second', 1_500_000],
  ],
  Money: [
    ['currency:EUR', 'Euro', 1234.5],
    ['currency:USD', 'US dollar', 1234.5],
    ['currency:GBP', 'Pound', 1234.5],
    ['currency:JPY', 'Yen', 1234.5],
    ['currency:UAH', 'Hryvnia', 1234.5],
  ],
  'Of your own': [
    ['suffix: items', 'Text behind', 42],
    ['prefix:~', 'Text in front', 42],
  ],
};

export interface UnitChoice {
  id: string;
  title: string;
  group: string;
  /** A number in this unit. */
  example: string;
}

const unitChoices: readonly UnitChoice[] = Object.entries(groups).flatMap(([group, units]) =>
  units.map(([id, title, value]) => ({
    id,
    title,
    group,
    example: formatText(value, { unit: id }),
  })),
);

/** Units in whose id, name or group every word of the search occurs. */
export function searchUnits(search: string): readonly UnitChoice[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return unitChoices.filter(({ id, title, group }) =>
    words.every((word) => `${id} ${title} ${group}`.toLowerCase().includes(word)),
  );
}
