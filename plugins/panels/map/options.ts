import { Type, field, select, type FieldRules, type FrameShape, type Static } from '@heliostat/sdk';

const reductions = ['sum', 'mean', 'max', 'min'] as const;
const projections = ['equal-earth', 'natural-earth', 'mercator', 'orthographic'] as const;
const scales = ['linear', 'log', 'quantile'] as const;

export const options = Type.Object({
  region: Type.Optional(
    field({
      description:
        'Countries as ISO codes (two letters, three letters, three digits) or English names. Default: the first text field that holds some.',
    }),
  ),
  value: Type.Optional(
    field({ description: 'The number that shades a country. Default: the first number field.' }),
  ),
  reduce: select(reductions, {
    default: 'sum',
    description: 'How several rows of one country become one number.',
  }),
  latitude: Type.Optional(
    field({ description: 'Degrees north of a point. Default: a field named lat or latitude.' }),
  ),
  longitude: Type.Optional(
    field({
      description: 'Degrees east of a point. Default: a field named lon, lng, long or longitude.',
    }),
  ),
  size: Type.Optional(field({ description: 'A number that is the area of a point.' })),
  color: Type.Optional(
    field({
      description: 'A text or a number that is the colour of a point. Default: one colour for all.',
    }),
  ),
  label: Type.Optional(
    field({ description: 'What a point is called. Default: the first text field.' }),
  ),
  radius: Type.Number({
    default: 4,
    minimum: 1,
    maximum: 30,
    description: 'Of a point in pixels; with a size, of the largest one times a third.',
  }),
  projection: select(projections, {
    default: 'equal-earth',
    description:
      'The world as a sheet with true areas, a rounder one, one with true angles, or a globe to turn.',
  }),
  fit: select(['data', 'world'], {
    default: 'data',
    description: 'What the first view shows: where the data is, or all of the world.',
  }),
  scale: select(scales, {
    default: 'linear',
    description:
      'How numbers become steps of colour: of equal width, of equal factors, or with as many countries each. Thresholds of the field come before it.',
  }),
  steps: Type.Integer({
    default: 6,
    minimum: 2,
    maximum: 8,
    description: 'Steps of colour.',
  }),
  detail: select(['auto', 'coarse', 'fine'], {
    default: 'auto',
    description:
      'Outlines of countries; auto loads the fine ones for small countries and a close look.',
  }),
  graticule: Type.Boolean({ default: true, description: 'Lines of longitude and latitude.' }),
  legend: Type.Boolean({ default: true, description: 'The steps of colour with their numbers.' }),
});

export const fieldOptions = Type.Object({});

export const accepts: readonly FrameShape[] = ['table'];

export type Options = Static<typeof options>;
export type Fields = FieldRules;
export type Reduction = (typeof reductions)[number];
export type Projection = (typeof projections)[number];
export type ScaleKind = (typeof scales)[number];
