import { Type, field, select, type FieldRules, type FrameShape, type Static } from '@heliostat/sdk';

export const options = Type.Object({
  buckets: Type.Integer({
    default: 30,
    minimum: 1,
    maximum: 300,
    description: 'About how many buckets the values fall into; their edges are round numbers.',
  }),
  width: Type.Optional(
    Type.Number({
      exclusiveMinimum: 0,
      description:
        'Width of a bucket in the unit of the field; it wins over the number of buckets.',
    }),
  ),
  scale: select(['linear', 'log'], {
    default: 'linear',
    description: 'Buckets of equal width, or of equal ratio for values over several magnitudes.',
  }),
  bucketField: Type.Optional(
    field({
      description:
        'Where the query has bucketed already: the field with the lower edge of each bucket; a field named bucket is found by itself.',
    }),
  ),
  combine: select(['overlay', 'stack'], {
    default: 'overlay',
    description: 'Several series over one another, or on top of one another.',
  }),
  measure: select(['count', 'share'], {
    default: 'count',
    description: 'How many values are in a bucket, or their share of the series.',
  }),
  marks: select(['off', 'median', 'mean', 'both'], {
    default: 'median',
    description: 'Lines at the median and the mean.',
  }),
  maxSeries: Type.Integer({
    default: 6,
    minimum: 1,
    maximum: 10,
    description: 'More series than this are added up as one, other; more fields are left out.',
  }),
});

export const fieldOptions = Type.Object({});

export const accepts: readonly FrameShape[] = ['table', 'series'];

export type Options = Static<typeof options>;
export type Fields = FieldRules;
