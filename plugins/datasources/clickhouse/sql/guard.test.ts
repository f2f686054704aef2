import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildTestHost, readAll } from '@heliostat/sdk/testing/datasource';
import { frameToRows, withDefaults, type HeliostatError } from '@heliostat/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectTo } from '../connection.ts';
import { startEngine, type Engine } from '../engine/serve.ts';
import { settingsSchema } from '../settings.ts';

const { signal } = new AbortController();
const range = { from: 0, to: 86_400_000 };
const secret = 'the-canary-sings';
let host: Awaited<ReturnType<typeof buildTestHost>>;
let engine: Engine;
let connection: ReturnType<typeof connectTo>;
let outside: string;
let canary: string;

beforeAll(async () => {
  outside = await mkdtemp(join(tmpdir(), 'heliostat-outside-'));
  canary = join(outside, 'canary.csv');
  await writeFile(canary, `${secret}\n`);
  host = await buildTestHost();
  engine = await startEngine(host);
  const { url, user, password } = engine;
  connection = connectTo(withDefaults(settingsSchema, { url, user, password }), host);
  for (const table of ['t', 'u']) {
    const sink = connection.sink({
      pipeline: 'guard/test#t',
      table,
      mode: 'append',
      schema: {
        time: 'ts',
        fields: [
          { name: 'ts', type: 'time' },
          { name: 'type', type: 'string' },
          { name: 'n', type: 'number' },
          { name: 'user', type: 'integer' },
        ],
      },
    });
    await sink.open(signal);
    const rows = [1, 2, 3, 4].map((n) => ({ ts: n * 1000, type: `k${n % 2}`, n, user: n % 3 }));
    await sink.write({ rows, seqs: Float64Array.of(1, 2, 3, 4) }, signal);
  }
});

afterAll(async () => {
  await connection.close();
  await engine.close();
  await host.remove();
  await rm(outside, { recursive: true, force: true });
});

