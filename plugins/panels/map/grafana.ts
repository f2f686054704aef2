import type { GrafanaPanelImport } from '@heliostat/sdk/grafana';

type Tree = Readonly<Record<string, unknown>>;
const inner = (tree: Tree, key: string) => (tree[key] ?? {}) as Tree;
const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

const grafana: GrafanaPanelImport = {
  types: ['geomap'],
  options({ options }, note) {
    const layers = (Array.isArray(options['layers']) ? options['layers'] : []) as Tree[];
    const [first, ...others] = layers;
    for (const { name, type } of others)
      note(`layer ${text(name) ?? text(type) ?? 'without a name'}`);
    const { id } = inner(options, 'view');
    return {
      ...(first && layerOptions(first, note)),
      fit: id === undefined || id === 'fit' ? undefined : 'world',
      projection: 'mercator',
    };
  },
};
export default grafana;

function layerOptions(layer: Tree, note: (text: string) => void): Record<string, unknown> {
  const { type } = layer;
  if (text(type) !== undefined && type !== 'markers')
    note(`layer of type ${text(type) ?? ''}: as points`);
  const config = inner(layer, 'config');
  const style = inner(config, 'style');
  const size = inner(style, 'size');
  const color = inner(style, 'color');
  return {
    ...place(inner(layer, 'location'), note),
    size: text(size['field']),
    color: text(color['field']),
    label: text(inner(style, 'text')['field']),
    radius: radiusOf(size),
    legend: config['showLegend'] === false ? false : undefined,
  };
}

/** Our radius is a third of that of the largest point where there is a size; Grafana's sizes are radii. */
function radiusOf(size: Tree): number | undefined {
  const { fixed, max, field } = size;
  const radius = text(field) === undefined ? fixed : typeof max === 'number' ? max / 3 : undefined;
  return typeof radius === 'number' ? Math.min(30, Math.max(1, Math.round(radius))) : undefined;
}

function place(location: Tree, note: (text: string) => void): Record<string, unknown> {
  const { mode, latitude, longitude, lookup, gazetteer } = location;
  if (mode === 'coords') return { latitude: text(latitude), longitude: text(longitude) };
  if (mode === 'geohash') note('places as geohash: let the query give latitude and longitude');
  if (mode !== 'lookup') return {};
  const places = text(gazetteer) ?? 'countries';
  if (!places.includes('countries')) note(`places of the gazetteer ${places}`);
  return { region: text(lookup) };
}
