import Fastify from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApi, type TestApi } from '../api/testing.ts';
import { callerOf } from './caller.ts';
import { guardRoutes } from './guard.ts';
import { permissions, type Caller, type Permission } from './permissions.ts';

let caller: Caller = { name: 'tester', permissions: new Set(permissions) };
let api: TestApi;
beforeAll(async () => {
  api = await openTestApi({}, () => caller);
});
afterAll(() => api.close());

test('a route without a permission keeps the server from starting', async () => {
  const app = Fastify();
  guardRoutes(app, callerOf);
  app.get('/open', { config: { permission: 'public' } }, () => 'open');
  app.get('/forgotten', () => 'forgotten');
  await expect(app.ready()).rejects.toThrow('routes without a permission: GET /forgotten');
  await app.close();
});

test('a permission that does not exist is none', async () => {
  const app = Fastify();
  guardRoutes(app, callerOf);
  app.get('/typo', { config: { permission: 'dashboards:read' as Permission } }, () => 'typo');
  await expect(app.ready()).rejects.toThrow('GET /typo');
  await app.close();
});

/** A change in this table is a change in who may do what: look twice. */
test('each route asks for its permission, and for no other (S-12)', async () => {
  const table: string[] = [];
  for (const { method, url, permission } of api.app.guardedRoutes) {
    const request = { method: method as 'GET', url: fill(url), headers: { host: 'localhost' } };
    caller = { name: 'tester', permissions: new Set(permissions) };
    const owner = await api.app.inject(request);
    caller = { name: 'tester', permissions: without(permission) };
    const other = await api.app.inject(request);
    table.push(`${method} ${url} | ${permission} | ${owner.statusCode} | ${other.statusCode}`);
    expect([owner.statusCode, url]).not.toEqual([403, url]);
    expect([other.statusCode, url]).toEqual([
      permission === 'public' ? owner.statusCode : 403,
      url,
    ]);
  }
  expect(table.map((row) => row.replace(/ \| \d+ \| /, ' | ')).sort()).toMatchSnapshot();
});

function fill(url: string): string {
  return url.replace(/:\w+/g, 'unknown').replace('*', 'unknown');
}

function without(permission: Permission): ReadonlySet<Permission> {
  return new Set(permissions.filter((each) => each !== permission));
}
