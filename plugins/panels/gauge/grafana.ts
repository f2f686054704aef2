import {
  oldMappings,
  oldNumber,
  oldText,
  oldThresholds,
  type GrafanaPanelImport,
  type Tree,
} from '@heliostat/sdk/grafana';

const reductions: Readonly<Record<string, string>> = {
  ...{ lastNotNull: 'last', last: 'last', min: 'min', max: 'max', mean: 'mean', sum: 'sum' },
  ...{ current: 'last', avg: 'mean', total: 'sum' },
};

/** The panel of Grafana before 7 that could be a gauge or a number. */
const old = 'singlestat';

const grafana: GrafanaPanelImport = {
  types: ['gauge', 'bargauge', old],
  takes: ({ type, gauge }) => type !== old || (gauge as Tree | undefined)?.['show'] === true,
  fieldConfig: (panel) => (panel['type'] === old ? ofOld(panel) : undefined),
  options({ type, options, panel }, note) {
    const { calcs } = (options['reduceOptions'] ?? {}) as { calcs?: string[] };
    const calc = calcs?.[0] ?? (oldText(panel['valueName']) || 'last');
    if (type === 'bargauge' && options['orientation'] === 'vertical')
      note('bars beside one another: here below one another');
    if (!Object.hasOwn(reductions, calc)) note(`calculation ${calc}`);
    return {
      shape: type === 'bargauge' ? 'linear' : undefined,
      reduce: reductions[calc],
      bands: options['showThresholdMarkers'] === false ? false : undefined,
    };
  },
};
export default grafana;

function ofOld(panel: Tree): Tree {
  const { minValue, maxValue } = panel['gauge'] as Tree;
  return {
    defaults: {
      unit: panel['format'],
      decimals: oldNumber(panel['decimals']),
      min: oldNumber(minValue),
      max: oldNumber(maxValue),
      mappings: oldMappings(panel),
      thresholds: oldThresholds(panel['thresholds'], panel['colors']),
      color: { mode: 'thresholds' },
    },
  };
}
