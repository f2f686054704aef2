import { describe, expect, test } from 'vitest';
import { openTestApi } from '../api/testing.ts';
import { checkHost } from './origin.ts';

describe('the host header', () => {
  test.each(['localhost', 'localhost:3300', '127.0.0.1', '127.0.0.1:1', '[::1]:3300', 'LOCALHOST'])(
    '%s is this machine',
    (host) => expect(() => checkHost(host, '127.0.0.1')).not.toThrow(),
  );

  test.each([
    undefined,
    '',
    'evil.example',
    'evil.example:3300',
    'localhost.evil.example',
    'evil.localhost',
    'localhost@evil.example',
    'localhost:3300@evil.example',
    'localhost:port',
    'localhost/evil',
    '127.0.0.1.nip.io',
    '127.1',
    '0x7f000001',
    '2130706433',
    '[::ffff:127.0.0.1]',
    '::1',
    'localhost,evil.example',
    'localhost evil.example',
    '0.0.0.0',
  ])('%s is refused: a foreign name may resolve to loopback', (host) => {
    expect(() => checkHost(host, '127.0.0.1')).toThrow(/unknown host/);
  });

  test('the address that was configured is known', () => {
    expect(() => checkHost('127.0.0.2:3300', '127.0.0.2')).not.toThrow();
    expect(() => checkHost('[::2]:3300', '::2')).not.toThrow();
  });

  test('every route refuses a foreign one, also those that do not exist', async () => {
    const api = await openTestApi();
    for (const url of ['/', '/livez', '/metrics', '/api/v1/dashboards', '/graphql', '/nope.txt']) {
      const answer = await api.app.inject({ url, headers: { host: 'evil.example' } });
      expect([url, answer.statusCode, answer.json<{ code: string }>().code]).toEqual([
        ...[url, 403, 'FORBIDDEN'],
      ]);
    }
    await api.close();
  });
});

describe('a request that changes something (S-22)', () => {
  const post = async (headers: Record<string, string>, url = '/graphql') => {
    const api = await openTestApi();
    const payload = JSON.stringify({ query: 'mutation { ping }' });
    const answer = await api.app.inject({
      ...{ method: 'POST', url, payload },
      headers: { host: 'localhost:3300', 'content-type': 'application/json', ...headers },
    });
    await api.close();
    return answer.statusCode;
  };

  test('comes from our own page, or from no page', async () => {
    expect(await post({})).toBe(200);
    expect(await post({ origin: 'http://localhost:3300' })).toBe(200);
    expect(await post({ origin: 'https://localhost:3300', 'sec-fetch-site': 'same-origin' })).toBe(
      200,
    );
    expect(await post({ 'sec-fetch-site': 'none' })).toBe(200);
  });

  test.each<Record<string, string>>([
    { origin: 'http://evil.example' },
    { origin: 'http://localhost:3301' },
    { origin: 'http://127.0.0.1:3300' },
    { origin: 'http://localhost:3300.evil.example' },
    { origin: 'http://localhost:3300@evil.example' },
    { origin: 'null' },
    { origin: '' },
    { origin: 'file://' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'cross-site', origin: 'http://localhost:3300' },
    { 'sec-fetch-site': 'same-origin', origin: 'http://evil.example' },
  ])('is refused from elsewhere: %j', async (headers) => {
    expect(await post(headers)).toBe(403);
    expect(await post(headers, '/api/v1/streams/activity/dead-letters/replay')).toBe(403);
  });

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/plain;application/json',
    'application/x-json',
    '',
  ])('is not a form: %s', async (type) => {
    expect(await post({ 'content-type': type })).toBe(415);
  });
});
