import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { HeliostatError } from '@heliostat/sdk';
import {
  hasCode,
  readBytes,
  syncDirectory,
  writeAll,
  type LogFile,
  type LogFiles,
} from './files.ts';
import type { LogRecord } from './log.ts';
import { decodeRecord, encodeHeader, findRecord, maxRecordBytes } from './record.ts';

/** A file of a log: `<base offset>.seg`, a header, then records in the order of their offsets. */
const magic = Buffer.from('HELIOLOG', 'latin1');
const version = 1;
export const segmentHeaderBytes = 16;
const chunkBytes = 1024 * 1024;

export interface SegmentName {
  /** Offset of its first event. */
  base: number;
  path: string;
}

export function segmentPath(directory: string, base: number): string {
  return join(directory, `${String(base).padStart(16, '0')}.seg`);
}

/** The segments of a directory, oldest first. */
export async function listSegments(files: LogFiles, directory: string): Promise<SegmentName[]> {
  const names = await files.list(directory);
  return names
    .filter((name) => /^\d{16}\.seg$/.test(name))
    .map((name) => ({ base: Number(name.slice(0, 16)), path: join(directory, name) }))
    .sort((a, b) => a.base - b.base);
}

/** An empty segment, durable by name and content. */
export async function createSegment(
  files: LogFiles,
  directory: string,
  base: number,
): Promise<LogFile> {
  const file = await files.open(segmentPath(directory, base), 'w+');
  try {
    await writeAll(file, [encodeSegmentHeader()], 0);
    await file.sync();
    await syncDirectory(files, directory);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

function encodeSegmentHeader(): Buffer {
  const header = Buffer.alloc(segmentHeaderBytes);
  magic.copy(header);
  header.writeUInt32LE(version, magic.length);
  return header;
}

/** False when the header is damaged. Throws when a newer release has written it. */
export async function checkSegmentHeader(file: LogFile, path: string): Promise<boolean> {
  const header = await readBytes(file, 0, segmentHeaderBytes);
  if (header.length < segmentHeaderBytes || !header.subarray(0, 8).equals(magic)) return false;
  const found = header.readUInt32LE(magic.length);
  if (found <= version) return found === version;
  throw new HeliostatError('UNAVAILABLE', `unknown log format: ${path} has version ${found}`, {
    hint: `This release reads version ${version}. Start the release that wrote the log.`,
  });
}

/** A record with the bytes it takes in its file, or bytes that hold no record. */
export type Scanned =
  | { kind: 'record'; record: LogRecord; position: number; end: number }
  | { kind: 'damage'; position: number; end: number };

/** What a segment holds from `start` to the end of the file; it goes on after damage. */
export async function* scanSegment(file: LogFile, start: number): AsyncGenerator<Scanned> {
  let chunk: Buffer = Buffer.alloc(0);
  let chunkStart = start;
  let position = start;
  for (;;) {
    const decoded = decodeRecord(chunk, position - chunkStart);
    if (decoded.kind === 'record') {
      const end = position + decoded.bytes;
      yield { kind: 'record', record: decoded.record, position, end };
      position = end;
      continue;
    }
    if (decoded.kind === 'short') {
      const known = chunkStart + chunk.length - position;
      chunk = await readUpTo(file, position, Math.max(chunkBytes, decoded.needed));
      chunkStart = position;
      if (chunk.length === 0) return;
      if (chunk.length > known) continue;
    }
    const end = await endOfDamage(file, position);
    yield { kind: 'damage', position, end };
    position = end;
  }
}

/** Never more than the file has: a small record must not keep a large buffer alive. */
async function readUpTo(file: LogFile, position: number, length: number): Promise<Buffer> {
  const { size } = await file.stat();
  return await readBytes(file, position, Math.max(0, Math.min(length, size - position)));
}

/** Damage is rare, so the rest of the segment is read at once to find what follows it. */
async function endOfDamage(file: LogFile, position: number): Promise<number> {
  const rest = await readUpTo(file, position, maxRecordBytes);
  const next = findRecord(rest, 1);
  return position + (next === -1 ? rest.length : next);
}

/**
 * Keeps a damaged segment as `.bad` and puts the records that are sound in its place. Safe when two
 * readers do it at once: both write the same bytes, and the replacement is one step.
 */
export async function quarantine(files: LogFiles, segment: SegmentName): Promise<void> {
  const salvage = `${segment.path}.${randomUUID()}.tmp`;
  const source = await files.open(segment.path, 'r');
  const target = await files.open(salvage, 'wx');
  try {
    await writeAll(target, [encodeSegmentHeader()], 0);
    let position = segmentHeaderBytes;
    for await (const found of scanSegment(source, segmentHeaderBytes)) {
      if (found.kind === 'damage') continue;
      const header = encodeHeader(found.record);
      await writeAll(target, [header, found.record.payload], position);
      position += header.length + found.record.payload.length;
    }
    await target.sync();
  } finally {
    await source.close();
    await target.close();
  }
  await files.link(segment.path, `${segment.path}.bad`).catch((error: unknown) => {
    if (!hasCode(error, 'EEXIST')) throw error;
  });
  await files.rename(salvage, segment.path);
  await syncDirectory(files, dirname(segment.path));
}
