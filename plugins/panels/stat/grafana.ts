import {
  oldMappings,
  oldNumber,
  oldText,
  oldThresholds,
  toTree,
  wordFor,
  type GrafanaPanelImport,
  type Tree,
} from '@heliostat/sdk/grafana';

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
  calcs?: unknown[];
  fields?: string;
  values?: boolean;
}

/** The panel of Grafana before 7 that could be a number or a gauge. */
const old = 'singlestat';

const grafana: GrafanaPanelImport = {
  types: ['stat', old],
  takes: ({ type, gauge }) => type !== old || toTree(gauge)['show'] !== true,
  fieldConfig: (panel, note) => (panel['type'] === old ? ofOld(panel, note) : undefined),
  options({ type, options, panel }, note) {
    const { calcs, fields, values } = toTree(options['reduceOptions']) as Reduce;
    const calc = oldText(calcs?.[0]) || oldText(panel['valueName']) || 'last';
    const reduce = wordFor(reductions, calc);
    if (reduce === undefined) note(`calculation ${calc}`);
    if (values === true) note('a number for every row: here it is the last one');
    if (!['', '/.*/', undefined].includes(fields)) note(`only fields ${fields}: hide the others`);
    return {
      reduce,
      trend: hasTrend(type, { options, panel }) ? undefined : 'off',
      delta: options['textMode'] === 'value_and_name' ? undefined : 'off',
    };
  },
};
export default grafana;

function hasTrend(type: string, { options, panel }: { options: Tree; panel: Tree }): boolean {
  if (type !== old) return options['graphMode'] !== 'none';
  return toTree(panel['sparkline'])['show'] === true;
}

/** The panel before Grafana 7 had the unit, the colours and the words for values at its top. */
function ofOld(panel: Tree, note: (text: string) => void): Tree {
  const { colorValue, colorBackground, nullText } = panel;
  const isColored = colorValue === true || colorBackground === true;
  const thresholds = oldThresholds(panel['thresholds'], panel['colors']);
  const [prefix, column] = [oldText(panel['prefix']), oldText(panel['tableColumn'])];
  if (prefix !== '') note(`${prefix} before the number`);
  if (column !== '') note(`only the column ${column}: hide the others`);
  return {
    defaults: {
      unit: unitOf(panel, note),
      decimals: oldNumber(panel['decimals']),
      noValue: nullText ?? undefined,
      mappings: oldMappings(panel),
      ...(isColored && { thresholds, color: { mode: 'thresholds' } }),
    },
  };
}

/** What stands behind a plain number is its unit. */
function unitOf({ format, postfix }: Tree, note: (text: string) => void): string {
  const [unit, behind] = [oldText(format), oldText(postfix).trim()];
  if (behind === '') return unit;
  if (['none', 'short', ''].includes(unit)) return behind;
  note(`${behind} behind the number and its unit`);
  return unit;
}
