import { afterAll, beforeAll, expect, test } from 'vitest';
import { postJson, send, startVictim, type Victim } from '../testing/hostile.ts';
import { countOrders, makeOrders, sendOrders } from '../testing/order-client.ts';
import { until } from '../testing/start-server.ts';

let victim: Victim;
beforeAll(async () => {
  victim = await startVictim();
  expect(await sendOrders(victim.url, makeOrders(0, 300))).toBe(200);
  await until('orders', async () => (await countOrders(victim.url)).rows === 300);
});
afterAll(() => victim.close());

const lookUp = (asked: object, table = 'orders') => {
  const variables = { where: { type: 'filters', datasource: 'warehouse', table } };
  const body = { declared: { variables }, variable: 'where', ...asked };
  return postJson(`${victim.url}/api/v1/query/variable/values`, body);
};
const read = (pairs: string) => send(`${victim.url}/api/v1/datasources/warehouse/values?${pairs}`);

test('values of a real table are found by every way to ask', async () => {
  const found = JSON.parse((await lookUp({ field: 'country' })).text) as { values: string[] };
  expect(found.values.length).toBeGreaterThan(1);
  const [first = ''] = found.values;
  const search = first.toUpperCase();
  expect((await lookUp({ field: 'country', search })).text).toBe(`{"values":["${first}"]}`);
  const rest = await read('path=default&path=orders&field=country&first=1');
  expect([rest.status, rest.text]).toEqual([200, `{"values":["${first}"]}`]);
  const query = `{ datasource(name: "warehouse") {
    values(path: ["default", "orders"], field: "country", search: "${search}", first: 1) } }`;
  expect((await postJson(`${victim.url}/graphql`, { query })).text).toBe(
    `{"data":{"datasource":{"values":["${first}"]}}}`,
  );
});

test.each<[object, string, number, RegExp]>([
  [{ field: "country') OR 1=1 --" }, 'orders', 404, /no such field/],
  [{ field: 'country`, file(1)' }, 'orders', 404, /no such field/],
  [{ field: 'country', search: "' OR 1=1 --" }, 'orders', 200, /\{"values":\[\]\}/],
  [{ field: 'country', search: '{limit:UInt32}%_\\' }, 'orders', 200, /\{"values":\[\]\}/],
  [{ field: 'name' }, 'system.users', 404, /no table system\.users/],
  [{ field: 'x' }, "file('/etc/passwd')", 404, /no table file/],
  [{ field: 'x' }, '__proto__', 404, /no table __proto__/],
  [{ field: 'country', first: 1e9 }, 'orders', 400, /body: first: expected integer to be less/],
  [{ field: 'country', first: -1 }, 'orders', 400, /body: first/],
  [{ field: 'country', search: 'x'.repeat(201) }, 'orders', 400, /body: search/],
  [{ field: ['country'] }, 'orders', 400, /body: field: expected string/],
  [{ field: 'country', variable: 'constructor' }, 'orders', 404, /unknown variable: constructor/],
  [{ field: 'country', declared: { variables: [] } }, 'orders', 400, /body: declared\.variables/],
  [{ field: 'country', dashboard: 'shop/orders' }, 'orders', 400, /body: dashboard: unknown key/],
])('%j of %s is answered with %i', async (...[asked, table, status, message]) => {
  const answer = await lookUp(asked, table);
  expect([answer.status, answer.text]).toEqual([status, expect.stringMatching(message)]);
});

test.each([
  ['path=system&path=users&field=name', 404],
  ['path=default&path=orders`%20--&field=country', 404],
  ['path=default&path=orders&field=', 400],
  ['path=default&path=orders&field=country&first=many', 400],
  ['path=default&path=orders&field=country&first=0', 400],
  [`${'path=x&'.repeat(9)}field=country`, 400],
  ['field=country', 400],
])('values?%s is answered with %i', async (pairs, status) => {
  expect((await read(pairs)).status).toBe(status);
});

test('two hundred look-ups at once do not hurt', async () => {
  const searches = Array.from({ length: 200 }, (_, i) => `n${i}`);
  const answers = await Promise.all(searches.map((search) => lookUp({ field: 'country', search })));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  await victim.expectWell();
});
