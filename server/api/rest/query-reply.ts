import { Readable } from 'node:stream';

/** A result up to this size leaves in one piece. */
const wholeBytes = 65_536;

/**
 * What to send of a stream: a short one whole, so that head and bytes are one write and what fails in
 * it is still a proper answer; a longer one from its first bytes on.
 */
export async function toPayload(chunks: AsyncIterable<Uint8Array>): Promise<Buffer | Readable> {
  const rest = chunks[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  for (let bytes = 0; bytes < wholeBytes;) {
    const next = await rest.next();
    if (next.done === true) return Buffer.concat(first);
    first.push(next.value);
    bytes += next.value.length;
  }
  return Readable.from(joined(first, rest), { objectMode: false });
}

async function* joined(
  first: readonly Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
): AsyncIterable<Uint8Array> {
  try {
    yield* first;
    for (let next = await rest.next(); next.done !== true; next = await rest.next())
      yield next.value;
  } finally {
    await rest.return?.();
  }
}
