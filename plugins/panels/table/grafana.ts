import type { GrafanaPanelImport } from '@heliostat/sdk/grafana';

type Tree = Readonly<Record<string, unknown>>;

const cells: Readonly<Record<string, string>> = {
  ...{ gauge: 'bar', 'gradient-gauge': 'bar', 'lcd-gauge': 'bar', 'basic-gauge': 'bar' },
  ...{ 'color-text': 'color', 'color-background': 'color', 'color-background-solid': 'color' },
};
const densities: Readonly<Record<string, string>> = { sm: 'compact', md: 'normal', lg: 'roomy' };

const grafana: GrafanaPanelImport = {
  types: ['table', 'table-old'],
  options({ options }, note) {
    const { footer, showHeader, sortBy, cellHeight } = options;
    const [first] = (Array.isArray(sortBy) ? sortBy : []) as {
      displayName?: string;
      desc?: boolean;
    }[];
    if ((footer as Tree | undefined)?.['show'] === true) note('footer of the table');
    return {
      density: densities[String(cellHeight)],
      sort: first?.displayName && `${first.desc === true ? '-' : ''}${first.displayName}`,
      header: showHeader === false ? false : undefined,
    };
  },
  field(custom) {
    const { width, hidden, displayMode, cellOptions } = custom;
    const { type } = (cellOptions ?? {}) as Tree;
    return {
      cell: cells[String(type ?? displayMode)],
      width:
        typeof width === 'number' ? Math.min(1000, Math.max(30, Math.round(width))) : undefined,
      hide: hidden === true ? true : undefined,
    };
  },
};
export default grafana;
