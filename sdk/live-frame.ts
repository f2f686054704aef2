import type { ErrorReport } from './errors.ts';
import { HeliostatError } from './errors.ts';
import type { LiveFrame, LivePatch } from './live.ts';

/*
 * Little endian. Head: u32 magic, u16 version, u16 0, f64 sentAtMs, u32 seq, u32 patches. Then per
 * patch: u32 kind, u32 id, u32 body bytes, u32 0, f64 since, from, to, stepMs, acceptedAtMs, and the
 * body, padded to 8 bytes: an Arrow stream, or for errors a report as JSON.
 */
const magic = 0x4c56_4c48;
const version = 1;
const headBytes = 24;
const patchBytes = 56;
const kinds = ['replace', 'splice', 'error'] as const;

/** One WebSocket message. */
export function encodeLiveFrame(frame: LiveFrame): Uint8Array {
  const bodies = frame.patches.map(bodyOf);
  const length = bodies.reduce((sum, body) => sum + patchBytes + padded(body.length), headBytes);
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, magic, true);
  view.setUint16(4, version, true);
  view.setFloat64(8, frame.sentAtMs, true);
  view.setUint32(16, frame.seq, true);
  view.setUint32(20, frame.patches.length, true);
  let at = headBytes;
  frame.patches.forEach((patch, i) => {
    const body = bodies[i] ?? new Uint8Array(0);
    writePatch(new DataView(bytes.buffer, at, patchBytes), patch, body.length);
    bytes.set(body, at + patchBytes);
    at += patchBytes + padded(body.length);
  });
  return bytes;
}

/**
 * The frame in one message; Arrow bodies are views into `bytes`, on multiples of 8 when `bytes` is.
 * Throws INVALID_REQUEST when the bytes are not a whole frame of this version.
 */
export function decodeLiveFrame(bytes: Uint8Array): LiveFrame {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < headBytes || view.getUint32(0, true) !== magic)
    throw malformed('not a live frame');
  if (view.getUint16(4, true) !== version)
    throw malformed(`unknown version ${view.getUint16(4, true)}`);
  const count = view.getUint32(20, true);
  const patches: LivePatch[] = [];
  let at = headBytes;
  for (let i = 0; i < count; i++) {
    if (at + patchBytes > bytes.length) throw malformed(`cut in patch ${i}`);
    const length = view.getUint32(at + 8, true);
    const start = at + patchBytes;
    if (start + length > bytes.length) throw malformed(`cut in patch ${i}`);
    const head = new DataView(bytes.buffer, bytes.byteOffset + at, patchBytes);
    patches.push(readPatch(head, bytes.subarray(start, start + length)));
    at = start + padded(length);
  }
  return { seq: view.getUint32(16, true), sentAtMs: view.getFloat64(8, true), patches };
}

function bodyOf(patch: LivePatch): Uint8Array {
  return patch.kind === 'error'
    ? new TextEncoder().encode(JSON.stringify(patch.error))
    : patch.arrow;
}

function padded(length: number): number {
  return (length + 7) & ~7;
}

function writePatch(view: DataView, patch: LivePatch, length: number): void {
  view.setUint32(0, kinds.indexOf(patch.kind), true);
  view.setUint32(4, patch.id, true);
  view.setUint32(8, length, true);
  if (patch.kind === 'error') return;
  if (patch.kind === 'splice') view.setFloat64(16, patch.since, true);
  view.setFloat64(24, patch.from, true);
  view.setFloat64(32, patch.to, true);
  view.setFloat64(40, patch.stepMs, true);
  view.setFloat64(48, patch.acceptedAtMs, true);
}

function readPatch(view: DataView, body: Uint8Array): LivePatch {
  const kind = kinds[view.getUint32(0, true)];
  const id = view.getUint32(4, true);
  if (kind === undefined) throw malformed(`unknown kind of patch for ${id}`);
  if (kind === 'error') return { kind, id, error: readError(body) };
  const rows = {
    id,
    arrow: body,
    from: view.getFloat64(24, true),
    to: view.getFloat64(32, true),
    stepMs: view.getFloat64(40, true),
    acceptedAtMs: view.getFloat64(48, true),
  };
  return kind === 'splice'
    ? { kind, since: view.getFloat64(16, true), ...rows }
    : { kind, ...rows };
}

function readError(body: Uint8Array): ErrorReport {
  try {
    return JSON.parse(new TextDecoder().decode(body)) as ErrorReport;
  } catch (cause) {
    throw malformed('an error report is not JSON', cause);
  }
}

function malformed(what: string, cause?: unknown): HeliostatError {
  return new HeliostatError('INVALID_REQUEST', `malformed live frame: ${what}`, { cause });
}
