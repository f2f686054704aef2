import type { GrafanaPanelImport } from '@heliostat/sdk/grafana';
import { toFieldLink } from './data-links.ts';
import { toColor, toMappings, toUnit } from './look.ts';
import type { NamedVariable } from './names.ts';
import { defined, someText, toJson, toList, toNumber, toText, type Json } from './source.ts';
import { toThresholds } from './thresholds.ts';
import { watchReads } from './unread.ts';

interface Around {
  importer: GrafanaPanelImport | undefined;
  /** Slugs of the queries of the panel by their letters. */
  queries: ReadonlyMap<string, string>;
  /** Variables by their names in Grafana. */
  names: ReadonlyMap<string, NamedVariable>;
  note: (text: string) => void;
}

/** Defaults and overrides of a panel, its `fieldConfig`, as rules for its fields. */
export function toFields({ defaults, overrides }: Json, around: Around): Json {
  const rules: Record<string, Json> = {};
  const all = toRule(toJson(defaults), around);
  if (Object.keys(all).length > 0) rules['*'] = all;
  for (const { matcher, properties } of toList(overrides)) {
    const key = toKey(toJson(matcher), around);
    if (key === undefined) continue;
    const { tree, noteUnread } = watchReads(fromProperties(toList(properties), toJson(defaults)));
    const rule = toRule(tree, around, key);
    if (Object.keys(rule).length > 0) rules[key] = { ...rules[key], ...rule };
    noteUnread(around.note, `left out of ${key}`);
  }
  return rules;
}

const types: Readonly<Record<string, string>> = {
  ...{ number: 'number', string: 'string', time: 'time', boolean: 'boolean', other: 'json' },
};

/** The key of a rule; undefined where there is none like it. */
function toKey({ id, options }: Json, { queries, note }: Around): string | undefined {
  const text = typeof options === 'string' ? options : '';
  if (id === 'byName' && text !== '') return text;
  if (id === 'byRegexp') return `/${text.replace(/^\/(.*)\/\w*$/, '$1')}/`;
  if (id === 'byType' && Object.hasOwn(types, text)) return `type:${types[text] ?? ''}`;
  if (id === 'byFrameRefID' && queries.has(text)) return `query:${queries.get(text) ?? ''}`;
  note(`override by ${String(id)}`);
  return undefined;
}

/** Properties of an override as the defaults write them. */
function fromProperties(properties: readonly Json[], { min, max }: Json): Json {
  const config: Record<string, unknown> = {};
  const custom: Record<string, unknown> = {};
  for (const { id, value } of properties) {
    const name = String(id);
    if (name.startsWith('custom.')) custom[name.slice('custom.'.length)] = value;
    else config[name] = value;
  }
  return { ...(config['thresholds'] !== undefined && { min, max }), ...config, custom };
}

function toRule(config: Json, around: Around, key = '*'): Json {
  const { decimals, min, max, custom, links } = config;
  const places = toNumber(decimals);
  return defined({
    label: toLabel(config['displayName'], around.note),
    unit: toUnit(config['unit']),
    decimals: places && Math.min(12, Math.max(0, places)),
    min: toNumber(min),
    max: toNumber(max),
    ...toColors(config, around),
    ...toMappings(config['mappings']),
    noValue: someText(config['noValue']),
    link: toFieldLink(toList(links), key, around.note),
    ...around.importer?.field?.(toJson(custom), { isDefault: key === '*', note: around.note }),
  });
}

function toLabel(displayName: unknown, note: Around['note']): string | undefined {
  const label = someText(displayName);
  if (label?.includes('$') !== true) return label;
  note(`display name ${label}`);
  return undefined;
}

/** A lone threshold is a colour only where the panel is coloured by thresholds. */
function toColors({ color, thresholds, min, max }: Json, { names, note }: Around): Json {
  const { mode, fixedColor } = toJson(color);
  if (toText(mode).startsWith('continuous')) note(`colours ${toText(mode)}`);
  const steps = toThresholds(toJson(thresholds), { range: { min, max }, names, note });
  const isFixed = mode === 'fixed' || mode === 'shades';
  return {
    ...(mode === 'thresholds' || steps['thresholds'] !== undefined ? steps : {}),
    ...(isFixed && { color: toColor(fixedColor) }),
  };
}
