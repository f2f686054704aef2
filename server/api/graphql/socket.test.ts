import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { permissions, type Permission } from '../../auth/permissions.ts';
import { hostileOperations } from '../testing/operations.ts';
import { dashboard, openTestApi, pipelineStatus, type TestApi } from '../testing.ts';
import { maxOperations } from './socket.ts';

let api: TestApi;
let port = 0;
let allowed = new Set<Permission>(permissions);
beforeAll(async () => {
  api = await openTestApi({}, () => ({ name: 'tester', permissions: allowed }));
  port = await api.listen();
});
afterAll(() => api.close());

interface Message {
  type: string;
  id?: string;
  payload?: { data?: Record<string, unknown>; errors?: { extensions: { code: string } }[] };
}

/** A client that keeps what it hears, and waits for what it has not heard yet. */
class Client {
  readonly socket: WebSocket;
  readonly messages: Message[] = [];
  readonly closed: Promise<number>;

  constructor(headers: Record<string, string> = {}) {
    this.socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, 'graphql-transport-ws', {
      headers,
    });
    this.socket.on('message', (text: Buffer) => {
      this.messages.push(JSON.parse(text.toString()) as Message);
    });
    this.closed = new Promise((resolve) => this.socket.on('close', resolve));
  }

  static async open(): Promise<Client> {
    const client = new Client();
    await new Promise((resolve) => client.socket.once('open', resolve));
    client.send({ type: 'connection_init' });
    await client.hear(({ type }) => type === 'connection_ack');
    return client;
  }

  send(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  subscribe(id: string, query: string): void {
    this.send({ id, type: 'subscribe', payload: { query } });
  }

  async hear(wanted: (message: Message) => boolean): Promise<Message> {
    for (let tries = 0; tries < 500; tries++) {
      const i = this.messages.findIndex(wanted);
      if (i >= 0) return this.messages.splice(i, 1)[0]!;
      await sleep(10);
    }
    throw new Error(`not heard; heard ${JSON.stringify(this.messages).slice(0, 500)}`);
  }

  async end(): Promise<void> {
    this.socket.close();
    await this.closed;
  }
}

test('the first socket of a server chooses its protocol as any other', async () => {
  const offered = ['nonsense', 'graphql-transport-ws'];
  const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, offered);
  await once(socket, 'open');
  expect(socket.protocol).toBe('graphql-transport-ws');
  socket.close();
  await once(socket, 'close');
});

test('queries and mutations run over the socket as they do over HTTP', async () => {
  const client = await Client.open();
  client.subscribe('1', '{ dashboards { path } }');
  const { payload } = await client.hear(({ type }) => type === 'next');
  expect(payload?.data).toEqual({ dashboards: [{ path: 'social/engagement' }] });
  await client.hear(({ type, id }) => type === 'complete' && id === '1');
  await client.end();
});

test('a dashboard that changes is pushed to those who watch it', async () => {
  const client = await Client.open();
  client.subscribe('all', 'subscription { dashboardChanged { type path dashboard { title } } }');
  client.subscribe('other', 'subscription { dashboardChanged(path: "other") { path } }');
  await ready(client);
  await api.services.workspace.save({
    ...{ kind: 'dashboard', path: 'new-one', text: JSON.stringify(dashboard) },
  });
  const { payload } = await client.hear(({ id }) => id === 'all');
  expect(payload?.data).toEqual({
    dashboardChanged: { type: 'ADDED', path: 'new-one', dashboard: { title: 'Engagement' } },
  });
  expect(client.messages.filter(({ id }) => id === 'other')).toEqual([]);
  await client.end();
});

test('the status of pipelines and the clock are pushed', async () => {
  const client = await Client.open();
  client.subscribe('p', 'subscription { pipelineStatus(path: "social/engagement") { lag } }');
  client.subscribe('c', 'subscription { clock }');
  await ready(client);
  api.services.announce({ ...pipelineStatus, path: 'other', lag: 1 });
  api.services.announce({ ...pipelineStatus, lag: 7 });
  const status = await client.hear(({ id }) => id === 'p');
  expect(status.payload?.data).toEqual({ pipelineStatus: { lag: 7 } });
  const tick = await client.hear(({ id }) => id === 'c');
  expect(tick.payload?.data?.['clock']).toBeGreaterThan(1.7e12);
  await client.end();
});

test.each(Object.entries(hostileOperations).filter(([, query]) => query.length < 900_000))(
  '%s is refused here too (G-09)',
  async (_name, query) => {
    const client = await Client.open();
    client.subscribe('1', query);
    const refused = await client.hear(({ id }) => id === '1');
    expect(refused.type).toBe('error');
    await client.end();
  },
);

