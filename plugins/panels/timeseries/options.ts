import { Type, select, type FieldConfig, type FrameShape, type Static } from '@heliostat/sdk';

const statistic = ['last', 'min', 'max', 'mean'] as const;

export const options = Type.Object({
  draw: select(['lines', 'area', 'bars'], {
    default: 'lines',
    description: 'How series are drawn.',
  }),
  interpolation: select(['linear', 'step', 'smooth'], {
    default: 'linear',
    description: 'How points are joined: straight, held until the next one, or a monotone curve.',
  }),
  stack: select(['none', 'normal', 'percent'], {
    default: 'none',
    description: 'Series on top of one another, as values or as shares of 100 %.',
  }),
  lineWidth: Type.Number({
    default: 1.5,
    minimum: 0.5,
    maximum: 6,
    description: 'In pixels; dense or many lines are drawn one device pixel wide.',
  }),
  fillOpacity: Type.Number({
    default: 0.14,
    minimum: 0,
    maximum: 1,
    description: 'Of the area under a line; stacked areas are at least 0.5.',
  }),
  points: select(['auto', 'always', 'never'], {
    default: 'auto',
    description: 'Dots at the points; auto shows them where they stand far apart.',
  }),
  gaps: select(['break', 'bridge', 'zero'], {
    default: 'break',
    description: 'Where values are missing: the line breaks, goes on, or falls to zero.',
  }),
  bridgeSteps: Type.Integer({
    default: 0,
    minimum: 0,
    maximum: 10_000,
    description: 'With gaps: bridge, the longest gap that is bridged, in time buckets; 0 is any.',
  }),
  openBucket: select(['keep', 'skip', 'project'], {
    default: 'keep',
    description:
      'The live bucket that is still filling: as it is, left out, or as high as it will be at this pace, for sums and rates.',
  }),
  scale: select(['linear', 'log', 'symlog'], {
    default: 'linear',
    description: 'Of the value axes; symlog also shows zero and negative values.',
  }),
  softMin: Type.Optional(
    Type.Number({ description: 'The axis starts here unless values are lower.' }),
  ),
  softMax: Type.Optional(
    Type.Number({ description: 'The axis ends here unless values are higher.' }),
  ),
  legend: select(['bottom', 'right', 'off'], {
    default: 'bottom',
    description: 'Where the legend stands.',
  }),
  legendValues: Type.Array(select(statistic), {
    default: ['last'],
    maxItems: 4,
    uniqueItems: true,
    description: 'Columns of the legend; with the crosshair out, last shows the value under it.',
  }),
  tooltip: select(['descending', 'ascending', 'series'], {
    default: 'descending',
    description: 'Order of the tooltip: by value, or as the legend.',
  }),
  labels: select(['auto', 'off'], {
    default: 'auto',
    description: 'Names at the ends of the lines, for up to six series where there is room.',
  }),
  thresholds: select(['line', 'off'], {
    default: 'line',
    description: 'Thresholds as labelled lines and as zones on the axis.',
  }),
  maxSeries: Type.Integer({
    default: 100,
    minimum: 1,
    maximum: 500,
    description: 'More series than this are left out, and the panel says how many.',
  }),
});

export const fieldOptions = Type.Object({
  axis: Type.Optional(
    select(['left', 'right'], { default: 'left', description: 'The value axis of the series.' }),
  ),
  draw: Type.Optional(
    select(['lines', 'area', 'bars'], { description: 'Overrides draw for the series.' }),
  ),
  lineWidth: Type.Optional(
    Type.Number({ minimum: 0.5, maximum: 6, description: 'Overrides lineWidth for the series.' }),
  ),
  dash: Type.Optional(
    select(['solid', 'dashed', 'dotted'], { description: 'The pattern of the line.' }),
  ),
});

export const accepts: readonly FrameShape[] = ['series'];

export type Options = Static<typeof options>;
export type FieldOptions = Static<typeof fieldOptions>;
export type Fields = Readonly<Record<string, FieldConfig & Partial<FieldOptions>>>;
export type Statistic = (typeof statistic)[number];
