import { toText, type DatasourceUi } from '@heliostat/sdk';
import { builder } from './builder/builder.ts';
import { formatSql } from './format/format.ts';
import { functions } from './functions.ts';

const ui: DatasourceUi = {
  builder,
  functions,
  format: ({ sql, ...rest }) => {
    const lines = formatSql(toText(sql as string | string[])).split('\n');
    return { ...rest, sql: lines.length === 1 ? lines[0] : lines };
  },
};
export default ui;
