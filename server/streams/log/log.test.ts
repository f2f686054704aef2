import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { diskFiles, type LogFiles } from './files.ts';
import type { Log } from './log.ts';
import { openLog, type LogOptions } from './open.ts';
import { openLogReader } from './reader.ts';
import { entryOf, eventsOf, readAll, temporaryDirectory, testEffects } from './testing/logs.ts';

const directories: string[] = [];
const minute = 60_000;

function directory(): string {
  const path = temporaryDirectory();
  directories.push(path);
  return path;
}

function open(path: string, options: LogOptions = {}, effects = testEffects()): Promise<Log> {
  return openLog(path, options, effects);
}

function segmentFiles(path: string): string[] {
  return readdirSync(path).filter((name) => name.endsWith('.seg'));
}

/** Three records in one segment; returns its file and where each record ends. */
async function threeRecords(path: string) {
  const log = await open(path);
  const file = join(path, segmentFiles(path)[0]!);
  const ends = [];
  for (const n of [0, 1, 2]) {
    await log.append({ ...entryOf({ n }, { n: n + 0.5 }), origin: { kind: 'http', key: `k${n}` } });
    ends.push(statSync(file).size);
  }
  await log.close();
  return { file, ends, bytes: readFileSync(file) };
}

afterEach(() => {
  for (const path of directories.splice(0)) rmSync(path, { recursive: true, force: true });
});

test('an appended record is read back with its offset, origin and bytes', async () => {
  const path = directory();
  const log = await open(path);
  const origin = { kind: 'http', key: 'a', digest: 'd' };
  expect(await log.append({ ...entryOf({ a: 1 }, { a: 2 }), origin })).toBe(0);
  expect(await log.append(entryOf({ a: 3 }))).toBe(2);
  expect(log.head).toBe(3);
  const [first, second] = await readAll(log);
  expect(first).toMatchObject({ offset: 0, count: 2, origin, acceptedAtMs: 1767225600000 });
  expect(second).toMatchObject({ offset: 2, count: 1 });
  expect(eventsOf(await readAll(log, 1))).toEqual([{ a: 1 }, { a: 2 }, { a: 3 }]);
  expect(eventsOf(await readAll(log, 2))).toEqual([{ a: 3 }]);
  expect(await readAll(log, 3)).toEqual([]);
  await log.close();
});

test('appends of one turn are one sync, and all are acknowledged in order', async () => {
  const path = directory();
  let syncs = 0;
  const files: LogFiles = {
    ...diskFiles,
    open: async (name, flags) => {
      const file = await diskFiles.open(name, flags);
      const datasync = file.datasync.bind(file);
      return Object.assign(file, { datasync: () => (syncs++, datasync()) });
    },
  };
  const log = await open(path, { files });
  const heads: number[] = [];
  log.onAppend((head) => heads.push(head));
  const offsets = await Promise.all(
    Array.from({ length: 100 }, (_, n) => log.append(entryOf({ n }))),
  );
  expect(offsets).toEqual(Array.from({ length: 100 }, (_, n) => n));
  expect(syncs).toBe(1);
  expect(heads).toEqual([100]);
  await log.close();
});

test('a torn tail is cut at the first bad record, wherever it was torn', async () => {
  const path = directory();
  const { file, ends, bytes } = await threeRecords(path);
  for (let length = ends[1]!; length < bytes.length; length++) {
    writeFileSync(file, bytes.subarray(0, length));
    const log = await open(path);
    expect(log.head).toBe(4);
    expect(log.stats().truncatedBytes).toBe(length - ends[1]!);
    expect(await log.append(entryOf({ n: 'new' }))).toBe(4);
    expect(eventsOf(await readAll(log, 2))).toEqual([{ n: 1 }, { n: 1.5 }, { n: 'new' }]);
    await log.close();
  }
});

test('a flipped bit costs the record it is in and no other', async () => {
  const path = directory();
  const { file, ends, bytes } = await threeRecords(path);
  for (let at = 16; at < bytes.length; at++) {
    for (const name of readdirSync(path)) rmSync(join(path, name));
    const damaged = Buffer.from(bytes);
    damaged[at] = damaged[at]! ^ (1 << (at % 8));
    writeFileSync(file, damaged);
    const hit = ends.findIndex((end) => at < end);
    const log = await open(path);
    const kept = [0, 1, 2].filter((n) => n !== hit).flatMap((n) => [{ n }, { n: n + 0.5 }]);
    expect(eventsOf(await readAll(log))).toEqual(kept);
    expect(log.stats().quarantined).toBe(hit === 2 ? 0 : 1);
    await log.close();
  }
});

