import {
  oldMappings,
  oldNumber,
  oldText,
  oldThresholds,
  toTree,
  wordFor,
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
  takes: ({ type, gauge }) => type !== old || toTree(gauge)['show'] === true,
  fieldConfig: (panel) => (panel['type'] === old ? ofOld(panel) : undefined),
  options({ type, options, panel }, note) {
    const { calcs } = toTree(options['reduceOptions']) as { calcs?: unknown[] };
    const calc = oldText(calcs?.[0]) || oldText(panel['valueName']) || 'last';
    if (type === 'bargauge' && options['orientation'] === 'vertical')
      note('bars beside one another: here below one another');
    const reduce = wordFor(reductions, calc);
    if (reduce === undefined) note(`calculation ${calc}`);
    return {
      shape: type === 'bargauge' ? 'linear' : undefined,
      reduce,
      bands: options['showThresholdMarkers'] === false ? false : undefined,
    };
  },
};
export default grafana;

function ofOld(panel: Tree): Tree {
  const { minValue, maxValue } = toTree(panel['gauge']);
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
