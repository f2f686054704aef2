import type { GrafanaPanelImport } from '@heliostat/sdk/grafana';

const grafana: GrafanaPanelImport = {
  types: ['text'],
  options({ options, panel }, note) {
    const content = options['content'] ?? panel['content'];
    const text = typeof content === 'string' ? content : '';
    if ((options['mode'] ?? panel['mode']) === 'html') note('HTML, which is shown as text');
    return { text: text.includes('\n') ? text.split('\n') : text };
  },
};
export default grafana;
