import type { GrafanaPanelImport } from '@heliostat/sdk/grafana';

type Tree = Readonly<Record<string, unknown>>;
const inner = (tree: Tree, key: string) => (tree[key] ?? {}) as Tree;

const grafana: GrafanaPanelImport = {
  types: ['xychart'],
  options({ options, custom }, note) {
    const series = (Array.isArray(options['series']) ? options['series'] : []) as Tree[];
    const [first = {}, ...others] = series;
    if (others.length > 0) note(`${others.length} more series`);
    const { show, pointSize, scaleDistribution } = custom;
    if (show === 'lines' || show === 'points+lines') note('lines between points');
    const scale = scaleOf((scaleDistribution ?? {}) as Tree);
    return {
      x: fieldOf(first['x'] ?? inner(options, 'dims')['x'], note),
      y: fieldOf(first['y'], note),
      size: fieldOf(first['size'] ?? first['pointSize'], note),
      color: fieldOf(first['color'] ?? first['pointColor'], note),
      ...{ xScale: scale, yScale: scale },
      radius: radiusOf(pointSize),
      legend: inner(options, 'legend')['showLegend'] === false ? 'off' : undefined,
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
  const { field, matcher } = (dimension ?? {}) as Tree;
  if (typeof field === 'string' && field !== '') return field;
  const { id, options } = (matcher ?? {}) as Tree;
  if (id === 'byName' && typeof options === 'string') return options;
  if (typeof id === 'string' && id !== 'byName') note(`a field chosen ${id}`);
  return undefined;
}

/** Grafana's size is the width of a point. */
function radiusOf(pointSize: unknown): number | undefined {
  const { fixed } = (pointSize ?? {}) as Tree;
  return typeof fixed === 'number' ? Math.min(20, Math.max(1, fixed / 2)) : undefined;
}
