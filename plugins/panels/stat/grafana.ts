import type { GrafanaPanelImport } from '@heliostat/sdk/grafana';

const reductions: Readonly<Record<string, string>> = {
  ...{ last: 'last', lastNotNull: 'last', current: 'last', first: 'first', firstNotNull: 'first' },
  ...{
    min: 'min',
    max: 'max',
    mean: 'mean',
    avg: 'mean',
    sum: 'sum',
    total: 'sum',
    count: 'count',
  },
};

interface Reduce {
  calcs?: string[];
  fields?: string;
  values?: boolean;
}

const grafana: GrafanaPanelImport = {
  types: ['stat', 'singlestat'],
  options({ options, panel }, note) {
    const { calcs, fields, values } = (options['reduceOptions'] ?? {}) as Reduce;
    const calc = calcs?.[0] ?? (panel['valueName'] as string | undefined) ?? 'last';
    if (reductions[calc] === undefined) note(`calculation ${calc}`);
    if (values === true) note('a number for every row: here it is the last one');
    if (!['', '/.*/', undefined].includes(fields)) note(`only fields ${fields}: hide the others`);
    return {
      reduce: reductions[calc],
      trend: options['graphMode'] === 'none' ? 'off' : undefined,
      delta: options['textMode'] === 'value_and_name' ? undefined : 'off',
    };
  },
};
export default grafana;
