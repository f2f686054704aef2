import { toTree, wordFor, type GrafanaPanelImport, type Tree } from '@heliostat/sdk/grafana';
import { fieldConfigOfGraph, optionsOfGraph } from './grafana-graph.ts';

/** The panel of Grafana before 7.4. */
const old = 'graph';

const draws: Readonly<Record<string, string>> = { line: 'lines', bars: 'bars', points: 'lines' };
const interpolations: Readonly<Record<string, string>> = {
  ...{ linear: 'linear', smooth: 'smooth', stepBefore: 'step', stepAfter: 'step' },
};
const statistics: Readonly<Record<string, string>> = {
  ...{ last: 'last', lastNotNull: 'last', current: 'last', min: 'min', max: 'max' },
  ...{ mean: 'mean', avg: 'mean' },
};

const grafana: GrafanaPanelImport = {
  types: ['timeseries', old],
  fieldConfig: (panel, note) =>
    panel['type'] === old ? fieldConfigOfGraph(panel, note) : undefined,
  options({ type, options, custom, panel }, note) {
    if (type !== old) return newOptions(options, custom, note);
    const isZero = panel['nullPointMode'] === 'null as zero';
    return {
      ...newOptions(optionsOfGraph(panel), custom, note),
      ...(isZero && { gaps: 'zero' }),
    };
  },
  field(custom, { isDefault, note }) {
    const { axisPlacement, lineStyle } = custom;
    const { fill } = toTree(lineStyle);
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
    ...(typeof drawStyle === 'string' && { draw: wordFor(draws, drawStyle) }),
    ...(isWidth(lineWidth) && { lineWidth }),
  };
}

function newOptions(options: Tree, custom: Tree, note: (text: string) => void) {
  const { lineWidth, fillOpacity, spanNulls, drawStyle, lineInterpolation, showPoints } = custom;
  const limits = toTree(custom['thresholdsStyle'])['mode'];
  if (limits === 'area') note('thresholds as areas');
  if (typeof spanNulls === 'number') note('the longest gap that is bridged: set bridgeSteps');
  const points = drawStyle === 'points' ? 'always' : showPoints;
  return {
    draw: wordFor(draws, drawStyle),
    interpolation: wordFor(interpolations, lineInterpolation),
    stack: oneOf(['normal', 'percent'], toTree(custom['stacking'])['mode']),
    lineWidth: isWidth(lineWidth) ? lineWidth : undefined,
    fillOpacity: typeof fillOpacity === 'number' ? fillOpacity / 100 : undefined,
    points: oneOf(['always', 'never'], points),
    gaps: spanNulls === true || typeof spanNulls === 'number' ? 'bridge' : undefined,
    scale: oneOf(['log', 'symlog'], toTree(custom['scaleDistribution'])['type']),
    softMin: custom['axisSoftMin'],
    softMax: custom['axisSoftMax'],
    thresholds: limits === undefined || limits === 'off' ? 'off' : undefined,
    ...legend(toTree(options['legend']), note),
    tooltip: toTree(options['tooltip'])['sort'] === 'asc' ? 'ascending' : undefined,
  };
}

function oneOf(words: readonly string[], value: unknown): string | undefined {
  return words.find((word) => word === value);
}

function legend({ showLegend, displayMode, placement, calcs }: Tree, note: (text: string) => void) {
  const isHidden = showLegend === false || displayMode === 'hidden';
  const asked = Array.isArray(calcs) ? calcs.map(String) : [];
  const values = asked.flatMap((calc) => wordFor(statistics, calc) ?? []);
  const lost = asked.filter((calc) => wordFor(statistics, calc) === undefined);
  if (lost.length > 0) note(`${lost.join(', ')} in the legend`);
  return {
    legend: isHidden ? 'off' : placement === 'right' ? 'right' : undefined,
    legendValues: values.length > 0 ? [...new Set(values)].slice(0, 4) : undefined,
  };
}

function isWidth(width: unknown): width is number {
  return typeof width === 'number' && width >= 0.5 && width <= 6;
}
