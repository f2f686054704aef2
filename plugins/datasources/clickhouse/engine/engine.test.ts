import { gzipSync } from 'node:zlib';
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '@clickhouse/client';
import { buildTestHost } from '@heliostat/sdk/testing/datasource';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type Engine } from './serve.ts';

let host: Awaited<ReturnType<typeof buildTestHost>>;
let engine: Engine;

beforeAll(async () => {
  host = await buildTestHost();
  engine = await startEngine(host);
});
afterAll(async () => {
  await engine.close();
  await host.remove();
});

function ask(query: string, { body, headers, ...rest }: RequestInit & { body?: BodyInit } = {}) {
  const key = { 'X-ClickHouse-User': engine.user, 'X-ClickHouse-Key': engine.password };
  return fetch(`${engine.url}/${query}`, {
    method: 'POST',
    headers: { ...key, ...(headers as Record<string, string>) },
    ...(body !== undefined && { body }),
    ...rest,
  });
}

describe('the embedded engine over HTTP', () => {
  it('answers ping without a password, and nothing else', async () => {
    expect(await (await fetch(`${engine.url}/ping`)).text()).toBe('Ok.\n');
    for (const headers of [{}, { 'X-ClickHouse-User': 'default', 'X-ClickHouse-Key': 'x' }]) {
      const refused = await fetch(`${engine.url}/?query=SELECT+1`, { headers });
      expect(refused.status).toBe(403);
      expect(refused.headers.get('X-ClickHouse-Exception-Code')).toBe('516');
      expect(await refused.text()).toContain('AUTHENTICATION_FAILED');
    }
  });

  it('takes the password in the three ways of ClickHouse', async () => {
    const basic = Buffer.from(`${engine.user}:${engine.password}`).toString('base64');
    const ways: [string, Record<string, string>][] = [
      ['', { 'X-ClickHouse-User': engine.user, 'X-ClickHouse-Key': engine.password }],
      ['', { Authorization: `Basic ${basic}` }],
      [`&user=default&password=${engine.password}`, {}],
    ];
    for (const [query, headers] of ways)
      expect(await (await fetch(`${engine.url}/?query=SELECT+7${query}`, { headers })).text()).toBe(
        '7\n',
      );
  });

  it('keeps the password readable by its owner only', async () => {
    expect((await stat(join(host.directory, 'password'))).mode & 0o777).toBe(0o600);
  });

  it('answers a failure as ClickHouse does', async () => {
    const failed = await ask('', { body: 'SELEC 1' });
    expect(failed.status).toBe(400);
    expect(failed.headers.get('X-ClickHouse-Exception-Code')).toBe('62');
    expect(await failed.text()).toMatch(/^Code: 62\. DB::Exception: .*\(SYNTAX_ERROR\)\n$/s);
    expect((await ask('', { body: 'SELECT * FROM nosuch' })).status).toBe(404);
    expect((await ask('?nosuch_setting=1', { body: 'SELECT 1' })).status).toBe(404);
  });

  it('binds parameters, takes settings, names the format and sums up', async () => {
    const query = new URLSearchParams({
      param_a: "it's",
      max_block_size: '10',
      default_format: 'JSON',
    });
    const answer = await ask(`?${query}`, {
      body: "SELECT {a:String} AS a, getSetting('max_block_size') AS b",
    });
    expect(answer.headers.get('X-ClickHouse-Format')).toBe('JSON');
    const summary = JSON.parse(answer.headers.get('X-ClickHouse-Summary') ?? '') as object;
    expect(summary).toMatchObject({ read_rows: '1' });
    expect(((await answer.json()) as { data: unknown }).data).toEqual([{ a: "it's", b: 10 }]);
    const after = await ask('', {
      body: "SELECT if(getSetting('max_block_size') = 10, 'kept', 'forgotten')",
    });
    expect(await after.text()).toBe('forgotten\n');
  });

  it('inserts raw bodies, in the URL or in the body, gzipped or not', async () => {
    await ask('', {
      body: 'CREATE TABLE `raw-rows` (a UInt32, b String) ENGINE = MergeTree ORDER BY a',
    });
    await ask('', { body: 'CREATE TABLE raw (a UInt32, b String) ENGINE = MergeTree ORDER BY a' });
    const into = `?query=${encodeURIComponent('INSERT INTO raw FORMAT JSONEachRow')}`;
    const first = await ask(into, { body: '{"a":1,"b":"x"}\n' });
    expect(first.headers.get('X-ClickHouse-Summary')).toContain('"written_rows":"1"');
    await ask('', { body: 'INSERT INTO raw (b, a) FORMAT CSV\n"y",2\n' });
    await ask(into, {
      body: gzipSync('{"a":3,"b":"z"}\n'),
      headers: { 'Content-Encoding': 'gzip' },
    });
    await ask('', { body: "INSERT INTO raw VALUES (4, 'v')" });
    await ask('', { body: 'INSERT INTO `raw-rows` FORMAT JSONEachRow {"a":5,"b":"w"}' });
    const all =
      'SELECT * FROM (SELECT * FROM raw UNION ALL SELECT * FROM `raw-rows`) ORDER BY a FORMAT CSV';
    expect(await (await ask('', { body: all })).text()).toBe('1,"x"\n2,"y"\n3,"z"\n4,"v"\n5,"w"\n');
    expect((await ask(into, { body: '{"a":"no number"}' })).status).toBe(400);
    const binary = await ask('?query=INSERT+INTO+raw+FORMAT+Parquet', { body: 'x' });
    expect(await binary.text()).toContain('UNKNOWN_FORMAT');
  });

  it('changes nothing by GET', async () => {
    const { url, user, password } = engine;
    const query = new URLSearchParams({
      query: 'CREATE TABLE x (a UInt8) ENGINE = Memory',
      user,
      password,
    });
    expect(await (await fetch(`${url}/?${query}`)).text()).toContain('READONLY');
  });

  it('is a ClickHouse to @clickhouse/client, streams too', async () => {
    const client = createClient({ url: engine.url, password: engine.password });
    expect((await client.ping()).success).toBe(true);
    const result = await client.query({
      query: 'SELECT number FROM numbers({n:UInt64})',
      query_params: { n: 300_000 },
      format: 'JSONEachRow',
    });
    let rows = 0;
    for await (const batch of result.stream()) rows += batch.length;
    expect(rows).toBe(300_000);
    await client.close();
  });

  it('stops the work of a client that has gone', async () => {
    const controller = new AbortController();
    const sql = 'SELECT count() FROM numbers(1000000000000) WHERE sipHash64(number) = 1';
    const asked = ask('', { body: sql, signal: controller.signal }).catch(() => undefined);
    await sleep(300);
    controller.abort();
    await asked;
    const running =
      "SELECT count() FROM system.processes WHERE query LIKE 'SELECT count() FROM numbers%'";
    let left = '1\n';
    for (let i = 0; i < 100 && left !== '0\n'; i++) {
      await sleep(50);
      left = await (await ask('', { body: running })).text();
    }
    expect(left).toBe('0\n');
  });

  it('answers short queries beside heavy ones', async () => {
    const controllers = Array.from({ length: 6 }, () => new AbortController());
    const sql = 'SELECT count() FROM numbers(1000000000000) WHERE sipHash64(number) = 2';
    const heavy = controllers.map(({ signal }) =>
      ask('', { body: sql, signal }).catch(() => undefined),
    );
    await sleep(600);
    expect(await (await ask('', { body: 'SELECT 1' })).text()).toBe('1\n');
    for (const controller of controllers) controller.abort();
    await Promise.all(heavy);
  });

  it('lets nobody else have its data directory, until its holder is dead', async () => {
    await expect(startEngine(host)).rejects.toThrow(/in use by process/);
    const other = await buildTestHost();
    const holders = join(other.directory, 'holders');
    await mkdir(holders);
    await writeFile(join(holders, '4194000-1'), '');
    const second = await startEngine(other);
    await second.close();
    expect(await readdir(holders)).toEqual([]);
    await other.remove();
  });
});
