import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { slots } from './lanes.ts';
import { parseStatement } from './statement.ts';
import { Store, type Reply } from './store.ts';

const directory = await mkdtemp(join(tmpdir(), 'heliostat-store-'));
const store = new Store(directory);
afterAll(async () => {
  store.close();
  await rm(directory, { recursive: true });
});

function stream(tag: string): Promise<Reply> {
  return store.run({
    ...{ statement: parseStatement('SELECT 1 AS one', Buffer.alloc(0)), settings: {}, tag },
    ...{ defaultFormat: 'JSONEachRow', database: undefined },
    signal: new AbortController().signal,
  });
}

it('gives the slot of an answer back that is broken off before it is read', async () => {
  const unread = slots.short + slots.long + 1;
  for (let i = 0; i < unread; i++) {
    const { body } = await stream(`unread ${i}`);
    if (body instanceof Uint8Array) throw new Error('not streamed');
    await body[Symbol.asyncIterator]().return?.();
  }
  const { body } = await stream('read');
  const parts: Uint8Array[] = [];
  for await (const part of body as AsyncIterable<Uint8Array>) parts.push(part);
  expect(Buffer.concat(parts).toString()).toBe('{"one":1}\n');
});
