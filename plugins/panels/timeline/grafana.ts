import { toTree, type GrafanaPanelImport } from '@heliostat/sdk/grafana';

const grafana: GrafanaPanelImport = {
  types: ['state-timeline', 'status-history'],
  options({ type, options }) {
    const { mergeValues, showValue, legend } = options;
    const { showLegend } = toTree(legend);
    return {
      lanes: 'fields',
      merge: mergeValues === false || type === 'status-history' ? 'off' : undefined,
      labels: showValue === 'never' ? 'off' : undefined,
      legend: showLegend === false ? 'off' : undefined,
    };
  },
};
export default grafana;
