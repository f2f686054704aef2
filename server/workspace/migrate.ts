import { isDeepStrictEqual } from 'node:util';
import {
  fieldConfigSchema,
  migrate,
  querySchema,
  stepSchema,
  toHeliostatError,
  type Migration,
  type TObject,
  type Written,
} from '@heliostat/sdk';
import { isTree, toTree, type Tree } from '@heliostat/sdk/grafana';
import type { KeyPath } from './positions.ts';
import { pluginOfQuery, type Surroundings } from './shape.ts';
import type { Finding } from './validate.ts';
import type { WorkspaceKind } from './workspace.ts';

/** A document as it would be written for the plugins of today. */
export interface Migrated {
  document: unknown;
  /** What it said that was for older ones. */
  findings: readonly Finding[];
}

/** Something of a document that a plugin has migrations for. */
interface Place {
  path: KeyPath;
  plugin: string;
  migrations: readonly Migration[];
  /** Whose keys stand among those of the plugin, and are none of its. */
  host?: TObject;
}

const places: Partial<Record<WorkspaceKind, (document: Tree, around: Surroundings) => Place[]>> = {
  dashboard: (document, around) => [
    ...entriesOf(document, 'panels').flatMap((entry) => panelPlaces(entry, around)),
    ...entriesOf(document, 'queries').flatMap(({ path, value }) => {
      const plugin = pluginOfQuery(value, toTree(document['variables']), around);
      return placeOf(plugin, { path, schema: 'query', host: querySchema });
    }),
  ],
  pipeline: (document, around) =>
    entriesOf(document, 'steps').flatMap(({ path, value }) => {
      const plugin = around.plugins.get('processor', String(value['use']));
      return placeOf(plugin, { path, schema: 'options', host: stepSchema });
    }),
  datasources: (document, around) =>
    entriesOf(document, 'datasources').flatMap(({ path, value }) => {
      const plugin = around.plugins.get('datasource', String(value['type']));
      return placeOf(plugin, { path: [...path, 'settings'], schema: 'settings' });
    }),
};

/**
 * Whatever is read of a file is read as this gives it, and `formatDocument` writes it, so that the next save
 * or `heliostat fmt` brings the file along. A migration that throws leaves its place alone and is an error.
 */
export function migrateDocument(
  kind: WorkspaceKind,
  document: unknown,
  around: Surroundings,
): Migrated {
  const found = places[kind]?.(toTree(document), around) ?? [];
  return found.reduce(migrateAt, { document, findings: [] });
}

function migrateAt({ document, findings }: Migrated, place: Place): Migrated {
  const written = place.path.reduce((inner, key) => toTree(inner)[key], document);
  if (!isTree(written)) return { document, findings };
  const { path, plugin, migrations, host } = place;
  const isOurs = (key: string): boolean => Object.hasOwn(host?.properties ?? {}, key);
  const [ours, theirs] = [pick(written, isOurs), pick(written, (key) => !isOurs(key))];
  try {
    const now = migrated(theirs, migrations);
    if (isDeepStrictEqual(now, theirs)) return { document, findings };
    const message = `written for an older version of ${plugin}: \`heliostat fmt\`, or the next save, brings it along`;
    return {
      document: setAt(document, path, { ...now, ...ours }),
      findings: [...findings, { path, message, severity: 'warning', at: 'key' }],
    };
  } catch (thrown) {
    const message = `${plugin} cannot bring along what is written here: ${toHeliostatError(thrown).message}`;
    return { document, findings: [...findings, { path, message, at: 'key' }] };
  }
}

/** What plugins make of a copy. Throws for what no file could say, and for what never comes to rest. */
function migrated(written: Tree, migrations: readonly Migration[]): Tree {
  const now: unknown = migrate(structuredClone(written), migrations);
  if (!isTree(now) || !isDeepStrictEqual(asWritten(now), now))
    throw new TypeError('its migration gives what no file can say');
  // Files are read more often than they are saved: what is new must not be old to it.
  if (!isDeepStrictEqual(migrate(structuredClone(now), migrations), now))
    throw new TypeError('its migration would change its own result again');
  return now;
}

function asWritten(tree: Tree): unknown {
  return JSON.parse(JSON.stringify(tree));
}

interface Entry {
  path: KeyPath;
  value: Tree;
}

function entriesOf(document: Tree, key: string): Entry[] {
  const entries = Object.entries(toTree(document[key]));
  return entries.map(([name, value]) => ({ path: [key, name], value: toTree(value) }));
}

function panelPlaces({ path, value }: Entry, around: Surroundings): Place[] {
  const plugin = around.plugins.get('panel', String(value['type']));
  return [
    ...placeOf(plugin, { path: [...path, 'options'], schema: 'options' }),
    ...Object.keys(toTree(value['fields'])).flatMap((field) =>
      placeOf(plugin, {
        ...{ path: [...path, 'fields', field], schema: 'fieldOptions', host: fieldConfigSchema },
      }),
    ),
  ];
}

interface Migrating {
  title: string;
  definition: { migrations?: Readonly<Record<string, readonly Migration[] | undefined>> };
}

function placeOf(
  plugin: Migrating | undefined,
  { schema, ...place }: Pick<Place, 'path' | 'host'> & { schema: string },
): Place[] {
  const migrations = plugin?.definition.migrations?.[schema];
  return plugin === undefined || migrations === undefined
    ? []
    : [{ ...place, plugin: plugin.title, migrations }];
}

function pick(written: Written, isPicked: (key: string) => boolean): Written {
  return Object.fromEntries(Object.entries(written).filter(([key]) => isPicked(key)));
}

/** A copy with another value at a place that is there. */
function setAt(document: unknown, [key, ...rest]: KeyPath, value: Written): unknown {
  if (key === undefined) return value;
  const tree = toTree(document);
  return { ...tree, [key]: setAt(tree[key], rest, value) };
}
