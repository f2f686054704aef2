import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { composeSchema, type JsonSchema } from './json-schema.ts';
import { kindNames } from './kinds.ts';
import { loadTestPlugins } from './testing.ts';
import type { WorkspaceKind } from './workspace.ts';

const plugins = await loadTestPlugins();
const datasources = new Map([
  ['warehouse', 'memory'],
  ['cold', 'archive'],
]);

function compile(kind: WorkspaceKind, bound?: ReadonlyMap<string, string>) {
  const check = new Ajv2020({ strict: false }).compile(composeSchema(kind, plugins, bound));
  return (document: unknown) =>
    check(document) ? [] : (check.errors ?? []).map(({ instancePath }) => instancePath);
}

const minimal = { kind: 'dashboard', format: 1, title: 'T', panels: {}, layout: { rows: [] } };
const query = (spec: object) => ({ ...minimal, queries: { q: spec } });
const panel = (spec: object) => ({ ...minimal, panels: { p: spec } });

test.each(kindNames)('the schema of a %s is JSON Schema 2020-12', (kind) => {
  const schema = composeSchema(kind, plugins);
  expect(schema).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `https://heliostat.dev/schema/${kind}.v1.json`,
  });
  expect(new Ajv2020({ strict: false }).validateSchema(schema)).toBe(true);
  expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
});

test.each(['dashboard', 'pipeline', 'stream'] as const)('a canonical %s fits', async (kind) => {
  const path = join(import.meta.dirname, `fixtures/format/canonical.${kind}.json`);
  const { 'x-owner': _unknown, ...document } = JSON.parse(
    await readFile(path, 'utf8'),
  ) as JsonSchema;
  expect(compile(kind, datasources)(document)).toEqual([]);
  expect(compile(kind)(document)).toEqual([]);
});

test('options follow the type of the panel', () => {
  const check = compile('dashboard');
  expect(check(panel({ type: 'dots', options: { size: 5 } }))).toEqual([]);
  expect(check(panel({ type: 'dots', options: { size: 0 } }))).toContain('/panels/p/options/size');
  expect(check(panel({ type: 'dots', options: { sizes: 5 } }))).toContain('/panels/p/options');
  expect(check(panel({ type: 'dot' }))).toContain('/panels/p/type');
  expect(check(panel({ type: 'dots', colour: 1 }))).toContain('/panels/p');
  expect(check(panel({ type: 'dots', fields: { n: { radius: 2, unit: 'short' } } }))).toEqual([]);
  expect(check(panel({ type: 'dots', fields: { n: { radios: 2 } } }))).not.toEqual([]);
});

test('queries follow the datasource they name, or any when names are not known', () => {
  const bound = compile('dashboard', datasources);
  expect(bound(query({ datasource: 'warehouse', sql: ['a', 'b'], minStep: '10s' }))).toEqual([]);
  expect(bound(query({ datasource: 'warehouse', key: 'a' }))).not.toEqual([]);
  expect(bound(query({ datasource: 'lake', sql: 'a' }))).toContain('/queries/q/datasource');
  const open = compile('dashboard');
  expect(open(query({ datasource: 'lake', sql: 'a' }))).toEqual([]);
  expect(open(query({ datasource: 'lake', key: 'a' }))).toEqual([]);
  expect(open(query({ datasource: 'lake', sqll: 'a' }))).not.toEqual([]);
});

test('a query over others needs no key of a datasource, and has none', () => {
  for (const check of [compile('dashboard', datasources), compile('dashboard')]) {
    expect(check(query({ from: ['a'], transforms: [{ use: 'limit', rows: 3 }] }))).toEqual([]);
    expect(check(query({ from: ['a'], sql: 'SELECT 1' }))).not.toEqual([]);
  }
});

test('steps need the options of their processor', () => {
  const check = compile('pipeline');
  const pipeline = (step: object) => ({
    kind: 'pipeline',
    format: 1,
    title: 'T',
    source: { stream: 'a' },
    steps: { s: step },
    sinks: {},
  });
  expect(check(pipeline({ use: 'keep', where: 'true' }))).toEqual([]);
  expect(check(pipeline({ use: 'keep' }))).toContain('/steps/s');
  expect(check(pipeline({ use: 'keep', where: 'true', who: 1 }))).toContain('/steps/s');
});

test('any setting may come from the environment', () => {
  const check = compile('datasources');
  const bind = (settings: object) => ({
    kind: 'datasources',
    format: 1,
    datasources: { warehouse: { type: 'memory', settings } },
  });
  expect(check(bind({ port: 9000, password: '${PASSWORD}' }))).toEqual([]);
  expect(check(bind({ port: '${PORT}' }))).toEqual([]);
  expect(check(bind({ port: 'many' }))).not.toEqual([]);
});

test('descriptions and titles stay, for completion', () => {
  const text = JSON.stringify(composeSchema('dashboard', plugins));
  expect(text).toContain('"description":"Diameter, pixels."');
  expect(text).toContain('{"const":"dots","title":"Dots"}');
});
