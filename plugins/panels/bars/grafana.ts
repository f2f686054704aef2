import { wordFor, type GrafanaPanelImport } from '@heliostat/sdk/grafana';

const stacks: Readonly<Record<string, string>> = { none: 'none', percent: 'percent' };

const grafana: GrafanaPanelImport = {
  types: ['barchart'],
  options({ options }) {
    const { orientation, stacking, showValue } = options;
    return {
      direction: orientation === 'horizontal' ? undefined : 'vertical',
      sort: 'none',
      stack: typeof stacking === 'string' ? wordFor(stacks, stacking) : 'none',
      values: showValue === 'never' ? 'off' : undefined,
    };
  },
};
export default grafana;
