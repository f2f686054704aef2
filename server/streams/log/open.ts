import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Effects } from '../../effects.ts';
import { diskFiles, type LogFile, type LogFiles } from './files.ts';
import type { Log } from './log.ts';
import { Segments, type Segment } from './segments.ts';
import {
  checkSegmentHeader,
  createSegment,
  listSegments,
  quarantine,
  scanSegment,
  segmentHeaderBytes,
  segmentPath,
  type SegmentName,
} from './segment.ts';
import { SegmentLog } from './segment-log.ts';

export interface LogOptions {
  /** A new segment is begun past this size; default 64 MiB. */
  segmentBytes?: number;
  /** Told of each append's time from queue to disk, seconds. */
  onCommit?: (seconds: number) => void;
  files?: LogFiles;
}

export type LogEffects = Pick<Effects, 'now' | 'log'>;

/**
 * Opens or creates the log of a directory. A torn tail is cut at the first bad record; when sound
 * records follow it the segment is damaged rather than torn, so the original is kept as `.bad`.
 */
export async function openLog(
  directory: string,
  options: LogOptions,
  effects: LogEffects,
): Promise<Log> {
  const files = options.files ?? diskFiles;
  await mkdir(directory, { recursive: true });
  const quarantinedBefore = await tidy(files, directory);
  const names = await listSegments(files, directory);
  const last = names.at(-1);
  const active =
    last === undefined || (await isUnfinished(files, last))
      ? await begin(files, directory, last?.base ?? 0)
      : await resume(files, last);
  if (active.truncatedBytes > 0)
    effects.log.warn({ directory, bytes: active.truncatedBytes }, 'cut a torn log tail');
  if (active.quarantined > 0)
    effects.log.error({ directory, segment: active.segment.path }, 'set a damaged segment aside');
  const sealed = await Promise.all(names.slice(0, -1).map((name) => describe(files, name)));
  return new SegmentLog({
    directory,
    files,
    effects,
    segmentBytes: options.segmentBytes ?? 64 * 1024 * 1024,
    onCommit: options.onCommit ?? (() => undefined),
    segments: new Segments([...sealed, active.segment]),
    file: active.file,
    head: active.head,
    truncatedBytes: active.truncatedBytes,
    quarantined: quarantinedBefore + active.quarantined,
  });
}

/** Removes half-made files of an interrupted quarantine; returns how many segments are set aside. */
async function tidy(files: LogFiles, directory: string): Promise<number> {
  const names = await files.list(directory);
  const unfinished = names.filter((name) => name.endsWith('.tmp'));
  await Promise.all(unfinished.map((name) => files.remove(join(directory, name))));
  return names.filter((name) => name.endsWith('.bad')).length;
}

interface Active {
  segment: Segment;
  file: LogFile;
  head: number;
  truncatedBytes: number;
  quarantined: number;
}

async function begin(files: LogFiles, directory: string, base: number): Promise<Active> {
  const file = await createSegment(files, directory, base);
  const segment = emptySegment({ base, path: segmentPath(directory, base) });
  return { segment, file, head: base, truncatedBytes: 0, quarantined: 0 };
}

/** Killed while the segment was made: it never held a record. */
async function isUnfinished(files: LogFiles, name: SegmentName): Promise<boolean> {
  const file = await files.open(name.path, 'r');
  try {
    return (await file.stat()).size < segmentHeaderBytes;
  } finally {
    await file.close();
  }
}

function emptySegment(name: SegmentName): Segment {
  return { ...name, bytes: segmentHeaderBytes, lastAtMs: 0, index: [] };
}

async function resume(files: LogFiles, name: SegmentName): Promise<Active> {
  const damaged = await isDamaged(files, name);
  if (damaged) await quarantine(files, name);
  const file = await files.open(name.path, 'r+');
  const segment = emptySegment(name);
  let head = name.base;
  let truncatedBytes = 0;
  await checkSegmentHeader(file, name.path);
  for await (const found of scanSegment(file, segmentHeaderBytes)) {
    if (found.kind === 'damage') {
      truncatedBytes += found.end - found.position;
      continue;
    }
    const { offset, count, acceptedAtMs } = found.record;
    head = offset + count;
    Segments.note(segment, { offset, position: found.position, end: found.end, acceptedAtMs });
  }
  await cutTo(file, segment.bytes);
  return { segment, file, head, truncatedBytes, quarantined: damaged ? 1 : 0 };
}

/** Damage with something sound behind it, or a damaged header before it. */
async function isDamaged(files: LogFiles, name: SegmentName): Promise<boolean> {
  const file = await files.open(name.path, 'r');
  try {
    if (!(await checkSegmentHeader(file, name.path))) return true;
    let damage = false;
    for await (const found of scanSegment(file, segmentHeaderBytes)) {
      if (found.kind === 'damage') damage = true;
      else if (damage) return true;
    }
    return false;
  } finally {
    await file.close();
  }
}

async function cutTo(file: LogFile, bytes: number): Promise<void> {
  const { size } = await file.stat();
  if (size === bytes) return;
  await file.truncate(bytes);
  await file.sync();
}

/** A sealed segment is described without reading it; its index grows when it is read. */
async function describe(files: LogFiles, name: SegmentName): Promise<Segment> {
  const file = await files.open(name.path, 'r');
  try {
    const { size } = await file.stat();
    return { ...name, bytes: size, lastAtMs: await files.modifiedAtMs(name.path), index: [] };
  } finally {
    await file.close();
  }
}
