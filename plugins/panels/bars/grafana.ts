import type { GrafanaPanelImport } from '@heliostat/sdk/grafana';

const grafana: GrafanaPanelImport = {
  types: ['barchart'],
  options({ options }) {
    const { orientation, stacking, showValue } = options;
    const stacks: Readonly<Record<string, string>> = { none: 'none', percent: 'percent' };
    return {
      direction: orientation === 'horizontal' ? undefined : 'vertical',
      sort: 'none',
      stack: typeof stacking === 'string' ? stacks[stacking] : 'none',
      values: showValue === 'never' ? 'off' : undefined,
    };
  },
};
export default grafana;
