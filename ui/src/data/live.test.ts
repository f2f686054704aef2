import { expect, test } from 'vitest';
import { encodeLiveFrame, type LivePatch } from '@heliostat/sdk';
import { LiveConnection, ServerClock, type LiveState } from './live.ts';

class FakeSocket extends EventTarget {
  readyState = 0;
  binaryType = '';
  readonly sent: Record<string, unknown>[] = [];
  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }
  close(code: number): void {
    this.readyState = 3;
    this.dispatchEvent(Object.assign(new Event('close'), { code }));
  }
  open(): void {
    this.readyState = 1;
    this.dispatchEvent(new Event('open'));
  }
  receive(bytes: Uint8Array): void {
    const data = bytes.slice().buffer;
    this.dispatchEvent(new MessageEvent('message', { data }));
  }
}

function setUp() {
  const sockets: FakeSocket[] = [];
  const waits: { run: () => void; ms: number }[] = [];
  const drawn: (() => void)[] = [];
  const states: LiveState[] = [];
  let now = 1000;
  const live = new LiveConnection({
    open: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
    now: () => now,
    afterDraw: (done) => drawn.push(done),
    setTimeout: (run, ms) => waits.push({ run, ms }),
    onState: (state) => states.push(state),
  });
  const advance = (ms: number): number => (now += ms);
  const last = (): FakeSocket => sockets.at(-1)!;
  return { live, sockets, waits, drawn, states, advance, last };
}

const asked = { dashboard: 'a', query: 'q', from: 'now-5m', to: 'now' };
const failed = (id: number): LivePatch => ({
  kind: 'error',
  id,
  error: { code: 'TIMEOUT', message: 'too long' },
});
const frame = (id: number) => encodeLiveFrame({ seq: 7, sentAtMs: 1500, patches: [failed(id)] });

test('one socket carries all subscriptions of the tab', () => {
  const { live, sockets, last } = setUp();
  live.subscribe(asked, () => undefined);
  live.subscribe({ ...asked, query: 'r' }, () => undefined);
  expect(sockets).toHaveLength(1);
  last().open();
  expect(last().sent).toEqual([
    { type: 'subscribe', id: 1, ...asked },
    { type: 'subscribe', id: 2, ...asked, query: 'r' },
  ]);
});

test('a frame is acknowledged after it is drawn, with the time that took', () => {
  const { live, drawn, advance, last } = setUp();
  const patches: LivePatch[] = [];
  live.subscribe(asked, (patch) => patches.push(patch));
  last().open();
  last().receive(frame(1));
  expect(patches).toEqual([failed(1)]);
  expect(last().sent).toHaveLength(1);
  advance(16);
  drawn.forEach((done) => done());
  expect(last().sent[1]).toEqual({ type: 'ack', seq: 7, painted: [{ id: 1, paintMs: 16 }] });
});

test('after an outage it waits longer each time, and asks for everything again', () => {
  const { live, sockets, waits, states, last } = setUp();
  live.subscribe(asked, () => undefined);
  last().open();
  last().close(1006);
  waits[0]!.run();
  last().close(1006);
  waits[1]!.run();
  expect(waits.map(({ ms }) => ms)).toEqual([250, 500]);
  expect(sockets).toHaveLength(3);
  last().open();
  expect(last().sent).toEqual([{ type: 'subscribe', id: 1, ...asked }]);
  expect(states.at(-1)).toBe('open');
  expect(states).toContain('retrying');
});

test('a message that cannot be read ends the socket, not the page', () => {
  const { live, waits, last } = setUp();
  live.subscribe(asked, () => undefined);
  last().open();
  last().receive(Uint8Array.of(1, 2, 3));
  expect(last().readyState).toBe(3);
  expect(waits).toHaveLength(1);
});

test('who has left gets nothing, and the server is told once', () => {
  const { live, last } = setUp();
  const patches: LivePatch[] = [];
  const leave = live.subscribe(asked, (patch) => patches.push(patch));
  last().open();
  leave();
  leave();
  last().receive(frame(1));
  expect(patches).toEqual([]);
  expect(last().sent.slice(1)).toEqual([{ type: 'unsubscribe', id: 1 }]);
});

test('without subscribers it does not come back', () => {
  const { live, sockets, waits, last } = setUp();
  const leave = live.subscribe(asked, () => undefined);
  last().open();
  leave();
  last().close(1001);
  waits[0]!.run();
  expect(sockets).toHaveLength(1);
});

test("the server's clock is read from the frame that was least late", () => {
  const clock = new ServerClock();
  expect(clock.offsetMs).toBe(0);
  clock.observe(10_000, 9_000);
  clock.observe(11_000, 9_900);
  clock.observe(12_000, 11_500);
  expect(clock.offsetMs).toBe(1100);
});

test('a frame of a connection that is gone is not acknowledged on the next one', () => {
  const { live, drawn, waits, sockets, last } = setUp();
  live.subscribe(asked, () => undefined);
  last().open();
  last().receive(frame(1));
  last().close(1006);
  waits.at(-1)?.run();
  last().open();
  drawn.forEach((done) => done());
  expect(sockets).toHaveLength(2);
  expect(last().sent.map(({ type }) => type)).toEqual(['subscribe']);
});

test('a connection lost while nobody listened is no outage for who comes next', () => {
  const { live, states, last } = setUp();
  live.subscribe(asked, () => undefined)();
  last().open();
  last().close(1001);
  live.subscribe(asked, () => undefined);
  expect(states).toEqual(['connecting', 'open', 'idle', 'connecting']);
});
