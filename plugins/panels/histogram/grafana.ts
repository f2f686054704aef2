import type { GrafanaPanelImport } from '@heliostat/sdk/grafana';

const grafana: GrafanaPanelImport = {
  types: ['histogram'],
  options({ options }) {
    const { bucketSize, bucketCount, combine } = options;
    return {
      width: typeof bucketSize === 'number' && bucketSize > 0 ? bucketSize : undefined,
      buckets:
        typeof bucketCount === 'number' ? Math.min(300, Math.max(1, bucketCount)) : undefined,
      combine: combine === true ? 'stack' : undefined,
    };
  },
};
export default grafana;