/** Statements a viewer must not get through; CANARY is a file of the machine, OUT one to be written. */
const hostile = [
  "SELECT file('CANARY')",
  "SELECT FILE('CANARY')",
  "SELECT `file`('CANARY')",
  'SELECT "file"(\'CANARY\')',
  "select/**/file('CANARY')",
  "SELECT arrayMap(x -> file(x), ['CANARY'])",
  "SELECT arrayFirst(x -> file('CANARY') != '', [1])",
  "SELECT arrayMap(file, ['CANARY'])",
  "SELECT arrayMap(`file`, ['CANARY'])",
  "SELECT `arrayMap`((file), ['CANARY'])",
  "SELECT arrayMax(file AS f, ['CANARY'])",
  "WITH file AS upper SELECT arrayMap(upper, ['CANARY'])",
  "SELECT arrayMap(x -> arrayMin(file, [x]), ['CANARY'])",
  "SELECT arrayCompact(file, ['CANARY']), arraySort(file, ['CANARY'])",
  "SELECT n FROM t ORDER BY n WITH FILL INTERPOLATE (n AS length(arrayMap(file, ['CANARY'])))",
  "SELECT sum(n) OVER (ORDER BY arrayMap(file, ['CANARY'])) FROM t",
  "SELECT upper(concat('a', file('CANARY')))",
  "SELECT CAST(file('CANARY') AS String)",
  "SELECT [file('CANARY')][1]",
  "SELECT (SELECT file('CANARY'))",
  "WITH x AS (SELECT file('CANARY') AS f) SELECT f FROM x",
  "WITH file('CANARY') AS f SELECT f",
  "WITH RECURSIVE r AS (SELECT file('CANARY') AS f) SELECT f FROM r",
  "SELECT 1 WHERE file('CANARY') != ''",
  "SELECT n FROM t ORDER BY file('CANARY')",
  "SELECT n FROM t GROUP BY n HAVING file('CANARY') != ''",
  "SELECT n FROM t LIMIT length(file('CANARY'))",
  "SELECT n FROM t LIMIT 1 BY file('CANARY')",
  "SELECT n FROM t QUALIFY file('CANARY') != ''",
  "SELECT sum(n) OVER (ORDER BY file('CANARY')) FROM t",
  "SELECT sum(n) OVER (ROWS BETWEEN length(file('CANARY')) PRECEDING AND CURRENT ROW) FROM t",
  "SELECT n FROM t ORDER BY n WITH FILL INTERPOLATE (n AS length(file('CANARY')))",
  "SELECT n FROM t ARRAY JOIN [file('CANARY')] AS z",
  "SELECT t.n FROM t JOIN u ON file('CANARY') != '' AND t.n = u.n",
  "SELECT n FROM t GROUP BY GROUPING SETS ((n), (file('CANARY')))",
  "SELECT DISTINCT ON (file('CANARY')) n FROM t",
  "SELECT * REPLACE(file('CANARY') AS type) FROM t",
  "SELECT COLUMNS('type') APPLY(file) FROM t",
  "SELECT * APPLY(x -> file('CANARY')) FROM t",
  "SELECT quantile(length(file('CANARY')))(n) FROM t",
  "SELECT 1 UNION ALL SELECT length(file('CANARY'))",
  "(SELECT 1) EXCEPT (SELECT length(file('CANARY')))",
  "SELECT * FROM file('CANARY', 'LineAsString')",
  'SELECT * FROM `CANARY`',
  "SELECT * FROM 'CANARY'",
  'SELECT * FROM "CANARY"',
  'SELECT 1 WHERE 1 IN `CANARY`',
  "SELECT * FROM view(SELECT file('CANARY'))",
  "SELECT * FROM url('http://127.0.0.1:1/x', 'CSV', 'a String')",
  "SELECT * FROM s3('http://127.0.0.1:1/b/x', 'CSV')",
  "SELECT * FROM remote('127.0.0.1:1', system.one)",
  "SELECT * FROM mysql('127.0.0.1:1', 'd', 't', 'u', 'p')",
  "SELECT * FROM postgresql('127.0.0.1:1', 'd', 't', 'u', 'p')",
  "SELECT * FROM sqlite('CANARY', 't')",
  "SELECT * FROM executable('id', 'TSV', 'a String')",
  "SELECT * FROM merge('system', '.*')",
  "SELECT * FROM dictionary('d')",
  'SELECT * FROM loop(t)',
  'SELECT * FROM generateRandom()',
  "SELECT * FROM input('a String')",
  "SELECT * FROM eval('SELECT 1')",
  "SELECT * FROM filesystem('OUT')",
  'SELECT * FROM system.tables',
  'SELECT * FROM SYSTEM.query_log',
  'SELECT * FROM `system`.`processes`',
  'SELECT * FROM information_schema.tables',
  'SELECT 1 WHERE 1 IN system.one_of_mine',
  'SELECT 1 WHERE (1, 2) IN (SELECT 1, 2 FROM system.settings)',
  "SELECT 1 INTO OUTFILE 'OUT'",
  "SELECT 1 INTO OUTFILE 'OUT' TRUNCATE",
  "(SELECT 1) INTO OUTFILE 'OUT'",
  'SELECT 1 FORMAT CSV',
  'SELECT 1 SETTINGS readonly = 0',
  'SELECT * FROM (SELECT 1 SETTINGS max_execution_time = 0)',
  'SELECT 1; SELECT 2',
  'SELECT 1 PARALLEL WITH SELECT 2',
  "INSERT INTO FUNCTION file('OUT') SELECT 1",
  'INSERT INTO t SELECT * FROM t',
  "INSERT INTO t FROM INFILE 'CANARY' FORMAT CSV",
  'CREATE TABLE x (a UInt8) ENGINE = Memory',
  'CREATE TEMPORARY TABLE x (a UInt8)',
  'DROP TABLE t',
  'TRUNCATE TABLE t',
  'ALTER TABLE t DELETE WHERE 1',
  'OPTIMIZE TABLE t FINAL',
  'KILL QUERY WHERE 1',
  'SYSTEM FLUSH LOGS',
  'SET readonly = 0',
  'USE system',
  'SHOW TABLES',
  "DESCRIBE TABLE file('CANARY')",
  "EXPLAIN QUERY TREE SELECT file('CANARY')",
  'EXECUTE AS root SELECT 1',
  "ATTACH TABLE x FROM 'OUT' (a UInt8) ENGINE = MergeTree ORDER BY a",
  "BACKUP TABLE t TO File('OUT')",
  "SELECT dictGet('d', 'a', 1)",
  "SELECT joinGet('j', 'a', 1)",
  "SELECT getSetting('max_threads')",
  "SELECT getServerSetting('max_connections')",
  "SELECT getMacro('x')",
  'SELECT hostName(), tcpPort(), serverUUID()',
  'SELECT currentUser()',
  'SELECT sleep(3)',
  'SELECT sleepEachRow(1) FROM t',
  'SELECT throwIf(1)',
  "SELECT addressToLine(1), demangle('x')",
  "SELECT catboostEvaluate('CANARY', 1)",
  "SELECT naiveBayesClassifier('m', 'x')",
  "SELECT aiGenerate('x')",
  "SELECT filesystemAvailable('OUT')",
  "SELECT chdb('SELECT 1')",
  'SELECT * FROM {t:Identifier}',
  'SELECT {t:Identifier} FROM t',
  "SELECT 'x' FROM t -- $__time(\n; DROP TABLE t",
  'SELECT ﬁle(1)',
  'SELECT 1 FROM `a\nTableIdentifier b`',
  `SELECT ${'('.repeat(10_000)}1${')'.repeat(10_000)}`,
  `SELECT '${'x'.repeat(1_000_000)}'`,
  '\0SELECT 1',
  '',
  '-- nothing',
];

