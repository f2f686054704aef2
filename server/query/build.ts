import { authorize } from '../auth/caller.ts';
import type { Effects } from '../effects.ts';
import type { Metrics } from '../metrics.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { anticipate } from './anticipate.ts';
import type { Datasources } from './datasources.ts';
import { explains } from './explain.ts';
import { planQuery } from './range.ts';
import { prepareQuery } from './resolve.ts';
import { QueryRunner } from './run.ts';
import type { PreparedQuery, QueryService } from './service.ts';
import { TraitsCache } from './traits.ts';
import { FieldLookup } from './values.ts';
import { readFilterFields, readFilterValues } from './variable-fields.ts';
import { readVariableOptions } from './variable-options.ts';

export interface QueryServiceOptions {
  workspace: Workspace;
  datasources: Datasources;
  effects: Effects;
  metrics: Metrics;
  /** Memory for finished results, bytes; default 64 MiB. */
  cacheBytes?: number;
}

/** The one way to data: every API, panel and live query goes through it. */
export function buildQueryService(options: QueryServiceOptions): QueryService {
  const { workspace, datasources, effects, cacheBytes = 67_108_864 } = options;
  const places = { workspace, datasources };
  const traits = new TraitsCache(datasources);
  const lookup = new FieldLookup(datasources, () => effects.now());
  const readsOf = async (prepared: PreparedQuery) => {
    try {
      const known = await traits.get(prepared);
      return known?.reads;
    } catch (error) {
      effects.log.debug({ error, datasource: prepared.datasource }, 'query traits unknown');
      return undefined;
    }
  };
  const runner = new QueryRunner({ ...options, cacheBytes, readsOf });
  datasources.onChange((name) => runner.forget(name));
  const plan = (prepared: PreparedQuery) => planQuery(prepared, effects.now());
  const run: QueryService['run'] = async (input, caller, signal) => {
    const prepared = prepareQuery(input, caller, places);
    return runner.run(prepared, plan(prepared), signal);
  };
  return {
    run,
    anticipate: (opened) => anticipate(opened, { ...places, readsOf, log: effects.log }),
    plan,
    prepare: (input, caller) => prepareQuery(input, caller, places),
    runPrepared: (prepared, planned, signal) => runner.run(prepared, planned, signal),
    execute: (prepared, planned, signal) => runner.execute(prepared, planned, signal),
    explain: (prepared, planned, signal) => runner.explain(prepared, planned, signal),
    contrast: (asked, signal) => runner.contrast(asked, signal),
    explains: (prepared) => explains(prepared, datasources),
    traits: (prepared) => traits.get(prepared),
    variableOptions: (input, caller, signal) =>
      readVariableOptions(input, caller, { ...places, run, signal }),
    filterFields: (input, caller, signal) =>
      readFilterFields(input, caller, { ...places, lookup, signal }),
    filterValues: (input, caller, signal) =>
      readFilterValues(input, caller, { ...places, lookup, signal }),
    fieldValues: async ({ datasource, ...request }, caller, signal) => {
      authorize(caller, 'query:raw');
      return lookup.values(datasource, request, signal);
    },
    invalidate: (change) => runner.invalidate(change),
  };
}
