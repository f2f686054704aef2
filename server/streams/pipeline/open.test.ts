import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Effects } from '../../effects.ts';
import {
  buildEffects,
  latestRows,
  makeDirectory,
  makeEvents,
  storedRows,
  toPayload,
  touch,
  until,
  type Row,
} from './testing/rig.ts';
import {
  bothSinks,
  pipelineOf,
  start,
  writeFile,
  writeWorkspace,
  type Started,
} from './testing/start.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function begin(pipeline: object = bothSinks, observe: Effects['observe'] = () => undefined) {
  const { directory, remove } = makeDirectory();
  cleanups.push(remove);
  writeWorkspace(directory, pipeline);
  const effects = { ...buildEffects(), observe };
  const started = await start(directory, effects);
  cleanups.push(() => started.close());
  return { directory, effects, ...started };
}

// Event times must be recent to be accepted.
const baseMs = Math.floor(Date.now() / 10_000) * 10_000 - 3_600_000;
function events(from: number, count: number, extra: Row = {}): Row[] {
  return makeEvents(from, count).map((row) => ({
    ...row,
    ts: Number(row['ts']) - 1_700_000_000_000 + baseMs,
    ...extra,
  }));
}

async function accept({ streams }: Pick<Started, 'streams'>, rows: readonly Row[]): Promise<void> {
  const stream = streams.get('events')!;
  const { accepted } = await stream.accept(toPayload(rows), { kind: 'http' });
  expect(accepted).toBe(rows.length);
}

function views(rows: readonly Row[]): Row[] {
  return rows.filter((row) => row['type'] === 'view');
}

function windowsOf(rows: readonly Row[]): Row[] {
  const windows = new Map<
    number,
    { window_start: number; type: string; count: number; total: number }
  >();
  for (const row of views(rows)) {
    const start = Math.floor(Number(row['ts']) / 10_000) * 10_000;
    const window = windows.get(start) ?? { window_start: start, type: 'view', count: 0, total: 0 };
    windows.set(start, {
      ...window,
      count: window.count + 1,
      total: window.total + Number(row['n']),
    });
  }
  return [...windows.values()];
}

const byStart = (a: Row, b: Row) => Number(a['window_start']) - Number(b['window_start']);
const numbers = (directory: string, table = 'raw') =>
  storedRows(directory, table).map(({ row }) => row['n']);

function expectExactlyOnce(directory: string, rows: readonly Row[]): void {
  expect(numbers(directory)).toEqual(views(rows).map((row) => row['n']));
  const windows = latestRows(directory, 'windows', ['window_start', 'type']);
  expect(windows.sort(byStart)).toEqual(windowsOf(rows));
}

function caughtUp({ pipelines }: Pick<Started, 'pipelines'>, head: number, path = 'main'): boolean {
  const status = pipelines.list().find((candidate) => candidate.path === path);
  return status?.state === 'running' && pipelines.consumed('events') >= head && status.lag === 0;
}

