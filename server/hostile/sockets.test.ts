import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { decodeLiveFrame } from '@heliostat/sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { refer, startVictim, type Victim } from '../testing/hostile.ts';
import { makeOrders, sendOrders } from '../testing/order-client.ts';
import { until } from '../testing/start-server.ts';

let victim: Victim;
beforeAll(async () => {
  victim = await startVictim();
});
afterAll(() => victim.close());

interface Client {
  socket: WebSocket;
  frames: Buffer[];
  /** The code it was closed with. */
  closed: Promise<number>;
}

async function open(path: string, headers: Record<string, string> = {}): Promise<Client> {
  const protocol = path === '/graphql' ? ['graphql-transport-ws'] : [];
  const address = `ws://127.0.0.1:${victim.server.port}${path}`;
  const socket = new WebSocket(address, protocol, { headers });
  const frames: Buffer[] = [];
  socket.on('message', (message: Buffer) => frames.push(message));
  socket.on('error', () => undefined);
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  await Promise.race([once(socket, 'open'), closed]);
  return { socket, frames, closed };
}

const subscription = (id: number, more: object = {}) =>
  JSON.stringify({
    ...{ type: 'subscribe', id, dashboard: 'shop/orders', query: 'per-minute' },
    ...{ from: 'now-15m', to: 'now', ...more },
  });

const garbage: [what: string, message: string | Buffer][] = [
  ['binary rubbish', randomBytes(10_000)],
  ['an empty message', ''],
  ['text that is no JSON', 'hello'],
  ['a number', '42'],
  ['null', 'null'],
  ['a list', '[]'],
  ['a type that is none', '{"type":"drop tables"}'],
  ['a prototype', '{"__proto__":{"type":"subscribe"}}'],
  ['100,000 brackets', '['.repeat(100_000)],
  ['a subscription without a number', subscription(1).replace('"id":1', '"id":-1')],
  ['an acknowledgement of what was never sent', '{"type":"ack","seq":99,"painted":[]}'],
  ['text of 10 MB', 'x'.repeat(10_000_000)],
];

test.each(garbage)(
  '%s closes the live connection that sent it, and no other',
  async (_, message) => {
    const [bad, good] = await Promise.all([open('/api/v1/live'), open('/api/v1/live')]);
    bad.socket.send(message);
    expect([1009, 1006, 4400]).toContain(await bad.closed);
    good.socket.send(subscription(1));
    await until('an answer', () => good.frames.length > 0);
    good.socket.close();
  },
);

test.each(garbage)('%s closes the GraphQL connection that sent it', async (_, message) => {
  const { socket, closed } = await open('/graphql');
  socket.send(message);
  expect(await closed).toBeGreaterThanOrEqual(1000);
  await victim.expectWell();
});

test('a subscription that cannot be is answered to itself', async () => {
  const { socket, frames } = await open('/api/v1/live');
  const wrong = [
    { dashboard: 'shop/none' },
    { query: '__proto__' },
    { from: 'now', to: 'now-1h' },
    { maxPoints: 1e12 },
    { variables: { nope: 'x' } },
    { filters: [{ field: 'a) OR 1=1', op: '=', value: 1 }] },
    { timeZone: 'Mars/Base' },
  ];
  wrong.forEach((more, id) => socket.send(subscription(id, more)));
  const told = new Map<number, string>();
  await until('every answer', () => {
    for (const frame of frames.splice(0)) {
      const { seq, patches } = decodeLiveFrame(frame);
      for (const patch of patches) told.set(patch.id, patch.kind);
      socket.send(JSON.stringify({ type: 'ack', seq, painted: [] }));
    }
    return told.size === wrong.length;
  });
  expect([...told.values()]).toEqual(wrong.map(() => 'error'));
  socket.close();
});

