import { testDatasource } from '@heliostat/sdk/testing/datasource';
import clickhouse from './server.ts';

const start = Date.UTC(2026, 10, 22);

testDatasource(clickhouse, {
  settings: {},
  unreachable: { url: 'http://127.0.0.1:9' },
  range: { from: start, to: start + 3_600_000 },
  async prepare(connection, signal) {
    const sink = connection.sink?.({
      pipeline: 'trial/prepare#events',
      table: 'events',
      mode: 'append',
      schema: {
        time: 'ts',
        fields: [
          { name: 'ts', type: 'time' },
          { name: 'type', type: 'string' },
          { name: 'amount', type: 'number' },
        ],
      },
    });
    await sink?.open(signal);
    const seqs = Float64Array.from({ length: 3600 }, (_, i) => i + 1);
    const rows = Array.from(seqs, (seq) => ({
      ts: start + (seq - 1) * 1000,
      type: seq % 3 === 0 ? 'click' : 'view',
      amount: seq,
    }));
    await sink?.write({ rows, seqs }, signal);
    await sink?.close();
  },
  query: {
    sql: [
      'SELECT $__bucket(ts) AS t, type, count() AS events FROM events',
      'WHERE $__time(ts) GROUP BY t, type ORDER BY t, type',
    ],
  },
  large: { sql: 'SELECT ts, type, amount FROM events ORDER BY ts' },
  slow: { sql: 'SELECT count() FROM numbers(1000000000000) WHERE sipHash64(number) = 1' },
  broken: { sql: 'SELECT count()\n  FROM events WHERE AND' },
  echo: { sql: 'SELECT $__var(value) AS value' },
  filtered: {
    query: { sql: 'SELECT type, count() AS n FROM events WHERE $__filters GROUP BY type' },
    filter: { field: 'type', op: '=', value: 'click' },
  },
  frequent: { path: ['default', 'events'], field: 'type', values: ['view', 'click'] },
  reads: 'events',
  count: (table) => ({ sql: `SELECT count() FROM ${table}` }),
});
