import { rmSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { openLog } from '../log/open.ts';
import { entryOf, temporaryDirectory, testEffects } from '../log/testing/logs.ts';
import { resume, type Break } from './resume.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function streamOf(events: number, start = 0) {
  const directory = temporaryDirectory();
  const log = await openLog(directory, {}, testEffects());
  cleanups.push(() => rmSync(directory, { recursive: true }));
  cleanups.push(() => log.close());
  await log.advance(start);
  for (let n = 0; n < events; n++) await log.append(entryOf({ n }));
  return { name: 'events', log };
}

function at(position: number, stream = 'events') {
  return { position, stream, atMs: 0, fingerprints: {} };
}

const none = () => new Map<string, Break>();

test('a pipeline goes on at its checkpoint, a new one at the first event kept', async () => {
  const stream = await streamOf(5, 100);
  const resumeAt = (checkpoint: ReturnType<typeof at> | undefined) =>
    resume({ checkpoint, stream, breaks: none() });
  expect(await resumeAt(undefined)).toEqual({ from: 100, gap: undefined });
  expect(await resumeAt(at(103))).toEqual({ from: 103, gap: undefined });
  expect(await resumeAt(at(105))).toEqual({ from: 105, gap: undefined });
});

test('events that retention removed before they were processed are counted', async () => {
  const { from, gap } = await resume({
    ...{ checkpoint: at(60), stream: await streamOf(5, 100), breaks: none() },
  });
  expect([from, gap?.message]).toEqual([
    100,
    'stream events: 40 events were gone from the log before they were processed',
  ]);
});

test('after a lost end no number is given twice, whichever pipeline is first', async () => {
  for (const positions of [
    [7, 9],
    [9, 7],
  ]) {
    const stream = await streamOf(5);
    const breaks = none();
    for (const position of positions) {
      const { from, gap } = await resume({ checkpoint: at(position), stream, breaks });
      expect(from).toBe(stream.log.head);
      expect(gap?.message).toContain(`its log ended at event 5, but ${position} were processed`);
    }
    expect(await resume({ checkpoint: at(4), stream, breaks })).toEqual({
      ...{ from: 4, gap: undefined },
    });
    expect(await stream.log.append(entryOf({ n: 5 }))).toBeGreaterThan(9);
  }
});

test('a pipeline that is given another stream goes on with what comes', async () => {
  const stream = await streamOf(5);
  const { from, gap } = await resume({ checkpoint: at(900, 'old'), stream, breaks: none() });
  expect(from).toBe(stream.log.head);
  expect(from).toBeGreaterThan(900);
  expect(gap?.message).toBe('the pipeline read old before: events is read from now on');
});