describe('a pipeline of the workspace', () => {
  it('stores what it makes of the stream, in both modes, and says so', async () => {
    const server = await begin();
    const commits: unknown[] = [];
    server.pipelines.onCommit((commit) => commits.push(commit));
    const rows = events(0, 400);
    await accept(server, rows.slice(0, 150));
    await accept(server, rows.slice(150));
    await until(() => caughtUp(server, 400));
    expectExactlyOnce(server.storeDirectory, rows);
    expect(commits[0]).toMatchObject({
      pipeline: 'main',
      datasource: 'store',
      from: expect.any(Number),
    });
    const [status] = server.pipelines.list();
    expect(status).toMatchObject({ state: 'running', position: 400, lag: 0, restarts: 0 });
    expect(
      status?.steps.map(({ id, kind, eventsIn, eventsOut }) => [id, kind, eventsIn, eventsOut]),
    ).toEqual([
      ['source', 'source', 400, 400],
      ['views', 'step', 400, 266],
      ['trap', 'step', 266, 266],
      ['per-10s', 'step', 266, expect.any(Number)],
      ['raw', 'sink', 266, 266],
      ['windows', 'sink', expect.any(Number), expect.any(Number)],
    ]);
  });

  it('observes how much goes in and out, edge by edge', async () => {
    const counts = new Map<string, number>();
    const server = await begin(bothSinks, ({ kind, name, count = 1 }) => {
      if (kind === 'pipeline') counts.set(name, (counts.get(name) ?? 0) + count);
    });
    await accept(server, events(0, 400));
    await until(() => counts.get('events > main') === 400);
    await until(() => counts.get('main > store.raw') === 266);
  });

  it('goes on from its checkpoint after a stop', async () => {
    const server = await begin();
    await accept(server, events(0, 100));
    await until(() => numbers(server.storeDirectory).length > 0);
    await server.close();
    const again = await start(server.directory, buildEffects());
    cleanups.push(() => again.close());
    await accept(again, events(100, 100));
    await until(() => caughtUp(again, 200));
    expectExactlyOnce(again.storeDirectory, events(0, 200));
  });

  it('goes on, and says so, when the log it was reading is gone', async () => {
    const server = await begin();
    await accept(server, events(0, 100));
    await until(() => caughtUp(server, 100));
    await server.close();
    rmSync(join(server.directory, 'data/streams/events/log'), { recursive: true });
    const effects = buildEffects();
    const again = await start(server.directory, effects);
    cleanups.push(() => again.close());
    await accept(again, events(100, 100));
    await until(() => caughtUp(again, again.streams.get('events')!.log.head));
    expectExactlyOnce(again.storeDirectory, events(0, 200));
    const [status] = again.pipelines.list();
    expect(status).toMatchObject({ state: 'running', error: { code: 'CONFLICT' }, lag: 0 });
    expect(status?.error?.message).toContain('its log ended at event 0, but 100 were processed');
    expect(effects.messages.join()).toContain('a pipeline misses events');
  });

  it('an event at which a step throws goes to the dead letters, once, and the others are stored', async () => {
    const server = await begin();
    const rows = events(0, 300).map((row) =>
      [100, 101, 250].includes(Number(row['n'])) ? { ...row, bad: true } : row,
    );
    await accept(server, rows.slice(0, 60));
    await until(() => numbers(server.storeDirectory).length > 0);
    await accept(server, rows.slice(60));
    await until(() => caughtUp(server, 300));
    expectExactlyOnce(
      server.storeDirectory,
      rows.filter((row) => row['bad'] !== true),
    );
    const letters = await server.streams.get('events')!.readDeadLetters(100);
    expect(letters.map(({ seq, by, reason }) => [seq, by, reason])).toEqual([
      [100, 'main#trap', 'failed: trapped by bad'],
      [101, 'main#trap', 'failed: trapped by bad'],
      [250, 'main#trap', 'failed: trapped by bad'],
    ]);
    expect(JSON.parse(letters[0]!.event)).toEqual(rows[100]);
  });

  it('an event that only fails after others is found as well', async () => {
    const server = await begin(
      pipelineOf({
        steps: { trap: { use: 'trap', field: 'bad', after: 20 } },
        sinks: { raw: { datasource: 'store', table: 'raw' } },
      }),
    );
    const rows = events(0, 60).map((row) =>
      [10, 30].includes(Number(row['n'])) ? { ...row, bad: true } : row,
    );
    await accept(server, rows);
    await until(() => caughtUp(server, 60));
    expect(numbers(server.storeDirectory)).toEqual(
      rows.map((row) => row['n']).filter((n) => n !== 30),
    );
    const letters = await server.streams.get('events')!.readDeadLetters(100);
    expect(letters.map(({ seq }) => seq)).toEqual([30]);
  });

  it('rows that the store refuses go to the dead letters and the rest is stored', async () => {
    const server = await begin();
    const rows = events(0, 200).map((row) => (row['n'] === 77 ? { ...row, refuse: true } : row));
    await accept(server, rows);
    await until(() => caughtUp(server, 200));
    expect(numbers(server.storeDirectory)).toEqual(
      views(rows)
        .map((row) => row['n'])
        .filter((n) => n !== 77),
    );
    const letters = await server.streams.get('events')!.readDeadLetters(100);
    expect(letters).toMatchObject([
      { seq: 77, by: 'main#raw', reason: 'refused: a row is refused' },
    ]);
  });

  it('a store that is down is waited for, and nothing is lost', async () => {
    const server = await begin();
    await accept(server, events(0, 50));
    await until(() => caughtUp(server, 50));
    touch(join(server.storeDirectory, 'down'));
    await accept(server, events(50, 50));
    await until(() => server.pipelines.list()[0]?.state === 'retrying');
    expect(server.pipelines.list()[0]?.error).toMatchObject({ code: 'UNAVAILABLE' });
    rmSync(join(server.storeDirectory, 'down'));
    await until(() => caughtUp(server, 100));
    expectExactlyOnce(server.storeDirectory, events(0, 100));
  });

  it('a body whose events are all late goes to the dead letters whole', async () => {
    const server = await begin();
    await accept(server, events(2000, 1));
    await until(() => caughtUp(server, 1));
    const late = events(0, 1).flatMap((row) => Array.from({ length: 20_000 }, () => row));
    await accept(
      server,
      late.map((row) => ({ ...row, type: 'view' })),
    );
    await until(() => caughtUp(server, 20_001));
    const letters = await server.streams.get('events')!.readDeadLetters(30_000);
    expect(letters).toHaveLength(20_000);
    expect(letters[0]?.reason).toMatch(/^late/);
    expect(JSON.parse(letters.at(-1)!.event)).toEqual({ ...late[0], type: 'view' });
  });

  it('stops at once while its store is down, and goes on from there', async () => {
    const server = await begin();
    await accept(server, events(0, 50));
    await until(() => caughtUp(server, 50));
    touch(join(server.storeDirectory, 'down'));
    await accept(server, events(50, 50));
    await until(() => server.pipelines.list()[0]?.state === 'retrying');
    await server.close();
    expect(server.effects.messages.join()).not.toContain('a pipeline failed');
    rmSync(join(server.storeDirectory, 'down'));
    const again = await start(server.directory, buildEffects());
    cleanups.push(() => again.close());
    await until(() => caughtUp(again, 100));
    expectExactlyOnce(again.storeDirectory, events(0, 100));
  });

  it('needs what comes after its checkpoint only, from the start on', async () => {
    const server = await begin();
    await accept(server, events(0, 100));
    await until(() => caughtUp(server, 100));
    await server.close();
    const again = await start(server.directory, buildEffects());
    cleanups.push(() => again.close());
    expect(again.pipelines.consumed('events')).toBe(100);
  });

  it('a listener that throws does not end it', async () => {
    const server = await begin();
    server.pipelines.onCommit(() => {
      throw new Error('stray');
    });
    server.pipelines.onStatus(() => {
      throw new Error('stray');
    });
    await accept(server, events(0, 100));
    await until(() => caughtUp(server, 100));
    expect(server.pipelines.list()[0]).toMatchObject({ restarts: 0 });
    expect(server.effects.messages.join()).toContain('a pipeline listener failed');
  });

  it('a worker that dies is started again', async () => {
    const server = await begin();
    await accept(server, events(0, 40));
    await until(() => numbers(server.storeDirectory).length > 0);
    await accept(server, events(40, 1, { exit: true }));
    await until(() => (server.pipelines.list()[0]?.restarts ?? 0) > 0);
    expect(server.pipelines.list()[0]).toMatchObject({ state: 'retrying' });
    expect(numbers(server.storeDirectory)).toEqual(views(events(0, 40)).map((row) => row['n']));
  });
});