test('a damaged segment that is not the last is set aside and its sound records are kept', async () => {
  const path = directory();
  const effects = testEffects();
  let log = await open(path, { segmentBytes: 100 });
  for (let n = 0; n < 6; n++) await log.append(entryOf({ n, pad: 'p'.repeat(40) }));
  await log.close();
  const [first] = segmentFiles(path);
  const file = join(path, first!);
  const bytes = readFileSync(file);
  bytes[60] = bytes[60]! ^ 4;
  writeFileSync(file, bytes);
  log = await open(path, { segmentBytes: 100 }, effects);
  const seen = eventsOf(await readAll(log)).map((event) => (event as { n: number }).n);
  expect(seen).toEqual([1, 2, 3, 4, 5]);
  expect(log.stats().quarantined).toBe(1);
  expect(effects.messages.map(({ level }) => level)).toContain('error');
  expect(readFileSync(`${file}.bad`)).toEqual(bytes);
  expect(eventsOf(await readAll(log))).toHaveLength(5);
  expect(log.stats().quarantined).toBe(1);
  await log.close();
});

test('a damaged segment header does not cost its records', async () => {
  const path = directory();
  const { file, bytes } = await threeRecords(path);
  bytes[2] = 0;
  writeFileSync(file, bytes);
  const log = await open(path);
  expect(eventsOf(await readAll(log))).toHaveLength(6);
  await log.close();
});

test('a segment of a newer release is refused with its version', async () => {
  const path = directory();
  const { file, bytes } = await threeRecords(path);
  bytes[8] = 9;
  writeFileSync(file, bytes);
  await expect(open(path)).rejects.toThrow(/version 9/);
});

test('a segment whose making was interrupted is made again', async () => {
  const path = directory();
  const log = await open(path);
  await log.append(entryOf({ n: 0 }));
  await log.close();
  writeFileSync(join(path, `${'1'.padStart(16, '0')}.seg`), 'HELI');
  const again = await open(path);
  expect(await again.append(entryOf({ n: 1 }))).toBe(1);
  expect(eventsOf(await readAll(again))).toEqual([{ n: 0 }, { n: 1 }]);
  expect(again.stats().quarantined).toBe(0);
  await again.close();
});

test('any sequence of appends, reads and reopens agrees with a list in memory', async () => {
  const operation = fc.oneof(
    fc.record({
      op: fc.constant('append' as const),
      sizes: fc.array(fc.nat(300), { minLength: 1, maxLength: 5 }),
    }),
    fc.record({ op: fc.constant('read' as const), at: fc.nat(100) }),
    fc.record({ op: fc.constant('reopen' as const) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { maxLength: 25 }), async (operations) => {
      const path = directory();
      const model: unknown[] = [];
      let log = await open(path, { segmentBytes: 500 });
      for (const step of operations) {
        if (step.op === 'reopen') {
          await log.close();
          log = await open(path, { segmentBytes: 500 });
        } else if (step.op === 'append') {
          const events = step.sizes.map((size, i) => ({
            id: model.length + i,
            pad: 'é'.repeat(size),
          }));
          const offsets = await Promise.all(events.map((event) => log.append(entryOf(event))));
          expect(offsets).toEqual(events.map(({ id }) => id));
          model.push(...events);
        } else {
          const from = Math.min(step.at, model.length);
          expect(eventsOf(await readAll(log, from))).toEqual(model.slice(from));
        }
        expect(log.head).toBe(model.length);
      }
      await log.close();
    }),
    { numRuns: 60 },
  );
});

test('retention drops only whole segments that are consumed, for ten minutes, and past the policy', async () => {
  const path = directory();
  const effects = testEffects();
  const log = await open(path, { segmentBytes: 100 }, effects);
  for (let n = 0; n < 6; n++) await log.append(entryOf({ n, pad: 'p'.repeat(60) }));
  const policy = { ageMs: 60 * minute, bytes: 1 };
  await log.retain({ ...policy, consumed: 3 });
  expect(log.start).toBe(0);
  effects.nowMs += 11 * minute;
  await log.retain({ ...policy, consumed: 3 });
  expect(log.start).toBe(3);
  await log.retain({ ...policy, consumed: Infinity });
  expect(log.start).toBe(3);
  effects.nowMs += 11 * minute;
  await log.retain({ ageMs: 60 * minute, bytes: 1e9, consumed: Infinity });
  expect(log.start).toBe(3);
  effects.nowMs += 60 * minute;
  await log.retain({ ageMs: 60 * minute, bytes: 1e9, consumed: Infinity });
  expect(log.start).toBe(5);
  expect(segmentFiles(path)).toHaveLength(1);
  expect(eventsOf(await readAll(log))).toHaveLength(1);
  await log.close();
});

test('a reader that retention overtakes goes on at the first kept event and counts what it missed', async () => {
  const path = directory();
  const effects = testEffects();
  const log = await open(path, { segmentBytes: 100 }, effects);
  for (let n = 0; n < 6; n++) await log.append(entryOf({ n, pad: 'p'.repeat(60) }));
  const reader = openLogReader(path, 0);
  expect(eventsOf(await reader.next(log.head, 1))).toMatchObject([{ n: 0 }]);
  await log.retain({ ageMs: 0, bytes: 1, consumed: 4 });
  effects.nowMs += 11 * minute;
  await log.retain({ ageMs: 0, bytes: 1, consumed: 4 });
  expect(log.start).toBe(4);
  expect(eventsOf(await reader.next(log.head, 1e6))).toMatchObject([{ n: 4 }, { n: 5 }]);
  expect(reader).toMatchObject({ position: 6, skipped: 3 });
  expect(await reader.next(log.head, 1e6)).toEqual([]);
  await log.append(entryOf({ n: 6 }));
  expect(eventsOf(await reader.next(log.head, 1e6))).toEqual([{ n: 6 }]);
  await reader.close();
  await log.close();
});

