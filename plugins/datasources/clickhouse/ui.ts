import type { DatasourceUi } from '@heliostat/sdk';
import { builder } from './builder/builder.ts';

const ui: DatasourceUi = { builder };
export default ui;
