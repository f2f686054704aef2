import type { GrafanaPanelImport } from '@heliostat/sdk/grafana';

const reductions: Readonly<Record<string, string>> = {
  ...{ last: 'last', lastNotNull: 'last', mean: 'mean', sum: 'sum' },
};

const grafana: GrafanaPanelImport = {
  types: ['piechart', 'grafana-piechart-panel'],
  options({ options }, note) {
    const { pieType, displayLabels, legend, reduceOptions } = options;
    const { calcs, values } = (reduceOptions ?? {}) as { calcs?: string[]; values?: boolean };
    const calc = calcs?.[0] ?? 'last';
    if (values !== true && reductions[calc] === undefined) note(`calculation ${calc}`);
    const labels = (Array.isArray(displayLabels) ? displayLabels : []).map(String);
    const { placement, displayMode, showLegend } = (legend ?? {}) as Record<string, unknown>;
    const isHidden = showLegend === false || displayMode === 'hidden';
    const hasBoth = labels.includes('percent') && labels.includes('value');
    return {
      shape: pieType === 'donut' ? undefined : 'pie',
      // Rows of their own are never reduced.
      reduce: values === true ? undefined : reductions[calc],
      labels: hasBoth ? 'both' : labels.find((label) => ['percent', 'value'].includes(label)),
      legend: isHidden ? 'off' : placement === 'right' ? 'right' : 'bottom',
    };
  },
};
export default grafana;