test('permission is asked for at the start and again for each event', async () => {
  const client = await Client.open();
  client.subscribe('1', 'subscription { pipelineStatus { lag } }');
  await ready(client);
  allowed = new Set(['dashboard:read']);
  api.services.announce(pipelineStatus);
  const event = await client.hear(({ id }) => id === '1');
  expect(event.payload?.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  expect(event.payload?.data ?? null).toBeNull();
  client.subscribe('2', 'subscription { pipelineStatus { lag } }');
  const refused = await client.hear(({ id }) => id === '2');
  expect(JSON.stringify(refused)).toContain('FORBIDDEN');
  allowed = new Set(permissions);
  await client.end();
});

test(`a socket has at most ${maxOperations} operations, and gets room when one ends`, async () => {
  const client = await Client.open();
  for (let i = 0; i < maxOperations; i++) client.subscribe(`s${i}`, 'subscription { clock }');
  client.subscribe('more', 'subscription { clock }');
  const refused = await client.hear(({ id }) => id === 'more');
  expect([refused.type, JSON.stringify(refused)]).toEqual([
    'error',
    expect.stringContaining('LIMIT_EXCEEDED'),
  ]);
  client.send({ id: 's0', type: 'complete' });
  const runs = async (id: string) => {
    client.subscribe(id, '{ __typename }');
    return (await client.hear((message) => message.id === id)).type === 'next';
  };
  // An operation ends when its iterator has returned, a moment after the message.
  let tries = 0;
  while (!(await runs(`again-${tries}`))) expect(++tries).toBeLessThan(500);
  await client.end();
});

test('who leaves leaves nothing behind', async () => {
  const listening = () => api.app.websocketServer.clients.size;
  const before = listening();
  const clients = await Promise.all(Array.from({ length: 20 }, () => Client.open()));
  for (const client of clients) client.subscribe('1', 'subscription { clock }');
  expect(listening()).toBe(before + 20);
  for (const client of clients) client.socket.terminate();
  await until(() => listening() === before);
});

test('a page of another origin cannot open a socket (G-08, S-22)', async () => {
  for (const headers of [
    { origin: 'http://evil.example' },
    { 'sec-fetch-site': 'cross-site' },
    { host: 'evil.example' },
  ]) {
    const { socket } = new Client(headers);
    const error = await new Promise<Error>((resolve) => socket.on('error', resolve));
    expect(error.message).toContain('403');
  }
  const own = new Client({ origin: `http://127.0.0.1:${port}` });
  await new Promise((resolve) => own.socket.once('open', resolve));
  await own.end();
});

test.each<[string, string | Buffer, number]>([
  ['no JSON', 'nonsense', 4400],
  ['an unknown type', '{"type":"x"}', 4400],
  ['a prototype', '{"type":"connection_init","payload":{"__proto__":{"polluted":1}}}', 4400],
  [
    'an operation before the greeting',
    '{"id":"1","type":"subscribe","payload":{"query":"{a}"}}',
    4401,
  ],
  ['two megabytes', 'x'.repeat(2_000_000), 1009],
  ['invalid UTF-8', Buffer.from([0xff, 0xfe, 0xfd]), 1007],
])('a socket that sends %s is closed', async (_name, message, code) => {
  const client = new Client();
  await new Promise((resolve) => client.socket.once('open', resolve));
  client.socket.send(message, { binary: false });
  expect(await client.closed).toBe(code);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

test('a flood of messages closes the socket that sends it, and no other', async () => {
  const quiet = await Client.open();
  const flood = await Client.open();
  for (let i = 0; i < 5000; i++) flood.send({ type: 'ping' });
  expect(await flood.closed).toBe(1008);
  await ready(quiet);
  await quiet.end();
});

test('stopping tells every socket, and does not wait for one that does not listen', async () => {
  const other = await openTestApi();
  const otherPort = await other.listen();
  const socket = new WebSocket(`ws://127.0.0.1:${otherPort}/graphql`, 'graphql-transport-ws');
  await new Promise((resolve) => socket.once('open', resolve));
  const closed = new Promise((resolve) => socket.once('close', resolve));
  const deaf = new WebSocket(`ws://127.0.0.1:${otherPort}/graphql`, 'graphql-transport-ws');
  await new Promise((resolve) => deaf.once('open', resolve));
  deaf.pause();
  await other.close();
  expect(await closed).toBe(1001);
  deaf.terminate();
});

test('stopping does not wait for one that asked to be let in meanwhile, and stays', async () => {
  const other = await openTestApi();
  const otherPort = await other.listen();
  const late = connect({ port: otherPort, host: '127.0.0.1', allowHalfOpen: true });
  const [held] = (await once(other.app.server, 'connection')) as [Socket];
  const [line, ...rest] = [
    ...['GET /graphql HTTP/1.1', 'Host: localhost', 'Connection: Upgrade', 'Upgrade: websocket'],
    ...['Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', '', ''],
  ];
  // A request that has begun, so that the connection is not idle and outlives the start of the stop.
  late.write(`${line}\r\n`);
  await until(() => held.bytesRead > 0);
  const answer = once(late, 'data');
  const stopped = other.close();
  late.write(rest.join('\r\n'));
  expect(String(await answer)).toContain('HTTP/1.1 503');
  await stopped;
  late.destroy();
});

/** Messages are handled in order: when this is answered, what was sent before has started. */
async function ready(client: Client): Promise<void> {
  client.subscribe('ready', '{ __typename }');
  await client.hear(({ id, type }) => id === 'ready' && type === 'complete');
}

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 500 && !holds(); tries++) await sleep(10);
  expect(holds()).toBe(true);
}

test('what clients do wrong is not printed to the console', async () => {
  const printed = [vi.spyOn(console, 'error'), vi.spyOn(console, 'warn')];
  const client = await Client.open();
  // A frame with reserved bits set: the WebSocket layer refuses it.
  (client.socket as unknown as { _socket: Socket })._socket.write(
    Buffer.from([0xf1, 0x80, 0, 0, 0, 0]),
  );
  await client.closed;
  const other = await Client.open();
  other.send({ type: 'no such type' });
  await other.closed;
  for (const spy of printed) {
    expect(spy).not.toHaveBeenCalled();
    spy.mockRestore();
  }
});
