import { oldNumber, oldText, toTree, toTrees, wordFor, type Tree } from '@heliostat/sdk/grafana';

type Note = (text: string) => void;

/** The `fieldConfig` that a graph panel, from before Grafana 7.4, would have today. */
export function fieldConfigOfGraph(panel: Tree, note: Note): Tree {
  const { thresholds, aliasColors, seriesOverrides, xaxis } = panel;
  const axes = toTrees(panel['yaxes']).map((axis) => axisOf(axis, note));
  const mode = oldText(toTree(xaxis)['mode']);
  if (mode !== '' && mode !== 'time') note(`${mode} on the x axis`);
  const limits = limitsOf(toTrees(thresholds), note);
  return {
    defaults: {
      ...axes[0]?.config,
      decimals: oldNumber(panel['decimals']) ?? axes[0]?.config['decimals'],
      ...limits.config,
      custom: { ...drawingOf(panel), ...axes[0]?.custom, ...limits.custom },
    },
    overrides: [
      ...Object.entries(toTree(aliasColors)).map(([alias, color]) =>
        override(alias, { color: fixed(color) }),
      ),
      ...toTrees(seriesOverrides).map(({ alias, ...rules }) =>
        override(oldText(alias), seriesOf(rules, axes[1]?.config)),
      ),
    ],
  };
}

/** Its `options` of today. */
export function optionsOfGraph(panel: Tree): Tree {
  const { show, rightSide, current, min, max, avg, total } = toTree(panel['legend']);
  const shown = Object.entries({ last: current, min, max, mean: avg, total });
  return {
    legend: {
      showLegend: show !== false,
      placement: rightSide === true ? 'right' : 'bottom',
      calcs: shown.filter(([, isShown]) => isShown === true).map(([name]) => name),
    },
    tooltip: { sort: toTree(panel['tooltip'])['sort'] === 1 ? 'asc' : 'desc' },
  };
}

function drawingOf(panel: Tree): Tree {
  const { lines, bars, points, fill, linewidth, stack, percentage } = panel;
  const { nullPointMode, steppedLine, dashes } = panel;
  return {
    drawStyle: styleOf({ lines, bars, points }),
    showPoints: points === true ? 'always' : undefined,
    fillOpacity: typeof fill === 'number' ? fill * 10 : undefined,
    lineWidth: linewidth,
    stacking: stack === true ? { mode: percentage === true ? 'percent' : 'normal' } : undefined,
    spanNulls: nullPointMode === 'connected' ? true : undefined,
    lineInterpolation: steppedLine === true ? 'stepAfter' : undefined,
    lineStyle: dashes === true ? { fill: 'dash' } : undefined,
  };
}

function styleOf({ lines, bars, points }: Tree): string | undefined {
  if (bars === true && lines !== true) return 'bars';
  if (lines === false && points === true) return 'points';
  return lines === true ? 'line' : undefined;
}

function axisOf({ format, label, logBase, min, max, decimals, show }: Tree, note: Note) {
  if (typeof label === 'string' && label !== '') note(`${label} beside the axis`);
  return {
    config: { unit: format, min: oldNumber(min), max: oldNumber(max), decimals },
    custom: {
      ...(typeof logBase === 'number' && logBase > 1 && { scaleDistribution: { type: 'log' } }),
      ...(show === false && { axisPlacement: 'hidden' }),
    },
  };
}

const limitColors: Readonly<Record<string, string>> = {
  ...{ critical: 'red', warning: 'orange', ok: 'green' },
};

/** Only those that colour what is above them: a step of today goes upwards. */
function limitsOf(limits: readonly Tree[], note: Note): { config: Tree; custom: Tree } {
  const above = limits.filter(({ op }) => op !== 'lt');
  for (const { op, value } of limits) if (op === 'lt') note(`threshold below ${oldText(value)}`);
  const steps = above.flatMap(({ value, colorMode, lineColor, fillColor }) => {
    const bound = oldNumber(value);
    const color = wordFor(limitColors, colorMode) ?? lineColor ?? fillColor;
    return bound === undefined ? [] : [{ value: bound, color }];
  });
  if (steps.length === 0) return { config: {}, custom: {} };
  const isLine = above.some(({ line }) => line === true);
  return {
    config: { thresholds: { mode: 'absolute', steps: steps.sort((a, b) => a.value - b.value) } },
    custom: { thresholdsStyle: { mode: isLine ? 'line' : 'area' } },
  };
}

/** What has no counterpart keeps its name, so that it is told with the series. */
function seriesOf({ yaxis, color, lines, bars, points, ...rest }: Tree, right: Tree = {}): Tree {
  const { linewidth, dashes, fill, ...others } = rest;
  return {
    ...(yaxis === 2 && { ...right, 'custom.axisPlacement': 'right' }),
    color: color === undefined ? undefined : fixed(color),
    'custom.drawStyle': bars === true ? 'bars' : styleOf({ lines, bars, points }),
    'custom.lineWidth': linewidth,
    'custom.lineStyle': dashes === true ? { fill: 'dash' } : undefined,
    'custom.fillOpacity': typeof fill === 'number' ? fill * 10 : undefined,
    ...Object.fromEntries(Object.entries(others).map(([key, value]) => [`custom.${key}`, value])),
  };
}

function override(alias: string, config: Tree): Tree {
  const properties = Object.entries(config).filter(([, value]) => value !== undefined);
  return {
    matcher: { id: alias.startsWith('/') ? 'byRegexp' : 'byName', options: alias },
    properties: properties.map(([id, value]) => ({ id, value })),
  };
}

function fixed(color: unknown): Tree {
  return { mode: 'fixed', fixedColor: color };
}
