import { once } from 'node:events';
import { join, relative } from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { readReadme, schemasOf } from './docs.ts';
import { loadPlugins } from './load.ts';
import { satisfies } from './version.ts';

const fixtures = join(import.meta.dirname, 'fixtures');

function load(...folders: string[]) {
  return loadPlugins({ directories: folders.map((folder) => join(fixtures, folder)) });
}

test('plugins one and two folders down are found, by kind and id', async () => {
  const plugins = await load('good');
  expect(plugins.broken).toEqual([]);
  expect(plugins.list('datasource').map(({ id }) => id)).toEqual(['archive', 'memory']);
  expect(plugins.list('panel').map(({ id }) => id)).toEqual(['dots']);
  expect(plugins.get('processor', 'keep')).toMatchObject({
    kind: 'processor',
    id: 'keep',
    title: 'Keep',
    description: 'A plugin of the tests.',
    version: '0.1.0',
    directory: join(fixtures, 'good/keep'),
  });
  expect(plugins.get('panel', 'keep')).toBeUndefined();
  expect(plugins.get('panel', '__proto__')).toBeUndefined();
});

test('with only, nothing else is imported, listed or called broken', async () => {
  const plugins = await loadPlugins({
    directories: [join(fixtures, 'good'), join(fixtures, 'broken')],
    only: ({ kind, id }) => kind === 'processor' && id === 'keep',
  });
  expect(plugins.get('processor', 'keep')?.title).toBe('Keep');
  expect(plugins.list('datasource')).toEqual([]);
  expect(plugins.broken).toEqual([]);
});

test('what does not load is listed with the reason, and the rest works', async () => {
  const plugins = await load('good', 'broken');
  const reasons = plugins.broken.map(({ directory, reason }) => [
    relative(join(fixtures, 'broken'), directory),
    reason,
  ]);
  expect(Object.fromEntries(reasons)).toEqual({
    'a-bad-id':
      'package.json: heliostat.id: expected a lower-case id like top-list, 2 to 64 characters, got "Bad Id"',
    'an-old-sdk':
      'package.json: needs @heliostat/sdk ^0.0.9, this server has 0.1.0. Install a version of the plugin that was made for this server.',
    'an-unknown-kind':
      'package.json: heliostat.kind: expected one of datasource, processor, panel, got "widget"',
    'migrations-that-are-none': 'migrations: expected lists of functions for options, fieldOptions',
    'no-connect': 'connect: expected a function',
    'no-default-export': 'default export: expected defineProcessor({ … })',
    'no-export-for-the-server':
      'package.json: exports["./options"]: expected a file of the package, got nothing',
    'no-sdk-range':
      'package.json: peerDependencies["@heliostat/sdk"]: expected a range like ^0.1.0, got nothing',
    'no-title': 'package.json: heliostat.title: expected some text, got nothing',
    'not-json': 'package.json: no readable "heliostat" manifest',
    'options-that-are-no-schema': 'options: expected a TypeBox object schema',
    'outside-of-the-package':
      'package.json: exports["."]: expected a path inside the package that starts with ./, got "./../../good/keep/index.ts"',
    'prototype-as-id':
      'package.json: heliostat.kind: expected one of datasource, processor, panel, got "__proto__"',
    'throws-on-import': 'index.js:1:7: no licence for this machine',
  });
  expect(plugins.list('datasource')).toHaveLength(2);
});

test('of two plugins with one id the first works and the second says where the first is', async () => {
  const plugins = await load('twice');
  expect(plugins.get('processor', 'twin')?.title).toBe('First');
  expect(plugins.broken).toEqual([
    {
      directory: join(fixtures, 'twice/second'),
      kind: 'processor',
      id: 'twin',
      reason: `heliostat.id: processor "twin" is already installed from ${join(fixtures, 'twice/first')}`,
    },
  ]);
});

test('a folder of plugins that does not exist is named', async () => {
  await expect(load('nowhere')).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: `plugin directory: no such folder ${join(fixtures, 'nowhere')}`,
  });
});

test('a worker thread loads the same plugins', async () => {
  const code = `
    const { parentPort, workerData } = require('node:worker_threads');
    import('tsx/esm/api')
      .then(({ register }) => register())
      .then(() => import(workerData.load))
      .then(({ loadPlugins }) => loadPlugins({ directories: workerData.directories }))
      .then((plugins) => parentPort.postMessage({
        ids: ['datasource', 'panel', 'processor'].flatMap((kind) => plugins.list(kind)).map(({ id }) => id),
        broken: plugins.broken,
      }));`;
  const directories = [join(fixtures, 'good'), join(fixtures, 'broken')];
  const worker = new Worker(code, {
    eval: true,
    workerData: { load: join(import.meta.dirname, 'load.ts'), directories },
  });
  const [found] = (await once(worker, 'message')) as [{ ids: string[]; broken: object[] }];
  await worker.terminate();
  const plugins = await load('good', 'broken');
  expect(found.ids).toEqual(['archive', 'memory', 'dots', 'keep']);
  expect(found.broken).toEqual(plugins.broken);
});

test('the docs of a plugin are its README and its schemas', async () => {
  const plugins = await load('good');
  const memory = plugins.get('datasource', 'memory')!;
  expect(await readReadme(memory.directory)).toBe('# Memory\n\nKeeps nothing.\n');
  expect(schemasOf(memory)).toMatchObject({
    options: { properties: { url: { description: 'Where it is.' } } },
    secondary: { properties: { limit: { default: 100 } } },
    supports: { sink: true },
  });
  const keep = plugins.get('processor', 'keep')!;
  expect(await readReadme(keep.directory)).toBeUndefined();
  expect(schemasOf(keep)).toMatchObject({ secondary: undefined, supports: { plan: false } });
});

test.each([
  ['0.1.0', '^0.1.0', true],
  ['0.1.9', '^0.1.0', true],
  ['0.2.0', '^0.1.0', false],
  ['0.0.4', '^0.0.3', false],
  ['1.9.0', '^1.2.3', true],
  ['1.2.2', '^1.2.3', false],
  ['2.0.0', '^1.2.3', false],
  ['1.2.9', '~1.2.3', true],
  ['1.3.0', '~1.2.3', false],
  ['3.0.0', '>=1.2.3', true],
  ['1.2.3', '1.2.3', true],
  ['1.2.4', '1.2.3', false],
  ['1.0.0', '^0.1.0 || ^1.0.0', true],
  ['1.0.0', '*', true],
  ['1.0.0', 'latest', false],
  ['1.0.0', '', false],
])('version %s in range %s: %s', (version, range, expected) => {
  expect(satisfies(version, range)).toBe(expected);
});
