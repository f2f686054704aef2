import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { Sink, SinkTarget } from '@heliostat/sdk';
import type { OpenDatasource } from '../../query/datasources.ts';
import type { PlannedSink } from './plan.ts';
import { createTables } from './tables.ts';

const directory = mkdtempSync(join(tmpdir(), 'heliostat-tables-'));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test('tables of a pipeline that has never run are made, and one that cannot be is logged', async () => {
  const made: string[] = [];
  const warned: object[] = [];
  const sink = ({ pipeline, table }: SinkTarget): Sink => ({
    open: async () => {
      if (table === 'broken') throw new Error('no room');
      made.push(`${pipeline} ${table}`);
    },
    write: async () => undefined,
    close: async () => undefined,
  });
  const ignore = () => undefined;
  await createTables('social/likes', [sinkTo('a', 'likes'), sinkTo('b', 'broken')], {
    datasources: { get: () => ({ connection: { sink } }) as unknown as OpenDatasource },
    checkpointDirectory: directory,
    log: { debug: ignore, info: ignore, error: ignore, warn: (fields) => warned.push(fields) },
  });
  expect(made).toEqual(['social/likes#a likes']);
  expect(warned).toEqual([
    { pipeline: 'social/likes', error: expect.objectContaining({ message: 'no room' }) },
  ]);
});

function sinkTo(id: string, table: string): PlannedSink {
  const schema = { time: 'ts', fields: [{ name: 'ts', type: 'time' as const }] };
  return {
    id,
    from: undefined,
    datasource: 'warehouse',
    table,
    mode: 'append',
    ttl: undefined,
    schema,
  };
}
