import type { GrafanaPanelImport } from '@heliostat/sdk/grafana';

const reductions: Readonly<Record<string, string>> = {
  ...{ lastNotNull: 'last', last: 'last', min: 'min', max: 'max', mean: 'mean', sum: 'sum' },
};

const grafana: GrafanaPanelImport = {
  types: ['gauge', 'bargauge'],
  options({ type, options }, note) {
    const { calcs } = (options['reduceOptions'] ?? {}) as { calcs?: string[] };
    const calc = calcs?.[0] ?? 'last';
    if (type === 'bargauge' && options['orientation'] === 'vertical')
      note('bars beside one another: here below one another');
    if (reductions[calc] === undefined) note(`calculation ${calc}`);
    return {
      shape: type === 'bargauge' ? 'linear' : undefined,
      reduce: reductions[calc],
      bands: options['showThresholdMarkers'] === false ? false : undefined,
    };
  },
};
export default grafana;
