import type { GrafanaPanelImport } from '@heliostat/sdk/grafana';

const draws: Readonly<Record<string, string>> = { line: 'lines', bars: 'bars', points: 'lines' };
const interpolations: Readonly<Record<string, string>> = {
  ...{ linear: 'linear', smooth: 'smooth', stepBefore: 'step', stepAfter: 'step' },
};
const statistics: Readonly<Record<string, string>> = {
  ...{ last: 'last', lastNotNull: 'last', current: 'last', min: 'min', max: 'max' },
  ...{ mean: 'mean', avg: 'mean' },
};

type Tree = Readonly<Record<string, unknown>>;
const inner = (tree: Tree, key: string) => (tree[key] ?? {}) as Tree;

const grafana: GrafanaPanelImport = {
  types: ['timeseries', 'graph'],
  options({ type, options, custom, panel }, note) {
    return type === 'graph' ? oldOptions(panel) : newOptions(options, custom, note);
  },
  field(custom, { isDefault, note }) {
    const { axisPlacement, lineStyle } = custom;
    const { fill } = (lineStyle ?? {}) as Tree;
    if (axisPlacement === 'hidden') note('hidden axis');
    return {
      ...(axisPlacement === 'right' && { axis: 'right' }),
      ...(fill === 'dash' && { dash: 'dashed' }),
      ...(fill === 'dot' && { dash: 'dotted' }),
      ...(!isDefault && drawing(custom)),
    };
  },
};
export default grafana;

function drawing({ drawStyle, lineWidth }: Tree) {
  return {
    ...(typeof drawStyle === 'string' && { draw: draws[drawStyle] }),
    ...(isWidth(lineWidth) && { lineWidth }),
  };
}

function newOptions(options: Tree, custom: Tree, note: (text: string) => void) {
  const { lineWidth, fillOpacity, spanNulls, drawStyle, lineInterpolation, showPoints } = custom;
  const limits = inner(custom, 'thresholdsStyle')['mode'];
  if (limits === 'area') note('thresholds as areas');
  if (typeof spanNulls === 'number') note('the longest gap that is bridged: set bridgeSteps');
  const points = drawStyle === 'points' ? 'always' : showPoints;
  return {
    draw: draws[word(drawStyle)],
    interpolation: interpolations[word(lineInterpolation)],
    stack: oneOf(['normal', 'percent'], inner(custom, 'stacking')['mode']),
    lineWidth: isWidth(lineWidth) ? lineWidth : undefined,
    fillOpacity: typeof fillOpacity === 'number' ? fillOpacity / 100 : undefined,
    points: oneOf(['always', 'never'], points),
    gaps: spanNulls === true || typeof spanNulls === 'number' ? 'bridge' : undefined,
    scale: oneOf(['log', 'symlog'], inner(custom, 'scaleDistribution')['type']),
    softMin: custom['axisSoftMin'],
    softMax: custom['axisSoftMax'],
    thresholds: limits === undefined || limits === 'off' ? 'off' : undefined,
    ...legend(inner(options, 'legend'), note),
    tooltip: inner(options, 'tooltip')['sort'] === 'asc' ? 'ascending' : undefined,
  };
}

function oneOf(words: readonly string[], value: unknown): string | undefined {
  return words.find((word) => word === value);
}

function word(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function legend({ showLegend, displayMode, placement, calcs }: Tree, note: (text: string) => void) {
  const isHidden = showLegend === false || displayMode === 'hidden';
  const asked = Array.isArray(calcs) ? calcs.map(String) : [];
  const values = asked.flatMap((calc) => statistics[calc] ?? []);
  const lost = asked.filter((calc) => statistics[calc] === undefined);
  if (lost.length > 0) note(`${lost.join(', ')} in the legend`);
  return {
    legend: isHidden ? 'off' : placement === 'right' ? 'right' : undefined,
    legendValues: values.length > 0 ? [...new Set(values)].slice(0, 4) : undefined,
  };
}

const gaps: Readonly<Record<string, string>> = { connected: 'bridge', 'null as zero': 'zero' };

/** The graph panel before Grafana 7.4. */
function oldOptions(panel: Tree) {
  const { bars, lines, stack, percentage, linewidth, fill, points } = panel;
  return {
    draw: bars === true && lines !== true ? 'bars' : undefined,
    stack: stack !== true ? undefined : percentage === true ? 'percent' : 'normal',
    lineWidth: isWidth(linewidth) ? linewidth : undefined,
    fillOpacity: typeof fill === 'number' ? fill / 10 : undefined,
    points: points === true ? 'always' : undefined,
    gaps: gaps[word(panel['nullPointMode'])],
    interpolation: panel['steppedLine'] === true ? 'step' : undefined,
    ...oldLegend(inner(panel, 'legend')),
  };
}

function oldLegend({ show, rightSide, current, min, max, avg }: Tree) {
  const values = Object.entries({ last: current, min, max, mean: avg })
    .filter(([, shown]) => shown === true)
    .map(([name]) => name);
  return {
    legend: show === false ? 'off' : rightSide === true ? 'right' : undefined,
    legendValues: values.length > 0 ? values : undefined,
  };
}

function isWidth(width: unknown): width is number {
  return typeof width === 'number' && width >= 0.5 && width <= 6;
}
