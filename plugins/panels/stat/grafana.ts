import type { GrafanaPanelImport } from '@heliostat/sdk/grafana';

const reductions: Readonly<Record<string, string>> = {
  ...{ last: 'last', lastNotNull: 'last', current: 'last', first: 'first', firstNotNull: 'first' },
  ...{
    min: 'min',
    max: 'max',
    mean: 'mean',
    avg: 'mean',
    sum: 'sum',
    total: 'sum',
    count: 'count',
  },
};

const grafana: GrafanaPanelImport = {
  types: ['stat', 'singlestat'],
  options({ options, panel }, note) {
    const { calcs } = (options['reduceOptions'] ?? {}) as { calcs?: string[] };
    const calc = calcs?.[0] ?? (panel['valueName'] as string | undefined) ?? 'last';
    if (reductions[calc] === undefined) note(`calculation ${calc}`);
    return {
      reduce: reductions[calc],
      trend: options['graphMode'] === 'none' ? 'off' : undefined,
      delta: options['textMode'] === 'value_and_name' ? undefined : 'off',
    };
  },
};
export default grafana;
