import { toTree, wordFor, type GrafanaPanelImport, type Tree } from '@heliostat/sdk/grafana';

const reductions: Readonly<Record<string, string>> = {
  ...{ last: 'last', lastNotNull: 'last', mean: 'mean', sum: 'sum' },
};

const grafana: GrafanaPanelImport = {
  types: ['piechart', 'grafana-piechart-panel'],
  options({ options }, note) {
    const { calcs, values } = toTree(options['reduceOptions']);
    const calc = Array.isArray(calcs) && calcs.length > 0 ? String(calcs[0]) : 'last';
    // Rows of their own are never reduced.
    const isRows = values === true;
    const reduce = wordFor(reductions, calc);
    if (!isRows && reduce === undefined) note(`calculation ${calc}`);
    return {
      shape: options['pieType'] === 'donut' ? undefined : 'pie',
      reduce: isRows ? undefined : reduce,
      labels: labelsOf(options['displayLabels']),
      legend: legendOf(toTree(options['legend'])),
    };
  },
};
export default grafana;

function labelsOf(shown: unknown): string | undefined {
  const labels = (Array.isArray(shown) ? shown : []).map(String);
  const known = ['percent', 'value'].filter((label) => labels.includes(label));
  return known.length > 1 ? 'both' : known[0];
}

function legendOf({ placement, displayMode, showLegend }: Tree): string {
  if (showLegend === false || displayMode === 'hidden') return 'off';
  return placement === 'right' ? 'right' : 'bottom';
}
