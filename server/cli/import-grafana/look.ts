import { toJson, toList, toText, type Json } from './source.ts';

/** Units of Grafana that go by another id here; unknown ones are written behind the number. */
const units: Readonly<Record<string, string>> = {
  ...{
    none: 'none',
    short: 'short',
    locale: 'none',
    percent: 'percent',
    percentunit: 'percentunit',
  },
  ...{ ns: 'ns', µs: 'us', us: 'us', ms: 'ms', s: 's', m: 'm', h: 'h', d: 'd' },
  ...{ dtdurations: 's', dtdurationms: 'ms', clocks: 's', clockms: 'ms' },
  ...{ bytes: 'bytes', decbytes: 'bytes-si', bits: 'bits', decbits: 'bits' },
  ...{ Bps: 'bytes-si/s', binBps: 'bytes/s', bps: 'bits/s', binbps: 'bits/s' },
  ...{ KBs: 'kB/s', MBs: 'MB/s', GBs: 'GB/s', Kbits: 'kbit/s', Mbits: 'Mbit/s', Gbits: 'Gbit/s' },
  ...{ cps: '/s', ops: 'ops/s', reqps: 'req/s', rps: 'reads/s', wps: 'writes/s', iops: 'io/s' },
  ...{ eps: 'ev/s', opm: 'ops/min', cpm: '/min', rpm: 'reads/min', wpm: 'writes/min' },
  ...{ celsius: '°C', fahrenheit: '°F', kelvin: 'K', watt: 'W', volt: 'V', hertz: 'Hz' },
};
/** Units that say how to read a text or a time, which the type of the field says here. */
const silent = /^(string|bool.*|dateTime.*|time:.*|)$/;

/** A unit id of ours; undefined where the value speaks for itself. */
export function toUnit(unit: unknown): string | undefined {
  if (typeof unit !== 'string' || silent.test(unit)) return undefined;
  const known = Object.hasOwn(units, unit) ? units[unit] : undefined;
  const currency = /^currency([A-Z]{3})$/.exec(unit)?.[1];
  return known ?? (currency === undefined ? unit.slice(0, 40) : `currency:${currency}`);
}

const colors: Readonly<Record<string, string>> = {
  ...{ green: 'ok', yellow: 'warn', orange: 'warn', red: 'crit' },
  ...{ blue: 'series.1', purple: 'series.5' },
};

/** A colour of Grafana as a token or `#rrggbb`; undefined for none. */
export function toColor(color: unknown): string | undefined {
  if (typeof color !== 'string') return undefined;
  const name = color.replace(/^(semi-dark|dark|light|super-light)-/, '');
  if (Object.hasOwn(colors, name)) return colors[name];
  if (/^#[0-9a-f]{6}/i.test(color)) return color.slice(0, 7).toLowerCase();
  const parts = /^rgba?\((\d+),\s*(\d+),\s*(\d+)/.exec(color)?.slice(1, 4);
  return parts && `#${parts.map((part) => Number(part).toString(16).padStart(2, '0')).join('')}`;
}

/** Value mappings, those of Grafana 7 too. */
export function toMappings(value: unknown): Json {
  const mappings = toList(value).flatMap(toMapping);
  return mappings.length > 0 ? { mappings } : {};
}

function toMapping({ type, options, ...old }: Json): Json[] {
  const { result, from, to, pattern, match } = toJson(options);
  switch (type) {
    case 'value':
    case 'value-to-text':
      return Object.entries(toJson(options))
        .sort(([, a], [, b]) => Number(toJson(a)['index'] ?? 0) - Number(toJson(b)['index'] ?? 0))
        .map(([value, shown]) => ({ value, ...toResult(shown) }));
    case 'range':
      return [{ ...number('from', from), ...number('to', to), ...toResult(result) }];
    case 'regex':
      return [{ match: String(pattern).replace(/^\/(.*)\/\w*$/, '$1'), ...toResult(result) }];
    case 'special':
      return specials(String(match)).map((one) => ({ ...one, ...toResult(result) }));
    case 1:
      return [{ value: String(old['value']), text: toText(old['text']) }];
    case 2:
      return [
        { ...number('from', old['from']), ...number('to', old['to']), text: String(old['text']) },
      ];
    default:
      return [];
  }
}

function specials(match: string): Json[] {
  if (match === 'true' || match === 'false') return [{ value: match === 'true' }];
  return match.split('+').map((special) => ({ special }));
}

function toResult(result: unknown): Json {
  const { text, color } = toJson(result);
  const token = toColor(color);
  return {
    ...(typeof text === 'string' && { text }),
    ...(token !== undefined && { color: token }),
  };
}

function number(key: string, value: unknown): Json {
  const parsed = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof parsed === 'number' && Number.isFinite(parsed) ? { [key]: parsed } : {};
}
