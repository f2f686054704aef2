import { toText, type QueryBuilder } from '@heliostat/sdk';
import type { Query } from '../settings.ts';
import { readSql } from './read.ts';
import { writeSql } from './write.ts';

/** Queries built from choices: the SQL is all there is of them. */
export const builder: QueryBuilder<Query> = {
  write: (built) => ({ sql: writeSql(built) }),
  read: ({ sql }) => readSql(toText(sql)),
};
