/** One magnitude of a unit: `size` in the base unit, `mark` glued to the digits, `unit` behind them. */
export interface Magnitude {
  size: number;
  mark: string;
  unit: string;
}

/** How numbers of a unit are written. */
export interface UnitScale {
  /** From the value to the base unit of `steps`. */
  factor: number;
  /** Smallest first; a value takes the largest that is not above it. */
  steps: readonly Magnitude[];
  prefix: string;
  suffix: string;
  /** Decimals where the author sets none; absent: three significant digits. */
  decimals?: number | undefined;
}

const plain: readonly Magnitude[] = [{ size: 1, mark: '', unit: '' }];

const marks = (names: readonly string[], base: number): Magnitude[] =>
  names.map((mark, power) => ({ size: base ** power, mark, unit: '' }));
const units = (names: readonly string[], base: number): Magnitude[] =>
  names.map((name, power) => ({ size: base ** power, mark: '', unit: ` ${name}` }));

const short = marks(['', 'k', 'M', 'B', 'T'], 1000);

const durations: readonly Magnitude[] = [
  { size: 1e-9, mark: '', unit: ' ns' },
  { size: 1e-6, mark: '', unit: ' µs' },
  { size: 1e-3, mark: '', unit: ' ms' },
  { size: 1, mark: '', unit: ' s' },
  { size: 60, mark: '', unit: ' min' },
  { size: 3600, mark: '', unit: ' h' },
  { size: 86_400, mark: '', unit: ' d' },
];

const bytes = units(['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'], 1024);
const bytesSi = units(['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB'], 1000);
const bits = units(['bit', 'kbit', 'Mbit', 'Gbit', 'Tbit', 'Pbit'], 1000);

const scale = (steps: readonly Magnitude[], more: Partial<UnitScale> = {}): UnitScale => ({
  factor: 1,
  steps,
  prefix: '',
  suffix: '',
  ...more,
});

const named: ReadonlyMap<string, UnitScale> = new Map([
  ['short', scale(short)],
  ['none', scale(plain)],
  ['percent', scale(plain, { suffix: '%' })],
  ['percentunit', scale(plain, { factor: 100, suffix: '%' })],
  ['ns', scale(durations, { factor: 1e-9 })],
  ['us', scale(durations, { factor: 1e-6 })],
  ['ms', scale(durations, { factor: 1e-3 })],
  ['s', scale(durations)],
  ['m', scale(durations, { factor: 60 })],
  ['h', scale(durations, { factor: 3600 })],
  ['d', scale(durations, { factor: 86_400 })],
  ['bytes', scale(bytes)],
  ['bytes-si', scale(bytesSi)],
  ['bits', scale(bits)],
]);

const currencySigns: Readonly<Record<string, string>> = {
  EUR: '€',
  USD: '$',
  GBP: '£',
  JPY: '¥',
  CNY: '¥',
  INR: '₹',
  KRW: '₩',
  UAH: '₴',
  PLN: 'zł ',
};

/**
 * The scale of a unit id: `short` (default), `none`, `percent` (0–100), `percentunit` (0–1), the
 * durations `ns us ms s m h d`, `bytes` (1024), `bytes-si`, `bits`, any of them per time (`bytes/s`,
 * `ev/s`, `/min`), `currency:EUR`, `prefix:…`, `suffix:…`; anything else is itself the suffix.
 */
export function parseUnit(unit: string | undefined): UnitScale {
  if (unit === undefined || unit === '') return scale(short);
  return (
    named.get(unit) ?? affixUnit(unit) ?? rateUnit(unit) ?? scale(short, { suffix: ` ${unit}` })
  );
}

function affixUnit(unit: string): UnitScale | undefined {
  const colon = unit.indexOf(':');
  const rest = unit.slice(colon + 1);
  switch (unit.slice(0, Math.max(0, colon))) {
    case 'currency':
      return scale(short, { prefix: currencySigns[rest] ?? `${rest} `, decimals: 2 });
    case 'prefix':
      return scale(short, { prefix: rest });
    case 'suffix':
      return scale(short, { suffix: rest });
    default:
      return;
  }
}

function rateUnit(unit: string): UnitScale | undefined {
  const match = /^(.*)\/(s|min|h|d)$/.exec(unit);
  if (match === null) return;
  const [, counted = '', per = ''] = match;
  const base = named.get(counted);
  if (base !== undefined && counted !== 'none') return { ...base, suffix: `${base.suffix}/${per}` };
  return scale(short, { suffix: counted === '' ? `/${per}` : ` ${counted}/${per}` });
}