/** Statements people write on dashboards. */
const legitimate = [
  'SELECT $__bucket(ts) AS t, type, count() AS events FROM t WHERE $__time(ts) GROUP BY t, type ORDER BY t',
  'SELECT count() FROM t',
  'SELECT uniq(user), uniqExact(user), uniqCombined(user) FROM t WHERE $__time(ts) AND $__filters',
  'SELECT quantile(0.95)(n) AS p95, quantiles(0.5, 0.9)(n) AS qs FROM t',
  'SELECT type, countIf(n > 1) / count() AS share FROM t GROUP BY type HAVING count() > 0',
  'SELECT COUNT(*), COUNT(DISTINCT type), Sum(n), AVG(n) FROM t',
  'SELECT * FROM t ORDER BY ts DESC LIMIT 5',
  'SELECT * EXCEPT (_seq, _pipeline) FROM t LIMIT 1',
  'SELECT a.type, b.n FROM t AS a INNER JOIN u AS b ON a.n = b.n',
  'SELECT a.type FROM t AS a LEFT JOIN (SELECT n FROM u) AS b USING (n)',
  'WITH top AS (SELECT type FROM t GROUP BY type ORDER BY count() DESC LIMIT 1) SELECT count() FROM t WHERE type IN top',
  'WITH (SELECT max(n) FROM t) AS peak SELECT n / peak FROM t',
  'SELECT n, sum(n) OVER (PARTITION BY type ORDER BY ts ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM t',
  'SELECT rank() OVER w AS r, lagInFrame(n) OVER w FROM t WINDOW w AS (ORDER BY n)',
  'SELECT toStartOfHour(ts) AS h, sum(n) FROM t GROUP BY h ORDER BY h WITH FILL STEP toIntervalHour(1)',
  "SELECT multiIf(n > 2, 'high', n > 1, 'mid', 'low') AS level, count() FROM t GROUP BY level",
  "SELECT CASE type WHEN 'k0' THEN 'even' ELSE 'odd' END AS parity, count() FROM t GROUP BY parity",
  "SELECT arrayJoin([1, 2, 3]) AS x, n::Int32, n BETWEEN 1 AND 2, type LIKE 'k%' FROM t",
  'SELECT x FROM t ARRAY JOIN [1, 2] AS x',
  'SELECT arrayMap((a, b) -> a + b, groupArray(n), groupArray(n)), arraySum(groupArray(n)) AS s FROM t',
  'WITH [3, 1] AS xs SELECT arraySort(xs), arraySort(x -> -x, xs), arrayConcat(xs, xs), arrayMax(xs)',
  "SELECT formatReadableSize(1024), dateDiff('second', min(ts), max(ts)), INTERVAL 1 DAY FROM t",
  'SELECT topK(3)(type), groupArray(10)(n), argMax(type, ts), any(type) FROM t',
  'SELECT type, n FROM t LIMIT 1 BY type',
  'SELECT 1 AS a UNION ALL SELECT 2 UNION DISTINCT SELECT 3',
  '(SELECT n FROM t) INTERSECT (SELECT n FROM u)',
  'SELECT number FROM numbers(10)',
  "SELECT * FROM values('a UInt8, b String', (1, 'x'), (2, 'y'))",
  'SELECT type FROM default.t WHERE n IN (1, 2) AND user NOT IN (SELECT user FROM u WHERE n > 3)',
  'SELECT $__bucket(ts) AS t, largestTriangleThreeBuckets(10)(ts, n) FROM t WHERE $__time(ts) GROUP BY t',
  "SELECT JSONExtractString('{\"a\":1}', 'a'), extract(type, '\\\\d+'), splitByChar('k', type) FROM t",
  "SELECT n FROM t PREWHERE n > 1 WHERE type != '' GROUP BY ALL",
  'SELECT type, sum(n) FROM t GROUP BY type WITH TOTALS',
  'SELECT -- a comment with $__time(\n  n /* and ; another */ FROM t # last\n',
  "SELECT type, n FROM t WHERE $__in(type, kind) AND type = {one:String} AND $__var(one) != ''",
  'SELECT $__from AS f, $__to AS e, $__step AS s, now() AS x, today() AS d, uptime() AS u',
];

