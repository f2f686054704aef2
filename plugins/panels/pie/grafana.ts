import type { GrafanaPanelImport } from '@heliostat/sdk/grafana';

const grafana: GrafanaPanelImport = {
  types: ['piechart', 'grafana-piechart-panel'],
  options({ options }) {
    const { pieType, displayLabels, legend } = options;
    const labels = (Array.isArray(displayLabels) ? displayLabels : []).map(String);
    const { placement, displayMode, showLegend } = (legend ?? {}) as Record<string, unknown>;
    const isHidden = showLegend === false || displayMode === 'hidden';
    const hasBoth = labels.includes('percent') && labels.includes('value');
    return {
      shape: pieType === 'donut' ? undefined : 'pie',
      labels: hasBoth ? 'both' : labels.find((label) => ['percent', 'value'].includes(label)),
      legend: isHidden ? 'off' : placement === 'right' ? 'right' : 'bottom',
    };
  },
};
export default grafana;