describe('a file that changes', () => {
  it('is deployed anew, from the same position, without the state of a changed step', async () => {
    const server = await begin();
    await accept(server, events(0, 100));
    await until(() => caughtUp(server, 100));
    const changed = structuredClone(bothSinks) as {
      steps: Record<string, Record<string, unknown>>;
    };
    changed.steps['per-10s'] = { ...changed.steps['per-10s'], aggregates: { count: 'count()' } };
    writeFile(server.directory, 'main.pipeline.json', changed);
    await until(() =>
      server.effects.messages.some((message) => message.includes('its state is dropped')),
    );
    await accept(server, events(100, 40));
    await until(() => caughtUp(server, 140));
    expect(numbers(server.storeDirectory)).toEqual(views(events(0, 140)).map((row) => row['n']));
    const last = latestRows(server.storeDirectory, 'windows', ['window_start', 'type'])
      .sort(byStart)
      .at(-1);
    expect(last).not.toHaveProperty('total');
  });

  it('is refused when its plan is wrong, with the place; what ran goes on', async () => {
    const server = await begin();
    await accept(server, events(0, 20));
    await until(() => caughtUp(server, 20));
    const wrong = structuredClone(bothSinks) as { steps: Record<string, Record<string, unknown>> };
    wrong.steps['per-10s'] = { ...wrong.steps['per-10s'], aggregates: { users: 'uniq(usr)' } };
    writeFile(server.directory, 'main.pipeline.json', wrong);
    await until(() => server.pipelines.issues().length > 0);
    expect(server.pipelines.issues()).toMatchObject([
      {
        file: 'main.pipeline.json',
        path: 'steps.per-10s.aggregates.users',
        line: 27,
        severity: 'error',
      },
    ]);
    await accept(server, events(20, 20));
    await until(() => caughtUp(server, 40));
    expectExactlyOnce(server.storeDirectory, events(0, 40));
  });

  it('shows as invalid when nothing of it runs, and runs once it is right', async () => {
    const server = await begin(
      pipelineOf({
        steps: { f: { use: 'filter', where: 'nn > 1' } },
        sinks: { raw: { datasource: 'store', table: 'raw' } },
      }),
    );
    expect(server.pipelines.list()).toMatchObject([{ path: 'main', state: 'invalid' }]);
    expect(server.pipelines.list()[0]?.error?.message).toContain(
      'unknown field: nn, did you mean "n"?',
    );
    await accept(server, events(0, 20));
    writeFile(server.directory, 'main.pipeline.json', bothSinks);
    await until(() => caughtUp(server, 20));
    expectExactlyOnce(server.storeDirectory, events(0, 20));
  });

  it('whose table another pipeline writes is refused until that one is gone', async () => {
    const { directory, remove } = makeDirectory();
    cleanups.push(remove);
    writeWorkspace(directory, bothSinks);
    writeFile(directory, 'second.pipeline.json', bothSinks);
    const server = await start(directory, buildEffects());
    cleanups.push(() => server.close());
    const states = () => server.pipelines.list().map(({ path, state }) => [path, state]);
    expect(states()).toContainEqual(['second', 'invalid']);
    expect(server.pipelines.issues()[0]?.message).toContain('already written by pipeline "main"');
    rmSync(join(directory, 'workspace/main.pipeline.json'));
    await until(() => JSON.stringify(states()) === '[["second","running"]]');
  });

  it('that is removed stops its pipeline', async () => {
    const server = await begin();
    await until(() => server.pipelines.list()[0]?.state === 'running');
    rmSync(join(server.directory, 'workspace/main.pipeline.json'));
    await until(() => server.pipelines.list().length === 0);
    expect(server.pipelines.consumed('events')).toBe(Infinity);
  });
});