const params = { kind: ['k0'], one: 'k0', t: 't' };
const written = (sql: string) =>
  sql.replaceAll('CANARY', canary).replaceAll('OUT', join(outside, 'written'));
const run = (sql: string) =>
  readAll(connection, { query: { sql: written(sql) }, range, params }, signal);
const explain = (sql: string) => {
  const limits = { maxRows: 1000, maxBytes: 1_000_000, timeoutMs: 10_000 };
  const asked = { query: { sql: written(sql) }, range, params, stepMs: 1000, maxPoints: 500 };
  return connection.explain({ ...asked, filters: [], limits }, signal);
};

describe('the guard', () => {
  it.each(hostile)('refuses %s', async (sql) => {
    const outcome: unknown = await run(sql).then(
      (frame) => frameToRows(frame),
      (thrown: unknown) => thrown,
    );
    expect((outcome as HeliostatError).code).toBe('INVALID_QUERY');
    await expect(explain(sql)).rejects.toMatchObject({ code: 'INVALID_QUERY' });
    const told = `${(outcome as HeliostatError).message} ${String((outcome as HeliostatError).cause)}`;
    expect(told).not.toContain(secret);
  });

  it('nothing was written and nothing is lost', async () => {
    expect(existsSync(join(outside, 'written'))).toBe(false);
    expect(await readFile(canary, 'utf8')).toBe(`${secret}\n`);
    expect(frameToRows(await run('SELECT count() AS n FROM t'))).toEqual([{ n: 4 }]);
  });

  it.each(legitimate)('passes %s', async (sql) => {
    await expect(run(sql)).resolves.toBeDefined();
  });

  it('passes tables of system where the setting allows it, and nothing else of what it refuses', async () => {
    const { url, user, password } = engine;
    const settings = { url, user, password, systemTables: true };
    const allowed = connectTo(withDefaults(settingsSchema, settings), host);
    const ask = (sql: string) => readAll(allowed, { query: { sql }, range, params }, signal);
    const tables = await ask(
      "SELECT name FROM system.tables WHERE database = 'default' ORDER BY name",
    );
    expect(frameToRows(tables)).toEqual([{ name: 't' }, { name: 'u' }]);
    for (const sql of [
      "SELECT file('x') FROM system.one",
      'SELECT * FROM information_schema.tables',
    ])
      await expect(ask(sql)).rejects.toMatchObject({ code: 'INVALID_QUERY' });
    const names = async (one: typeof allowed) =>
      (await one.schema([], signal)).map(({ name }) => name);
    expect(await names(allowed)).toEqual(['default', 'system']);
    expect(await names(connection)).toEqual(['default']);
    await allowed.close();
  });

  it('explains a query with its texts as they are written', async () => {
    const plan = await explain("SELECT n FROM t WHERE type = 'k0' AND $__time(ts)");
    expect(plan).toContain('ReadFromMergeTree (default.t)');
    expect(plan).toContain("type = 'k0'");
    expect(plan).toContain("ts < '1970-01-02 00:00:00.000'");
  });

  it('names the place of what it refuses', async () => {
    const failure = (await run("SELECT 1,\n  file('CANARY')").catch(
      (e: unknown) => e,
    )) as HeliostatError;
    expect(failure.position).toEqual({ line: 2, column: 3 });
  });
});
