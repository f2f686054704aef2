import { band } from './band.ts';
import { calculate } from './calculate.ts';
import { compare } from './compare.ts';
import { cumulative } from './cumulative.ts';
import { fill } from './fill.ts';
import { filter } from './filter.ts';
import { group } from './group.ts';
import { join } from './join.ts';
import { limit } from './limit.ts';
import { movingAverage } from './moving-average.ts';
import { pivot } from './pivot.ts';
import { rate } from './rate.ts';
import { reduce } from './reduce.ts';
import { select } from './select.ts';
import { sort } from './sort.ts';
import { top } from './top.ts';
import type { Transform } from './transform.ts';

/** What a step may `use`, in the order a person is offered them. */
export const transforms: Readonly<Record<string, Transform>> = {
  filter,
  sort,
  limit,
  select,
  group,
  reduce,
  pivot,
  join,
  calculate,
  top,
  fill,
  'moving-average': movingAverage,
  cumulative,
  rate,
  compare,
  band,
};
