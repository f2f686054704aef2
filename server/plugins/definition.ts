import { KindGuard } from '@sinclair/typebox';
import { HeliostatError } from '@heliostat/sdk';
import type { PluginKind, PluginKinds } from './registry.ts';

const frameShapes: readonly unknown[] = ['series', 'table', 'value'];

/** What each kind of module must export; the first thing missing is named. */
const checks: { [Kind in PluginKind]: (exported: Exported) => PluginKinds[Kind] } = {
  datasource: (exported) => {
    const definition = defaultExport(exported, 'defineDatasource');
    needSchema(definition, 'settings');
    needSchema(definition, 'query');
    needFunction(definition, 'connect');
    need(isRecord(definition['supports']), 'supports: expected an object');
    checkMigrations(definition, ['settings', 'query']);
    return definition as unknown as PluginKinds['datasource'];
  },
  processor: (exported) => {
    const definition = defaultExport(exported, 'defineProcessor');
    needSchema(definition, 'options');
    needFunction(definition, 'output');
    needFunction(definition, 'create');
    checkMigrations(definition, ['options']);
    return definition as unknown as PluginKinds['processor'];
  },
  panel: (exported) => {
    needSchema(exported, 'options');
    if (exported['fieldOptions'] !== undefined) needSchema(exported, 'fieldOptions');
    checkMigrations(exported, ['options', 'fieldOptions']);
    const accepts = exported['accepts'];
    const isShapes = Array.isArray(accepts) && accepts.length > 0;
    need(
      isShapes && accepts.every((shape) => frameShapes.includes(shape)),
      'accepts: expected a list of series, table, value',
    );
    return exported as unknown as PluginKinds['panel'];
  },
};

type Exported = Record<string, unknown>;

/** The definition of an imported module. Throws HeliostatError PLUGIN_FAILED, naming what is missing. */
export function parseDefinition<Kind extends PluginKind>(
  kind: Kind,
  module: Exported,
): PluginKinds[Kind] {
  return checks[kind](module);
}

function defaultExport(module: Exported, define: string): Exported {
  const definition = module['default'];
  need(isRecord(definition), `default export: expected ${define}({ … })`);
  return definition as Exported;
}

function needSchema(of: Exported, key: string): void {
  need(KindGuard.IsObject(of[key]), `${key}: expected a TypeBox object schema`);
}

function needFunction(of: Exported, key: string): void {
  need(typeof of[key] === 'function', `${key}: expected a function`);
}

function checkMigrations({ migrations }: Exported, schemas: readonly string[]): void {
  if (migrations === undefined) return;
  const lists = isRecord(migrations) ? Object.entries(migrations) : [];
  need(
    isRecord(migrations) &&
      lists.every(([name, list]) => schemas.includes(name) && isFunctions(list)),
    `migrations: expected lists of functions for ${schemas.join(', ')}`,
  );
}

function isFunctions(list: unknown): boolean {
  return Array.isArray(list) && list.every((one) => typeof one === 'function');
}

function need(holds: boolean, message: string): void {
  if (!holds) throw new HeliostatError('PLUGIN_FAILED', message);
}

function isRecord(value: unknown): value is Exported {
  return typeof value === 'object' && value !== null;
}
