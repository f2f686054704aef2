import { toTree, toTrees, type GrafanaPanelImport, type Tree } from '@heliostat/sdk/grafana';

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

const grafana: GrafanaPanelImport = {
  types: ['geomap'],
  options({ options }, note) {
    const [first, ...others] = toTrees(options['layers']);
    for (const { name, type } of others)
      note(`layer ${text(name) ?? text(type) ?? 'without a name'}`);
    const { id } = toTree(options['view']);
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
  const config = toTree(layer['config']);
  const style = toTree(config['style']);
  const size = toTree(style['size']);
  const color = toTree(style['color']);
  return {
    ...place(toTree(layer['location']), note),
    size: text(size['field']),
    color: text(color['field']),
    label: text(toTree(style['text'])['field']),
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