test('10,000 subscriptions are bounded, and others are served', async () => {
  const flood = await open('/api/v1/live');
  for (let id = 0; id < 10_000 && flood.socket.readyState === WebSocket.OPEN; id++) {
    flood.socket.send(subscription(id, { variables: { note: `n${id}` } }));
    if (id % 400 === 399) await sleep(1);
  }
  expect([1008, 4400, 4408]).toContain(await flood.closed);
  expect((await refer(victim.url, { variables: { country: ['de'] } })).status).toBe(200);
  await victim.expectWell();
});

test('viewers that never acknowledge are sent two frames, and cost no memory', async () => {
  const mute = await Promise.all(Array.from({ length: 20 }, () => open('/api/v1/live')));
  for (const { socket } of mute) socket.send(subscription(1));
  for (let round = 0; round < 20; round++) {
    expect(await sendOrders(victim.url, makeOrders(round * 500, 500))).toBe(200);
    await sleep(100);
  }
  await until('frames', () => mute.every(({ frames }) => frames.length > 0));
  for (const { frames } of mute) expect(frames.length).toBeLessThanOrEqual(2);
  await victim.expectWell();
  for (const { socket } of mute) socket.terminate();
});

test('a socket from another site is refused', async () => {
  for (const path of ['/api/v1/live', '/graphql'])
    for (const headers of [{ origin: 'https://evil.example' }, { host: 'evil.example' }]) {
      const { closed, socket } = await open(path, headers);
      expect([path, headers, await closed]).toEqual([path, headers, 1006]);
      expect(socket.readyState).toBe(WebSocket.CLOSED);
    }
  for (const path of ['/api/v1/live', '/livez', '/nowhere'])
    expect([path, await upgradeFromElsewhere(path)]).toEqual([
      path,
      expect.stringMatching(/^HTTP\/1\.1 403 /),
    ]);
});

test('GraphQL subscriptions without end are bounded', async () => {
  const { socket, closed } = await open('/graphql');
  socket.send('{"type":"connection_init"}');
  for (let id = 0; id < 2000 && socket.readyState === WebSocket.OPEN; id++) {
    const payload = { query: 'subscription { pipelineStatus { path } }' };
    socket.send(JSON.stringify({ type: 'subscribe', id: String(id), payload }));
  }
  expect(await closed).toBeGreaterThanOrEqual(1008);
  await victim.expectWell();
});

test('who floods and ignores the goodbye is cut, and its messages are not read', async () => {
  for (const path of ['/graphql', '/api/v1/live']) {
    const taken = await floodDeafly(path);
    expect([path, taken < 64 * 1024 * 1024]).toEqual([path, true]);
  }
  await victim.expectWell();
});

/** Sends pings without reading or answering anything, up to 256 MB; how many bytes were taken. */
function floodDeafly(path: string): Promise<number> {
  const ping = Buffer.from('{"type":"ping"}');
  const frame = Buffer.concat([Buffer.from([0x81, 0x80 | ping.length, 0, 0, 0, 0]), ping]);
  const frames = Buffer.concat(Array.from({ length: 3000 }, () => frame));
  return new Promise((resolve) => {
    const socket = connect(victim.server.port, '127.0.0.1');
    const flood = () => {
      while (socket.writable && socket.bytesWritten < 256 * 1024 * 1024)
        if (!socket.write(frames)) return;
      socket.destroy();
    };
    socket.write(upgradeTo(path, ['Sec-WebSocket-Protocol: graphql-transport-ws']));
    socket.once('data', () => {
      socket.pause();
      flood();
      socket.on('drain', flood);
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => resolve(socket.bytesWritten - socket.writableLength));
  });
}

function upgradeTo(path: string, headers: readonly string[]): string {
  const lines = [
    `GET ${path} HTTP/1.1`,
    'Host: localhost',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ...headers,
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** What the server says until it closes the connection, which this client never does. */
function upgradeFromElsewhere(path: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect({ port: victim.server.port, host: '127.0.0.1', allowHalfOpen: true });
    socket.write(upgradeTo(path, ['Origin: https://evil.example']));
    socket.on('data', (bytes) => (answer += bytes.toString('latin1')));
    socket.on('error', () => socket.destroy());
    socket.on('end', () => {
      socket.destroy();
      resolve(answer);
    });
  });
}
