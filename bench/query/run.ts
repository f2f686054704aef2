import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, request, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient, type ClickHouseClient } from '@clickhouse/client';
import { withDirectory } from '../harness/directory.ts';
import { Load } from '../harness/load.ts';
import { Server, type Engine } from '../harness/server.ts';
import { median } from '../harness/statistics.ts';
import { toRatio, toTable } from '../harness/table.ts';

const rounds = Number(process.env['BENCH_ROUNDS'] ?? 60);
const count = 400_000;
const workspace = join(import.meta.dirname, 'workspace');
const names = ['one', 'thousand', 'hundred-thousand', 'heavy'] as const;
const titles = {
  one: '1 row',
  thousand: '1,000 rows × 4',
  'hundred-thousand': '100,000 rows × 4',
  heavy: 'aggregation of all rows',
} as const;

/** One way to ask; resolves with the bytes of the answer. */
type Ask = (name: string, salt: string) => Promise<number>;

/** The same queries as Arrow through Heliostat, straight to the engine, and with its client. */
export async function run(): Promise<string> {
  return await withDirectory(async (dataDirectory) => {
    const server = new Server({ dataDirectory, workspace });
    try {
      const url = await server.url();
      await fill(server, url);
      const engine = await server.engine();
      const client = createClient({
        url: engine.url,
        username: 'default',
        password: engine.headers['X-ClickHouse-Key'] ?? '',
      });
      const ways = [throughHeliostat(url), straight(engine), withClient(client)];
      const rows = [];
      for (const name of names) rows.push(await measure(name, ways));
      await client.close();
      return [
        `Milliseconds, median of ${rounds} rounds in which the three take turns; a table of ${count.toLocaleString('en')} rows,`,
        'Arrow in all cases, no answer from a cache.',
        '',
        toTable(
          ['result', 'Heliostat', 'engine, HTTP', 'ratio', '@clickhouse/client', 'ratio'],
          rows,
        ),
      ].join('\n');
    } finally {
      await server.stop();
    }
  });
}

async function fill(server: Server, url: string): Promise<void> {
  const startMs = Date.now() - 600_000;
  const load = new Load({
    ...{ url, stream: 'activity', connections: 2, eventsPerBody: 5000 },
    ...{ first: 0, count, startMs, eventsPerMs: 10 },
  });
  await load.run();
  await server.caughtUp();
}

async function measure(name: (typeof names)[number], ways: readonly Ask[]) {
  const times: number[][] = ways.map(() => []);
  for (let round = -5; round < rounds; round++) {
    for (const [i, ask] of ways.entries()) {
      const startedAt = performance.now();
      const bytes = await ask(name, `${i}-${round}`);
      if (bytes === 0) throw new Error(`${name}: an empty answer`);
      if (round >= 0) times[i]?.push(performance.now() - startedAt);
    }
  }
  const [ours = NaN, http = NaN, client = NaN] = times.map(median);
  return [titles[name], ours, http, toRatio(ours, http), client, toRatio(ours, client)];
}

function throughHeliostat(url: string): Ask {
  const post = buildPost(`${url}/api/v1/query`, {
    'content-type': 'application/json',
    accept: 'application/vnd.apache.arrow.stream',
  });
  const range = { from: 'now-1h', to: 'now' };
  return (query, salt) =>
    post('', JSON.stringify({ dashboard: 'sizes', query, variables: { salt }, ...range }));
}

const settings = {
  output_format_arrow_compression_method: 'none',
  output_format_arrow_low_cardinality_as_dictionary: 1,
  output_format_arrow_string_as_string: 1,
} as const;

function straight({ url, headers }: Engine): Ask {
  const post = buildPost(url, headers);
  return (name, salt) => {
    const parameters = new URLSearchParams({ param_salt: salt });
    for (const [key, value] of Object.entries(settings)) parameters.set(key, String(value));
    return post(`?${parameters.toString()}`, `${sqlOf(name)} FORMAT ArrowStream`);
  };
}

function withClient(client: ClickHouseClient): Ask {
  return async (name, salt) => {
    const { stream } = await client.exec({
      query: `${sqlOf(name)} FORMAT ArrowStream`,
      query_params: { salt },
      clickhouse_settings: settings,
    });
    let bytes = 0;
    for await (const chunk of stream as AsyncIterable<Buffer>) bytes += chunk.length;
    return bytes;
  };
}

/** The author's text, with the one macro it has as ClickHouse's own placeholder. */
function sqlOf(name: string): string {
  const file = JSON.parse(readFileSync(join(workspace, 'sizes.dashboard.json'), 'utf8')) as {
    queries: Record<string, { sql: string | string[] }>;
  };
  return [file.queries[name]?.sql ?? ''].flat().join('\n').replace('$__var(salt)', '{salt:String}');
}

function buildPost(url: string, headers: Readonly<Record<string, string>>) {
  const agent = new Agent({ keepAlive: true });
  return async (query: string, body: string): Promise<number> => {
    const asked = request(url + query, { method: 'POST', agent, headers });
    asked.end(body);
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    const chunks = await (response.toArray() as Promise<Buffer[]>);
    const answer = Buffer.concat(chunks);
    if (response.statusCode !== 200) throw new Error(answer.toString('utf8'));
    return answer.length;
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(`${await run()}\n`);
