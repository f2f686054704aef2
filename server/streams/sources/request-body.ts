import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { HeliostatError, toHeliostatError } from '@heliostat/sdk';
import { unzstd } from './zstd.ts';

export type Encoding = 'identity' | 'gzip' | 'zstd';

/** Beyond this many times its packed size a body is a bomb, unless it is small anyway. */
const maxRatio = 100;
const ratioFreeBytes = 1024 * 1024;

/** The `content-encoding` of a request. Throws UNSUPPORTED_MEDIA_TYPE. */
export function parseEncoding(header: string | undefined): Encoding {
  const name = (header ?? 'identity').trim().toLowerCase();
  if (name === 'identity' || name === '') return 'identity';
  if (name === 'gzip' || name === 'x-gzip') return 'gzip';
  if (name === 'zstd') return 'zstd';
  throw new HeliostatError('UNSUPPORTED_MEDIA_TYPE', `content-encoding: ${name.slice(0, 60)}`, {
    hint: 'Send the body as it is, or packed with gzip or zstd.',
  });
}

/** Bytes of bodies that are being read, over all requests. */
export class BodyBudget {
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  take(bytes: number): void {
    if (this.#bytes + bytes > this.#maxBytes)
      throw new HeliostatError('UNAVAILABLE', 'too many bodies at once', {
        hint: 'Send fewer or smaller requests in parallel.',
        retryAfterSeconds: 1,
      });
    this.#bytes += bytes;
  }

  give(bytes: number): void {
    this.#bytes -= bytes;
  }
}

export interface BodyLimits {
  encoding: Encoding;
  /** Of the body as it comes and unpacked. */
  maxBytes: number;
  budget: BodyBudget;
}

/**
 * Reads a request's body into memory and hands it to `use`; stops at the first byte too many,
 * packed or unpacked. The bytes count against the budget until `use` is done.
 */
export async function withBody<Result>(
  source: Readable,
  limits: BodyLimits,
  use: (body: Buffer) => Promise<Result>,
): Promise<Result> {
  const collected = new Collected(limits);
  try {
    return await use(await read(source, limits, collected));
  } finally {
    collected.release();
  }
}

async function read(source: Readable, limits: BodyLimits, collected: Collected): Promise<Buffer> {
  if (limits.encoding === 'gzip') return await readGzip(source, limits, collected);
  for await (const chunk of chunksOf(source)) collected.add(chunk);
  const body = collected.toBuffer();
  return limits.encoding === 'zstd' ? await readZstd(body, limits, collected) : body;
}

async function readZstd(body: Buffer, limits: BodyLimits, collected: Collected): Promise<Buffer> {
  if (body.length === 0) return body;
  const maxBytes = Math.min(limits.maxBytes, Math.max(ratioFreeBytes, body.length * maxRatio));
  try {
    return await unzstd(body, { maxBytes, take: (bytes) => collected.count(bytes) });
  } catch (error) {
    if (error instanceof HeliostatError) throw error;
    throw new HeliostatError('INVALID_REQUEST', 'zstd: the body does not unpack', { cause: error });
  }
}

async function readGzip(
  source: Readable,
  limits: BodyLimits,
  collected: Collected,
): Promise<Buffer> {
  const gunzip = createGunzip({ chunkSize: 64 * 1024 });
  let packedBytes = 0;
  let failure: unknown;
  gunzip.on('data', (chunk: Buffer) => {
    try {
      collected.add(chunk);
      const { bytes } = collected;
      if (bytes > ratioFreeBytes && bytes > packedBytes * maxRatio) throw bomb(bytes);
    } catch (error) {
      failure ??= error;
      gunzip.destroy();
    }
  });
  gunzip.on('error', (error) => (failure ??= notGzip(error)));
  const write = (chunk: Buffer | undefined) =>
    new Promise<void>((resolve) => {
      const done = () => resolve();
      gunzip.once('close', done);
      if (chunk === undefined) gunzip.end();
      else
        gunzip.write(chunk, () => {
          gunzip.off('close', done);
          resolve();
        });
    });
  try {
    for await (const chunk of chunksOf(source)) {
      packedBytes += chunk.length;
      if (packedBytes > limits.maxBytes) throw tooLarge(limits.maxBytes);
      await write(chunk);
      if (failure !== undefined) throw toHeliostatError(failure);
    }
    if (packedBytes > 0) await write(undefined);
  } finally {
    gunzip.destroy();
  }
  if (failure !== undefined) throw toHeliostatError(failure);
  return collected.toBuffer();
}

/** The request stays open when the reading ends early: it must still be answered. */
async function* chunksOf(source: Readable): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of source.iterator({ destroyOnReturn: false })) yield chunk as Buffer;
  } catch (error) {
    throw new HeliostatError('CANCELLED', 'the upload was aborted', { cause: error });
  }
}

class Collected {
  readonly #limits: BodyLimits;
  #chunks: Buffer[] = [];
  #counted = 0;
  bytes = 0;

  constructor(limits: BodyLimits) {
    this.#limits = limits;
  }

  add(chunk: Buffer): void {
    this.bytes += chunk.length;
    if (this.bytes > this.#limits.maxBytes) throw tooLarge(this.#limits.maxBytes);
    this.count(chunk.length);
    this.#chunks.push(chunk);
  }

  count(bytes: number): void {
    this.#limits.budget.take(bytes);
    this.#counted += bytes;
  }

  toBuffer(): Buffer {
    const [first, ...others] = this.#chunks;
    const body =
      first !== undefined && others.length === 0 ? first : Buffer.concat(this.#chunks, this.bytes);
    this.#chunks = [];
    return body;
  }

  release(): void {
    this.#limits.budget.give(this.#counted);
    this.#counted = 0;
    this.#chunks = [];
  }
}

export function tooLarge(maxBytes: number): HeliostatError {
  return new HeliostatError('PAYLOAD_TOO_LARGE', `body: more than ${maxBytes} bytes`, {
    hint: 'Send fewer events per request, or raise limits.maxBodyBytes of the stream.',
  });
}

function bomb(bytes: number): HeliostatError {
  return new HeliostatError('PAYLOAD_TOO_LARGE', `gzip: unpacks to more than ${bytes} bytes`, {
    hint: `A body may grow ${maxRatio} times when it is unpacked.`,
  });
}

function notGzip(cause: Error): HeliostatError {
  return new HeliostatError('INVALID_REQUEST', `gzip: ${cause.message}`, {
    hint: 'The body does not unpack; send it again or without content-encoding.',
    cause,
  });
}
