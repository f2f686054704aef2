import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeOrders, sendOrders } from '../testing/order-client.ts';
import { expectExactly, useServerPlace } from '../testing/server-place.ts';
import { childrenOf, isAlive, runCli } from '../testing/start-server.ts';

const long = { timeout: 300_000 };
const place = useServerPlace();
const oneLine = /^heliostat: [^\n]+\n(?: {2}[^\n]+\n)?$/;

test('bad flags are refused in one line with a hint, and exit code 2', long, async () => {
  const cases: [flags: string[], message: string][] = [
    [['--port', 'abc'], 'port: expected 0 to 65535, got "abc"'],
    [['--prot', '1'], "Unknown option '--prot'"],
    [['extra'], "Unexpected argument 'extra'"],
  ];
  const endings = await Promise.all(cases.map(([flags]) => runCli(['start', ...flags])));
  endings.forEach(({ code, errors, output }, i) => {
    expect([code, output, errors]).toEqual([2, '', expect.stringMatching(oneLine)]);
    expect(errors).toContain(cases[i]?.[1]);
  });
});

test('commands that find no server say so in one line', long, async () => {
  const url = ['--url', 'http://127.0.0.1:1'];
  const { code, errors } = await runCli(['demo', '--for', '2s', ...url]);
  expect([code, errors]).toEqual([1, expect.stringMatching(oneLine)]);
  expect(errors).toContain('no answer from http://127.0.0.1:1');
});

test('what the server cannot start with is one line on stderr and exit code 1', long, async () => {
  const { directory, workspace, data } = place;
  const file = join(directory, 'file');
  writeFileSync(file, '');
  const given = (place: string, data: string, ...more: string[]) => [
    ...['start', '--no-demo', '--log-level', 'error', '--port', '0'],
    ...['--workspace', place, '--data', data, ...more],
  ];
  const cases: [arguments_: string[], message: RegExp][] = [
    [given(join(directory, 'nowhere'), `${data}-0`), /workspace: cannot read .*nowhere: ENOENT/],
    [given(file, `${data}-1`), /workspace: cannot read .*file: ENOTDIR/],
    [given(workspace, join(file, 'data')), /data directory cannot be made: .*ENOTDIR/],
    [given(workspace, '/proc/heliostat'), /data directory cannot be made: .*ENOENT/],
    [
      given(workspace, `${data}-4`, '--plugins', join(directory, 'no')),
      /plugin directory: no such/,
    ],
  ];
  const endings = await Promise.all(cases.map(([arguments_]) => runCli(arguments_)));
  endings.forEach(({ code, errors }, i) => {
    expect([code, errors]).toEqual([1, expect.stringMatching(oneLine)]);
    expect(errors).toMatch(cases[i]?.[1] ?? '');
    const holders = join(`${data}-${i}`, 'holders');
    expect(existsSync(holders) ? readdirSync(holders) : []).toEqual([]);
  });
});

test(
  'every flag is a variable; data survives; a second server is told who is in its way',
  long,
  async () => {
    const { directory, workspace, data } = place;
    const other = createServer().listen(0, '127.0.0.1');
    const environment = {
      HELIOSTAT_HOST: 'localhost',
      HELIOSTAT_LOG_LEVEL: 'error',
      HELIOSTAT_DEMO_RATE: '10',
      HELIOSTAT_DEV: 'true',
      HELIOSTAT_PLUGINS: directory,
    };
    const first = await place.start({ environment });
    // The server's, and in development the page's.
    expect(first.output().match(/http:\/\//g)).toHaveLength(2);
    expect((await fetch(`${first.url}/readyz`)).status).toBe(200);
    const orders = makeOrders(0, 500);
    expect(await sendOrders(first.url, orders, 'once')).toBe(200);
    await expectExactly(first, 500);

    const locked = await runCli(['start'], {
      ...{ HELIOSTAT_DATA: data, HELIOSTAT_WORKSPACE: workspace, HELIOSTAT_PORT: '0' },
      ...{ HELIOSTAT_NO_DEMO: 'true', HELIOSTAT_LOG_LEVEL: 'error' },
    });
    expect(locked).toMatchObject({ code: 1, errors: expect.stringMatching(oneLine) });
    expect(locked.errors).toContain(`in use by process ${first.pid}`);
    const { port } = other.address() as AddressInfo;
    const taken = await runCli([
      ...['start', '--port', String(port), '--data', join(directory, 'second')],
      ...['--workspace', workspace, '--no-demo', '--log-level', 'error'],
    ]);
    other.close();
    expect(taken).toMatchObject({ code: 1, errors: expect.stringMatching(oneLine) });
    expect(taken.errors).toContain(`port ${port} is taken`);

    const family = childrenOf(first.pid);
    expect(family.length).toBeGreaterThan(0);
    expect(await first.stop('SIGINT')).toEqual({ code: 0, signal: null });
    expect(family.filter(isAlive)).toEqual([]);
    expect(readdirSync(join(data, 'holders'))).toEqual([]);

    const second = await place.start();
    await expectExactly(second, 500);
    expect(await sendOrders(second.url, orders, 'once')).toBe(200);
    expect(await sendOrders(second.url, makeOrders(500, 1), 'twice')).toBe(200);
    await expectExactly(second, 501);
    expect(await second.stop('SIGTERM')).toEqual({ code: 0, signal: null });
  },
);
