import type { GrafanaPanelImport } from '@heliostat/sdk/grafana';

const grafana: GrafanaPanelImport = {
  types: ['heatmap'],
  options({ options, panel }, note) {
    const { calculate, calculation } = options;
    if (calculate === true || panel['dataFormat'] === 'timeseries')
      note('buckets calculated from values: let the query count by bucket');
    const { yBuckets } = (calculation ?? {}) as { yBuckets?: { scale?: { type?: string } } };
    return { scale: yBuckets?.scale?.type === 'log' ? 'log' : undefined };
  },
};
export default grafana;
