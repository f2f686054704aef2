import { toTree, toTrees, type GrafanaPanelImport, type Tree } from '@heliostat/sdk/grafana';

const grafana: GrafanaPanelImport = {
  types: ['xychart'],
  options({ options, custom }, note) {
    const [first = {}, ...others] = toTrees(options['series']);
    if (others.length > 0) note(`${others.length} more series`);
    const { show, pointSize, scaleDistribution } = custom;
    if (show === 'lines' || show === 'points+lines') note('lines between points');
    const scale = scaleOf(toTree(scaleDistribution));
    return {
      x: fieldOf(first['x'] ?? toTree(options['dims'])['x'], note),
      y: fieldOf(first['y'], note),
      size: fieldOf(first['size'] ?? first['pointSize'], note),
      color: fieldOf(first['color'] ?? first['pointColor'], note),
      ...{ xScale: scale, yScale: scale },
      radius: radiusOf(pointSize),
      legend: toTree(options['legend'])['showLegend'] === false ? 'off' : undefined,
    };
  },
};
export default grafana;

function scaleOf({ type }: Tree): 'log' | undefined {
  return type === 'log' || type === 'symlog' ? 'log' : undefined;
}

/** `name`, `{ field: name }` until Grafana 10, `{ matcher: { id, options: name } }` since 11. */
function fieldOf(dimension: unknown, note: (text: string) => void): string | undefined {
  if (typeof dimension === 'string') return dimension === '' ? undefined : dimension;
  const { field, matcher } = toTree(dimension);
  if (typeof field === 'string' && field !== '') return field;
  const { id, options } = toTree(matcher);
  if (id === 'byName' && typeof options === 'string') return options;
  if (typeof id === 'string' && id !== 'byName') note(`a field chosen ${id}`);
  return undefined;
}

/** Grafana's size is the width of a point. */
function radiusOf(pointSize: unknown): number | undefined {
  const { fixed } = toTree(pointSize);
  return typeof fixed === 'number' ? Math.min(20, Math.max(1, fixed / 2)) : undefined;
}
