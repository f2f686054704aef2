import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Type, defineDatasource, type DatasourceDefinition } from '@heliostat/sdk';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { interpolate } from './interpolate.ts';
import { openDatasources } from './open-datasources.ts';
import {
  countingDatasource,
  testEffects,
  testRegistry,
  testWorkspace,
} from './testing/fixtures.ts';

let dataDirectory: string;
beforeEach(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'heliostat-datasources-'));
});
afterEach(() => rm(dataDirectory, { recursive: true, force: true }));

const file = (datasources: object) => ({ kind: 'datasources', format: 1, datasources });

async function open(entries: object, environment = {}) {
  const counting = countingDatasource();
  const { workspace, change } = testWorkspace({ datasources: ['datasources', file(entries)] });
  const plugins = testRegistry({ counting: counting.definition });
  const effects = testEffects();
  const datasources = await openDatasources({
    workspace,
    plugins,
    dataDirectory,
    effects,
    environment,
  });
  return { counting, datasources, change };
}

describe('datasources', () => {
  test('a broken one is listed with its reason, the others work', async () => {
    const { datasources } = await open({
      good: { type: 'counting', title: 'Good one' },
      failing: { type: 'counting', settings: { fail: 'no such host' } },
      mistyped: { type: 'countin' },
      wrong: { type: 'counting', settings: { url: 5, ulr: 'x' } },
      secretive: { type: 'counting', settings: { url: 'http://${HOST}/${NOT_SET}' } },
    });
    expect(datasources.get('good')).toMatchObject({ name: 'good', type: 'counting' });
    expect(await datasources.check('good', new AbortController().signal)).toMatchObject({
      ok: true,
    });
    const errors = Object.fromEntries(datasources.list().map(({ name, error }) => [name, error]));
    expect(errors).toEqual({
      good: undefined,
      failing: 'connect failed: no such host',
      mistyped: 'unknown datasource plugin: countin',
      wrong: expect.stringMatching(
        /datasources\.wrong\.settings\.url: expected string.*ulr: unknown key/,
      ),
      secretive: expect.stringMatching(
        /datasources\.secretive\.settings\.url: environment variable missing: HOST.*NOT_SET/,
      ),
    });
    expect(() => datasources.get('failing')).toThrow(/failing: connect failed/);
    expect(() => datasources.get('god')).toThrow(/did you mean "good"/);
    expect((await stat(join(dataDirectory, 'datasources/good'))).isDirectory()).toBe(true);
    await datasources.close();
  });

  test('a change of the file opens again only what changed', async () => {
    const { counting, datasources, change } = await open({
      a: { type: 'counting' },
      b: { type: 'counting' },
      c: { type: 'counting' },
    });
    const changed: string[] = [];
    const both = new Promise<void>((resolve) => {
      datasources.onChange((name) => {
        changed.push(name);
        if (changed.length === 3) resolve();
      });
    });
    const kept = datasources.get('a').connection;
    const settings = { url: 'http://elsewhere' };
    change(
      'datasources',
      file({ a: { type: 'counting' }, b: { type: 'counting', settings }, d: { type: 'counting' } }),
    );
    await both;
    expect(changed.sort()).toEqual(['b', 'c', 'd']);
    expect(datasources.get('a').connection).toBe(kept);
    expect(datasources.get('b').settings).toEqual(settings);
    expect(() => datasources.get('c')).toThrow(/unknown datasource/);
    expect([counting.opened, counting.closed]).toEqual([5, 2]);
    await datasources.close();
    expect(counting.closed).toBe(5);
  });

  test('what was started is connected with its settings, and stopped after the connection', async () => {
    const order: string[] = [];
    const definition = defineDatasource({
      settings: Type.Object({ url: Type.String({ default: 'embedded' }) }),
      query: Type.Object({}),
      supports: {},
      serve: async (settings) => ({
        settings: { url: `${settings.url}:1234` },
        close: async () => void order.push('stopped'),
      }),
      connect: ({ url }) => ({
        check: async () => ({ ok: true, latencyMs: 0, warnings: [] }),
        query: async function* () {
          yield* [];
        },
        close: async () => void order.push(`closed ${url}`),
      }),
    }) as unknown as DatasourceDefinition;
    const { workspace } = testWorkspace({
      datasources: ['datasources', file({ own: { type: 'served' } })],
    });
    const plugins = testRegistry({ served: definition });
    const effects = testEffects();
    const datasources = await openDatasources({ workspace, plugins, dataDirectory, effects });
    expect(datasources.get('own').settings).toEqual({ url: 'embedded:1234' });
    await datasources.close();
    expect(order).toEqual(['closed embedded:1234', 'stopped']);
  });
});

test('environment variables are filled in at any depth, with a fallback and an escape', () => {
  const value = { a: ['${X}', '$${X}', '${Y:-z}'], n: 1, b: { c: 'p=${X};${__proto__}' } };
  const { value: filled, issues } = interpolate(value, { X: 'x' });
  expect(filled).toEqual({ a: ['x', '${X}', 'z'], n: 1, b: { c: 'p=x;' } });
  expect(issues).toEqual([
    { path: ['b', 'c'], message: 'environment variable missing: __proto__' },
  ]);
});
