import { crc32 } from 'node:zlib';
import type { LogRecord, Origin } from './log.ts';

/**
 * One record on disk, little endian:
 *
 *     marker 4 | length 4 | crc 4 | offset 6 | count 4 | acceptedAtMs 6 | origin length 2 | origin | payload
 *
 * `length` counts the bytes after `crc`, and `crc` (CRC-32) covers those bytes. The marker holds
 * bytes that never occur in UTF-8, so no event can contain something that looks like a record.
 */
const marker = Buffer.from([0xff, 0xfe, 0x48, 0x6c]);
const markerNumber = marker.readUInt32LE(0);
const bodyStart = 12;
const headerBytes = 30;
const maxOriginBytes = 0xffff;

/** Larger than any body that ingest accepts; a length beyond it is damage. */
export const maxRecordBytes = 256 * 1024 * 1024;

/** The bytes before the payload. The payload itself is written from where it lies. */
export function encodeHeader(record: LogRecord): Buffer {
  const origin = record.origin === undefined ? '' : JSON.stringify(record.origin);
  const originBytes = Buffer.byteLength(origin);
  if (originBytes > maxOriginBytes) throw new RangeError(`origin: ${originBytes} bytes`);
  const header = Buffer.allocUnsafe(headerBytes + originBytes);
  header.writeUInt32LE(markerNumber, 0);
  header.writeUInt32LE(headerBytes - bodyStart + originBytes + record.payload.length, 4);
  header.writeUIntLE(record.offset, 12, 6);
  header.writeUInt32LE(record.count, 18);
  header.writeUIntLE(record.acceptedAtMs, 22, 6);
  header.writeUInt16LE(originBytes, 28);
  header.write(origin, headerBytes);
  header.writeUInt32LE(crc32(record.payload, crc32(header.subarray(bodyStart))), 8);
  return header;
}

/** What lies at a position: a record and its length, too few bytes to tell, or damage. */
export type Decoded =
  | { kind: 'record'; record: LogRecord; bytes: number }
  | { kind: 'short'; needed: number }
  | { kind: 'bad' };

const bad: Decoded = { kind: 'bad' };

/** The payload of the result is a view into `bytes`, not a copy. */
export function decodeRecord(bytes: Buffer, at: number): Decoded {
  if (bytes.length - at < headerBytes) return { kind: 'short', needed: headerBytes };
  if (bytes.readUInt32LE(at) !== markerNumber) return bad;
  const total = bodyStart + bytes.readUInt32LE(at + 4);
  if (total < headerBytes || total > maxRecordBytes) return bad;
  if (bytes.length - at < total) return { kind: 'short', needed: total };
  const end = at + total;
  if (crc32(bytes.subarray(at + bodyStart, end)) !== bytes.readUInt32LE(at + 8)) return bad;
  const payloadStart = at + headerBytes + bytes.readUInt16LE(at + 28);
  if (payloadStart > end) return bad;
  const origin = readOrigin(bytes.toString('utf8', at + headerBytes, payloadStart));
  const record: LogRecord = {
    offset: bytes.readUIntLE(at + 12, 6),
    count: bytes.readUInt32LE(at + 18),
    acceptedAtMs: bytes.readUIntLE(at + 22, 6),
    ...(origin !== undefined && { origin }),
    payload: bytes.subarray(payloadStart, end),
  };
  return { kind: 'record', record, bytes: total };
}

/** Position of the next whole and sound record after damage, or -1. */
export function findRecord(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(marker, from); at !== -1; at = bytes.indexOf(marker, at + 1))
    if (decodeRecord(bytes, at).kind === 'record') return at;
  return -1;
}

function readOrigin(text: string): Origin | undefined {
  return text === '' ? undefined : (JSON.parse(text) as Origin);
}
