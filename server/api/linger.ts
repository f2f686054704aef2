import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';

export interface LingerLimits {
  maxBytes: number;
  /** Without a byte. */
  idleMs: number;
  maxMs: number;
}

/** Enough for what an honest client sends at once; whoever sends more meets a closed connection. */
const defaultLimits: LingerLimits = { maxBytes: 32 * 1024 * 1024, idleMs: 2000, maxMs: 10_000 };

/** Whether a part of the body that was announced has not been read yet. */
export function hasUnreadBody({ complete, headers }: IncomingMessage): boolean {
  const isAnnounced =
    headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
  return !complete && isAnnounced;
}

/**
 * An answer that is sent at once and ends when the rest of the request's body has come, within limits.
 * A connection closed with bytes unread is reset, and with that the answer may be lost: a client that
 * writes all before it reads would see a broken pipe and not why.
 */
export function lingering(
  answer: Uint8Array,
  request: IncomingMessage,
  limits: LingerLimits = defaultLimits,
): Readable {
  async function* parts(): AsyncGenerator<Uint8Array> {
    yield answer;
    await discardRest(request, limits);
  }
  return Readable.from(parts());
}

function discardRest(request: IncomingMessage, limits: LingerLimits): Promise<void> {
  return new Promise((resolve) => {
    let bytes = 0;
    const onBytes = (chunk: Buffer) => {
      bytes += chunk.length;
      idle.refresh();
      if (bytes > limits.maxBytes) end();
    };
    const end = () => {
      clearTimeout(idle);
      clearTimeout(whole);
      request.off('data', onBytes).off('end', end).off('close', end);
      resolve();
    };
    const idle = setTimeout(end, limits.idleMs);
    const whole = setTimeout(end, limits.maxMs);
    if (request.readableEnded || request.destroyed) end();
    else request.on('data', onBytes).on('end', end).on('close', end).resume();
  });
}
