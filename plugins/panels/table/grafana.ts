import {
  oldMappings,
  oldNumber,
  oldText,
  oldThresholds,
  toTree,
  toTrees,
  wordFor,
  type GrafanaPanelImport,
  type Tree,
} from '@heliostat/sdk/grafana';

const cells: Readonly<Record<string, string>> = {
  ...{ gauge: 'bar', 'gradient-gauge': 'bar', 'lcd-gauge': 'bar', 'basic-gauge': 'bar' },
  ...{ 'color-text': 'color', 'color-background': 'color', 'color-background-solid': 'color' },
};
const densities: Readonly<Record<string, string>> = { sm: 'compact', md: 'normal', lg: 'roomy' };

const grafana: GrafanaPanelImport = {
  types: ['table', 'table-old'],
  fieldConfig: ({ styles }) => (Array.isArray(styles) ? ofStyles(styles) : undefined),
  options({ options, panel }, note) {
    const { footer, showHeader, sortBy, cellHeight } = options;
    const [first] = (Array.isArray(sortBy) ? sortBy : []) as {
      displayName?: string;
      desc?: boolean;
    }[];
    if (toTree(footer)['show'] === true) note('footer of the table');
    return {
      density: wordFor(densities, cellHeight),
      sort: first?.displayName && `${first.desc === true ? '-' : ''}${first.displayName}`,
      header: [showHeader, panel['showHeader']].includes(false) ? false : undefined,
    };
  },
  field(custom) {
    const { width, hidden, displayMode, cellOptions } = custom;
    const { type } = toTree(cellOptions);
    return {
      cell: wordFor(cells, type ?? displayMode),
      width:
        typeof width === 'number' ? Math.min(1000, Math.max(30, Math.round(width))) : undefined,
      hide: hidden === true ? true : undefined,
    };
  },
};
export default grafana;

/** Before Grafana 7 a list of styles said how columns look; the one whose pattern is anything, all others. */
function ofStyles(styles: readonly unknown[]): Tree {
  const rules = toTrees(styles).map((style) => ({
    pattern: oldText(style['pattern']),
    properties: propertiesOf(style),
  }));
  const all = rules.findLast(({ pattern }) => pattern === '/.*/');
  return {
    defaults: all === undefined ? {} : toDefaults(all.properties),
    // Of several styles for one column the first had it: here it is the last.
    overrides: rules
      .filter((rule) => rule !== all)
      .reverse()
      .map(({ pattern, properties }) => ({
        matcher: { id: pattern.startsWith('/') ? 'byRegexp' : 'byName', options: pattern },
        properties,
      })),
  };
}

function toDefaults(properties: readonly { id: string; value: unknown }[]): Tree {
  const entries = properties.map(({ id, value }) => [id, value] as const);
  const custom = entries.flatMap(([id, value]) =>
    id.startsWith('custom.') ? [[id.slice('custom.'.length), value] as const] : [],
  );
  return { ...Object.fromEntries(entries), custom: Object.fromEntries(custom) };
}

const colored: Readonly<Record<string, string>> = {
  ...{ cell: 'color-background', value: 'color-text', row: 'color-background' },
};

/** Keys of a style that a column of today knows; what is not read is told with the column. */
function propertiesOf(style: Tree): { id: string; value: unknown }[] {
  const { alias, type, colorMode, link, linkUrl, linkTooltip, linkTargetBlank } = style;
  const thresholds = oldThresholds(style['thresholds'], style['colors']);
  const cell = wordFor(colored, colorMode);
  const url = typeof linkUrl === 'string' ? linkUrl.replaceAll('$__cell', '${__value.raw}') : '';
  const properties: Tree = {
    displayName: alias,
    ...(type === 'number' && { unit: style['unit'], decimals: oldNumber(style['decimals']) }),
    ...(type === 'hidden' && { 'custom.hidden': true }),
    mappings: oldMappings(style),
    ...(cell !== undefined && {
      ...{ thresholds, color: { mode: 'thresholds' } },
      'custom.cellOptions': { type: cell },
    }),
    ...(link === true && {
      links: [{ title: linkTooltip, url, targetBlank: linkTargetBlank }],
    }),
  };
  return Object.entries(properties)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([id, value]) => ({ id, value }));
}
