import type { GrafanaPanelImport } from '@heliostat/sdk/grafana';

const grafana: GrafanaPanelImport = {
  types: ['logs'],
  options({ options }) {
    const { sortOrder, wrapLogMessage } = options;
    return {
      order: sortOrder === 'Ascending' ? 'oldest' : undefined,
      wrap: wrapLogMessage === true ? true : undefined,
    };
  },
};
export default grafana;