test('a reader never passes the head it is given', async () => {
  const path = directory();
  const log = await open(path);
  for (let n = 0; n < 5; n++) await log.append(entryOf({ n }));
  const reader = openLogReader(path, 1);
  expect(eventsOf(await reader.next(3, 1e6))).toEqual([{ n: 1 }, { n: 2 }]);
  expect(await reader.next(3, 1e6)).toEqual([]);
  expect(eventsOf(await reader.next(5, 1e6))).toEqual([{ n: 3 }, { n: 4 }]);
  await reader.close();
  await log.close();
});

test('a disk that fills up refuses the batch with STORAGE_FULL, harms nothing, and resumes', async () => {
  const path = directory();
  let room = Infinity;
  const log = await open(path, { files: filesWithRoom(() => room) });
  await log.append(entryOf({ n: 0 }));
  room = 20;
  await expect(log.append(entryOf({ n: 1 }))).rejects.toMatchObject({
    code: 'STORAGE_FULL',
    retryAfterSeconds: 10,
  });
  expect(log.head).toBe(1);
  expect(eventsOf(await readAll(log))).toEqual([{ n: 0 }]);
  room = Infinity;
  expect(await log.append(entryOf({ n: 2 }))).toBe(1);
  await log.close();
  const again = await open(path);
  expect(eventsOf(await readAll(again))).toEqual([{ n: 0 }, { n: 2 }]);
  expect(again.stats()).toMatchObject({ truncatedBytes: 0, quarantined: 0 });
  await again.close();
});

/** Writes at most `room()` bytes per call and then fails like a full disk. */
function filesWithRoom(room: () => number): LogFiles {
  return {
    ...diskFiles,
    open: async (name, flags) => {
      const file = await diskFiles.open(name, flags);
      const writev = file.writev.bind(file);
      const limited = async (parts: Buffer[], position?: number) => {
        if (room() === Infinity) return await writev(parts, position);
        await writev([Buffer.concat(parts).subarray(0, room())], position);
        throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
      };
      return Object.assign(file, { writev: limited });
    },
  };
}

test.each([0, 1])(
  'after a failed sync with %i records in the segment the batch fails and a new segment is begun',
  async (before) => {
    const path = directory();
    let fail = false;
    const files: LogFiles = {
      ...diskFiles,
      open: async (name, flags) => {
        const file = await diskFiles.open(name, flags);
        const datasync = file.datasync.bind(file);
        return Object.assign(file, {
          datasync: () => (fail ? Promise.reject(new Error('EIO: i/o error')) : datasync()),
        });
      },
    };
    const log = await open(path, { files });
    for (let n = 0; n < before; n++) await log.append(entryOf({ n }));
    fail = true;
    await expect(log.append(entryOf({ lost: true }))).rejects.toThrow(/EIO/);
    fail = false;
    expect(await log.append(entryOf({ n: 'after' }))).toBe(before);
    expect(log.stats().segments).toBe(before + 1);
    await log.close();
    const again = await open(path);
    expect(eventsOf(await readAll(again)).at(-1)).toEqual({ n: 'after' });
    expect(again.head).toBe(before + 1);
    await again.close();
  },
);

test('an append to a closed log is refused', async () => {
  const log = await open(directory());
  await log.close();
  await expect(log.append(entryOf({}))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});

test('closing waits for what is queued', async () => {
  const path = directory();
  const log = await open(path);
  const appended = log.append(entryOf({ n: 1 }));
  await log.close();
  expect(await appended).toBe(0);
  const again = await open(path);
  expect(again.head).toBe(1);
  await again.close();
});

test('a log goes on with higher numbers, and what is appended meanwhile gets them', async () => {
  const path = directory();
  const log = await open(path);
  await log.append(entryOf({ n: 0 }, { n: 1 }));
  await new Promise((resolve) => setImmediate(resolve));
  const advancing = log.advance(100);
  expect(await log.append(entryOf({ n: 2 }))).toBe(100);
  await advancing;
  await log.advance(50);
  expect([log.start, log.head]).toEqual([0, 101]);
  await log.close();
  const again = await open(path);
  expect([again.start, again.head]).toEqual([0, 101]);
  expect((await readAll(again)).map(({ offset }) => offset)).toEqual([0, 100]);
  await again.close();
});

test('an empty log that is advanced starts there, and is empty after a restart', async () => {
  const path = directory();
  const log = await open(path);
  await Promise.all([log.advance(100), log.advance(200)]);
  await log.close();
  const again = await open(path);
  expect([again.start, again.head, segmentFiles(path).length]).toEqual([200, 200, 1]);
  expect(await again.append(entryOf({ n: 0 }))).toBe(200);
  await again.close();
});
