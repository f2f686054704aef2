import { HeliostatError } from './errors.ts';

const maxMetadataBytes = 16_777_216;

/**
 * Counts the rows of an uncompressed Arrow IPC stream as it passes in chunks of any size, from the
 * record batches' own headers: nothing is decoded and at most one header is held. `push` throws
 * PLUGIN_FAILED when the bytes are no such stream.
 */
export class ArrowScan {
  /** Rows of the batches whose header has passed. */
  rows = 0;
  /** Header bytes gathered so far: 8 of the prefix, then the metadata. */
  #held: Uint8Array = new Uint8Array(0);
  #bodyBytes = 0;
  #ended = false;

  push(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length && !this.#ended) {
      if (this.#bodyBytes > 0) {
        const skipped = Math.min(this.#bodyBytes, chunk.length - at);
        this.#bodyBytes -= skipped;
        at += skipped;
        continue;
      }
      const wanted = this.#wanted() - this.#held.length;
      const taken = chunk.subarray(at, at + wanted);
      this.#held = join(this.#held, taken);
      at += taken.length;
      if (this.#held.length === 8) checkPrefix(this.#held);
      if (this.#held.length === this.#wanted()) this.#readHeader();
    }
  }

  #wanted(): number {
    return this.#held.length < 8 ? 8 : 8 + view(this.#held).getUint32(4, true);
  }

  #readHeader(): void {
    const length = this.#held.length - 8;
    if (length === 0) {
      this.#ended = true;
      return;
    }
    const message = readMessage(this.#held.subarray(8));
    this.rows += message.rows;
    this.#bodyBytes = message.bodyBytes;
    this.#held = new Uint8Array(0);
  }
}

/** A message starts with a marker and the length of its metadata. */
function checkPrefix(bytes: Uint8Array): void {
  const prefix = view(bytes);
  if (prefix.getUint32(0, true) === 0xffff_ffff && prefix.getUint32(4, true) <= maxMetadataBytes)
    return;
  throw new HeliostatError('PLUGIN_FAILED', 'the result is not an arrow stream', {
    hint: 'Its plugin must answer an uncompressed Arrow IPC stream.',
  });
}

const recordBatch = 3;

/** Flatbuffer `Message`: field 1 is the type of the header, 2 the header, 3 the length of the body. */
function readMessage(bytes: Uint8Array): { rows: number; bodyBytes: number } {
  try {
    const buffer = view(bytes);
    const message = buffer.getUint32(0, true);
    const type = fieldAt(buffer, message, 1);
    const header = fieldAt(buffer, message, 2);
    const body = fieldAt(buffer, message, 3);
    const bodyBytes = body === undefined ? 0 : Number(buffer.getBigInt64(body, true));
    if (type === undefined || header === undefined || buffer.getUint8(type) !== recordBatch)
      return { rows: 0, bodyBytes };
    const length = fieldAt(buffer, header + buffer.getUint32(header, true), 0);
    return { rows: length === undefined ? 0 : Number(buffer.getBigInt64(length, true)), bodyBytes };
  } catch (cause) {
    throw new HeliostatError('PLUGIN_FAILED', 'the result is not an arrow stream', { cause });
  }
}

/** Where a field of a flatbuffer table lies; undefined when it has its default. */
function fieldAt(buffer: DataView, table: number, index: number): number | undefined {
  const vtable = table - buffer.getInt32(table, true);
  const slot = 4 + 2 * index;
  if (slot >= buffer.getUint16(vtable, true)) return;
  const offset = buffer.getUint16(vtable + slot, true);
  return offset === 0 ? undefined : table + offset;
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b.slice();
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}
