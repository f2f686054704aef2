import { HeliostatError } from '@heliostat/sdk';
import { Decompress } from 'fzstd';

/** What the zstd tool uses up to level 19; frames that hold their size may need the whole body. */
const usualWindowBytes = 8 * 1024 * 1024;
/** The decoder moves its window once per block, so many small blocks under a large one cost CPU. */
const maxMovedBytes = 4 * 1024 ** 3;
const pushBytes = 64 * 1024;

/**
 * Decompresses a whole body in slices, letting other requests in between. `take` is told of the
 * bytes as they come and may throw.
 */
export async function unzstd(
  body: Buffer,
  { maxBytes, take }: { maxBytes: number; take: (bytes: number) => void },
): Promise<Buffer> {
  checkFrames(body, maxBytes);
  const parts: Uint8Array[] = [];
  let bytes = 0;
  const decoder = new Decompress((part) => {
    bytes += part.length;
    take(part.length);
    if (bytes > maxBytes)
      throw new HeliostatError('PAYLOAD_TOO_LARGE', `body: more than ${maxBytes} bytes unpacked`);
    // A part may be a view of memory that the decoder goes on using.
    if (part.length > 0) parts.push(part.slice());
  });
  for (let at = 0; at < body.length; at += pushBytes) {
    decoder.push(body.subarray(at, at + pushBytes), at + pushBytes >= body.length);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return Buffer.concat(parts);
}

/** Walks frames and blocks without decoding: what they claim must be affordable. */
function checkFrames(body: Buffer, maxBytes: number): void {
  let moved = 0;
  let at = 0;
  while (at < body.length) {
    const magic = body.readUInt32LE(at);
    if ((magic & 0xfffffff0) >>> 0 === 0x184d2a50) {
      at += 8 + body.readUInt32LE(at + 4);
      continue;
    }
    if (magic !== 0xfd2fb528) throw invalid('not zstd');
    const header = readFrameHeader(body, at);
    if (header.windowBytes > Math.max(maxBytes, usualWindowBytes))
      throw new HeliostatError('PAYLOAD_TOO_LARGE', `zstd: window of ${header.windowBytes} bytes`);
    const frame = skipBlocks(body, header.end);
    moved += frame.blocks * header.windowBytes;
    if (moved > maxMovedBytes) throw invalid('too many small blocks');
    at = frame.end + (header.hasChecksum ? 4 : 0);
  }
  if (at > body.length) throw invalid('ends early');
}

/** RFC 8878 §3.1.1.1. */
function readFrameHeader(body: Buffer, at: number) {
  const descriptor = body.readUInt8(at + 4);
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const sizeFlag = descriptor >> 6;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const sizeBytes = sizeFlag === 0 ? (isSingleSegment ? 1 : 0) : 1 << sizeFlag;
  const sizeAt = at + 5 + (isSingleSegment ? 0 : 1) + dictionaryBytes;
  const windowBytes = isSingleSegment
    ? readContentSize(body, sizeAt, sizeBytes)
    : toWindowBytes(body.readUInt8(at + 5));
  return { windowBytes, end: sizeAt + sizeBytes, hasChecksum: (descriptor & 4) !== 0 };
}

function readContentSize(body: Buffer, at: number, bytes: number): number {
  if (bytes === 8) return Number(body.readBigUInt64LE(at));
  return body.readUIntLE(at, bytes) + (bytes === 2 ? 256 : 0);
}

function toWindowBytes(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

function skipBlocks(body: Buffer, start: number): { blocks: number; end: number } {
  let at = start;
  for (let blocks = 1; ; blocks++) {
    const header = body.readUIntLE(at, 3);
    const isRepeatedByte = ((header >> 1) & 3) === 1;
    at += 3 + (isRepeatedByte ? 1 : header >> 3);
    if ((header & 1) === 1) return { blocks, end: at };
  }
}

function invalid(reason: string): HeliostatError {
  return new HeliostatError('INVALID_REQUEST', `zstd: ${reason}`, {
    hint: 'The body does not unpack; send it again or without content-encoding.',
  });
}
