/** Counts the rows of an Arrow IPC stream as its bytes pass, whatever their chunks. */
export class RowCount {
  rows = 0;
  #pending: Buffer = Buffer.alloc(0);
  /** Bytes of a message's body still to pass. */
  #skip = 0;

  push(chunk: Uint8Array): void {
    let bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const skipped = Math.min(this.#skip, bytes.length);
    this.#skip -= skipped;
    bytes = bytes.subarray(skipped);
    this.#pending = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes]);
    while (this.#takeMessage());
  }

  /** A message: continuation marker, length, metadata (a flatbuffer), body. */
  #takeMessage(): boolean {
    const bytes = this.#pending;
    if (bytes.length < 8) return false;
    const length = bytes.readInt32LE(4);
    if (bytes.length < 8 + length) return false;
    if (length > 0) {
      const { rows, bodyLength } = parseMessage(bytes.subarray(8, 8 + length));
      this.rows += rows;
      this.#skip = bodyLength;
    }
    const rest = bytes.subarray(8 + length);
    const skipped = Math.min(this.#skip, rest.length);
    this.#skip -= skipped;
    this.#pending = rest.subarray(skipped);
    return true;
  }
}

/** `MessageHeader.RecordBatch` of Arrow's Message.fbs. */
const recordBatch = 3;

function parseMessage(metadata: Buffer): { rows: number; bodyLength: number } {
  const message = metadata.readUInt32LE(0);
  const typeAt = fieldAt(metadata, message, 1);
  const headerAt = fieldAt(metadata, message, 2);
  const bodyAt = fieldAt(metadata, message, 3);
  const bodyLength = bodyAt === 0 ? 0 : Number(metadata.readBigInt64LE(bodyAt));
  if (typeAt === 0 || metadata[typeAt] !== recordBatch) return { rows: 0, bodyLength };
  const header = headerAt + metadata.readUInt32LE(headerAt);
  const lengthAt = fieldAt(metadata, header, 0);
  return { rows: lengthAt === 0 ? 0 : Number(metadata.readBigInt64LE(lengthAt)), bodyLength };
}

/** Offset of a table's field in a flatbuffer, 0 where it is absent. */
function fieldAt(bytes: Buffer, table: number, field: number): number {
  const vtable = table - bytes.readInt32LE(table);
  const entry = 4 + field * 2;
  if (entry >= bytes.readUInt16LE(vtable)) return 0;
  const offset = bytes.readUInt16LE(vtable + entry);
  return offset === 0 ? 0 : table + offset;
}
