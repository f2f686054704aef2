import { getEventListeners } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withOwnSignal } from './own-signal.ts';

let server: Server;
let url: string;
beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url !== '/never') response.end('done');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test('many requests leave no listener on the signal they share', async () => {
  const { signal } = new AbortController();
  for (let i = 0; i < 20; i++)
    await withOwnSignal(signal, async (own) => (await fetch(url, { signal: own })).text());
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
});

test('a request ends when the shared signal aborts, with its reason', async () => {
  const controller = new AbortController();
  const request = withOwnSignal(controller.signal, (own) => fetch(`${url}/never`, { signal: own }));
  controller.abort(new Error('enough'));
  await expect(request).rejects.toThrow('enough');
  await expect(withOwnSignal(controller.signal, () => Promise.resolve(1))).rejects.toThrow();
});
