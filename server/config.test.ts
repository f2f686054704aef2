import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { parseConfig, startFlags, variableOf } from './config.ts';

test('flags win over the environment, the environment over defaults', () => {
  const environment = { HELIOSTAT_PORT: '4000', HELIOSTAT_DEMO_RATE: '7' };

  const config = parseConfig(['--port', '5000'], environment);

  expect(config.port).toBe(5000);
  expect(config.demoRate).toBe(7);
  expect(config.host).toBe('127.0.0.1');
});

test('every flag has a variable, and switches take true and false', () => {
  for (const flag of Object.keys(startFlags))
    expect(variableOf(flag)).toMatch(/^HELIOSTAT_[A-Z_]+$/);
  expect(parseConfig(['--no-demo'], {}).demo).toBe(false);
  expect(parseConfig([], { HELIOSTAT_NO_DEMO: 'true' }).demo).toBe(false);
  expect(parseConfig([], { HELIOSTAT_NO_DEMO: 'false' }).demo).toBe(true);
});

test('folders that are given are relative to where the command runs; the default is ours', () => {
  expect(parseConfig(['--workspace', 'mine', '--data', 'kept'], {})).toMatchObject({
    workspaceDirectory: resolve('mine'),
    dataDirectory: resolve('kept'),
  });
  expect(parseConfig([], {}).workspaceDirectory).toBe(join(import.meta.dirname, '../dashboards'));
});

test('origins that may embed are a list of what browsers call an origin', () => {
  const origins = ['https://wiki.example.com', 'http://localhost:8080', 'http://[::1]:9000'];
  expect(parseConfig(['--embed-origins', origins.join(', ')], {}).embedOrigins).toEqual(origins);
  expect(parseConfig([], { HELIOSTAT_EMBED_ORIGINS: 'http://a' }).embedOrigins).toEqual([
    'http://a',
  ]);
  expect(parseConfig([], {}).embedOrigins).toEqual([]);
});

test.each([
  '*',
  'https://*.example.com',
  'wiki.example.com',
  'https://a.b/path',
  'https://a.b/',
  'https://A.b',
  'https://a.b:443',
  'https://user@a.b',
  'https://a.b; script-src *',
  "https://a.b 'unsafe-inline'",
  'https://a.b\r\nset-cookie: a=b',
  'https://a.b,,https://c.d',
  'javascript://a',
  'null',
])('%j is no origin to embed in', (text) => {
  expect(() => parseConfig(['--embed-origins', text], {})).toThrow('embed-origins: expected');
});

test.each([
  [['--port', 'abc'], 'port: expected 0 to 65535, got "abc"'],
  [['--port', '65536'], 'port: expected 0 to 65535, got "65536"'],
  [['--port', '-1'], 'port'],
  [['--host', '0.0.0.0'], 'host: 0.0.0.0 is not a loopback address'],
  [['--log-level', 'loud'], 'log-level: expected one of'],
  [['--prot', '1'], "Unknown option '--prot'"],
])('%s is refused and the message names the flag', (flags, message) => {
  expect(() => parseConfig(flags, {})).toThrow(message);
});
