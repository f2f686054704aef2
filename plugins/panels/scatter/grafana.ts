import type { GrafanaPanelImport } from '@heliostat/sdk/grafana';

const grafana: GrafanaPanelImport = {
  types: ['xychart'],
  options({ options }, note) {
    const { dims, mapping } = options;
    if (mapping === 'manual') note('series by hand');
    const { x } = (dims ?? {}) as { x?: unknown };
    return { x: typeof x === 'string' && x !== '' ? x : undefined };
  },
};
export default grafana;
