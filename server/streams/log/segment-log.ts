import { HeliostatError, toHeliostatError } from '@heliostat/sdk';
import { hasCode, writeAll, type LogFile, type LogFiles } from './files.ts';
import type { Log, LogEntry, LogRecord, LogStats } from './log.ts';
import type { LogEffects } from './open.ts';
import { openLogReader } from './reader.ts';
import { encodeHeader, maxRecordBytes } from './record.ts';
import { createSegment, segmentHeaderBytes, segmentPath } from './segment.ts';
import { Segments, type RetentionPolicy } from './segments.ts';

/** One commit writes at most this much, so that one large producer does not delay the others. */
const maxCommitBytes = 8 * 1024 * 1024;
/** Two buffers each; the kernel takes 1,024 buffers in one call. */
const maxCommitRecords = 512;
const readBytesAtOnce = 4 * 1024 * 1024;

interface Pending {
  entry: LogEntry;
  queuedAt: number;
  resolve: (offset: number) => void;
  reject: (error: HeliostatError) => void;
}

export interface SegmentLogState {
  directory: string;
  files: LogFiles;
  effects: LogEffects;
  segmentBytes: number;
  onCommit: (seconds: number) => void;
  segments: Segments;
  file: LogFile;
  head: number;
  truncatedBytes: number;
  quarantined: number;
}

/** Everything queued in a turn is one `writev` and one `fdatasync`; then all of it is acknowledged. */
export class SegmentLog implements Log {
  readonly directory: string;
  readonly #state: SegmentLogState;
  #queue: Pending[] = [];
  #committing: Promise<void> | undefined;
  /** The file of the active segment can no longer be trusted, or is due to be sealed. */
  #rollDue = false;
  #closed = false;
  readonly #listeners = new Set<(head: number) => void>();

  constructor(state: SegmentLogState) {
    this.directory = state.directory;
    this.#state = state;
  }

  get start(): number {
    return this.#state.segments.start;
  }

  get head(): number {
    return this.#state.head;
  }

  append(entry: LogEntry): Promise<number> {
    if (this.#closed)
      return Promise.reject(new HeliostatError('UNAVAILABLE', `log closed: ${this.directory}`));
    if (entry.payload.length > maxRecordBytes / 2)
      return Promise.reject(
        new HeliostatError('PAYLOAD_TOO_LARGE', `log record: ${entry.payload.length} bytes`),
      );
    return new Promise((resolve, reject) => {
      this.#queue.push({ entry, queuedAt: performance.now(), resolve, reject });
      this.#committing ??= this.#commitQueue();
    });
  }

  async *read(offset: number, signal?: AbortSignal): AsyncIterable<LogRecord> {
    const { head } = this;
    const reader = openLogReader(this.directory, offset, {
      files: this.#state.files,
      seek: (base, from) => this.#state.segments.seek(base, from),
      onQuarantine: (segment) => {
        this.#state.quarantined++;
        this.#state.effects.log.error({ segment: segment.path }, 'set a damaged segment aside');
      },
    });
    try {
      for (;;) {
        signal?.throwIfAborted();
        const records = await reader.next(head, readBytesAtOnce);
        if (records.length === 0) return;
        yield* records;
      }
    } finally {
      await reader.close();
    }
  }

  bytesFrom(offset: number): number {
    return this.#state.segments.bytesFrom(offset, this.head);
  }

  async advance(offset: number): Promise<void> {
    while (this.#committing !== undefined) await this.#committing;
    if (offset <= this.head || this.#closed) return;
    const rolled = this.#roll(offset);
    // What is appended meanwhile waits for it.
    this.#committing = rolled.catch(() => undefined).then(() => this.#commitQueue());
    await rolled;
  }

  onAppend(listener: (head: number) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async retain(policy: RetentionPolicy): Promise<void> {
    const { segments, files, effects } = this.#state;
    const now = effects.now();
    const { firstAtMs } = segments.active;
    if (firstAtMs !== undefined && now - firstAtMs > policy.ageMs) this.#rollDue = true;
    for (const segment of segments.expired(policy, now)) {
      segments.drop(segment);
      await files.remove(segment.path);
      effects.log.info({ segment: segment.path, bytes: segment.bytes }, 'dropped an old segment');
    }
  }

  stats(): LogStats {
    const { segments, head, truncatedBytes, quarantined } = this.#state;
    const { start, bytes, count } = segments;
    return { start, head, bytes, segments: count, truncatedBytes, quarantined };
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#committing;
    await this.#state.file.close();
  }

  /** Waits for the turn to end, then commits until nothing is queued. */
  async #commitQueue(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#queue.length > 0) {
      const batch = this.#takeBatch();
      await this.#commit(batch).catch((error: unknown) => {
        const failure = toFailure(error, this.directory);
        this.#state.effects.log.error({ err: error, directory: this.directory }, 'append failed');
        for (const pending of batch) pending.reject(failure);
      });
    }
    this.#committing = undefined;
  }

  #takeBatch(): Pending[] {
    let bytes = 0;
    let count = 0;
    for (const { entry } of this.#queue) {
      bytes += entry.payload.length;
      if (count > 0 && (bytes > maxCommitBytes || count >= maxCommitRecords)) break;
      count++;
    }
    return this.#queue.splice(0, count);
  }

  async #commit(batch: readonly Pending[]): Promise<void> {
    const { segments, effects, segmentBytes } = this.#state;
    if (this.#rollDue || segments.active.bytes >= segmentBytes) await this.#roll();
    const acceptedAtMs = effects.now();
    const { active } = segments;
    const placed = place(batch, { head: this.head, position: active.bytes, acceptedAtMs });
    await this.#write(placed.parts);
    for (const record of placed.records) Segments.note(active, record);
    this.#state.head = placed.head;
    for (const [i, pending] of batch.entries())
      pending.resolve(placed.records[i]?.offset ?? this.head);
    for (const listener of this.#listeners) listener(this.head);
    const now = performance.now();
    for (const { queuedAt } of batch) this.#state.onCommit((now - queuedAt) / 1000);
  }

  /**
   * After a failed write the file is cut back and used again. After a failed sync nobody knows what
   * is on disk, and asking again would lie (Linux reports the error once): the segment is given up.
   */
  async #write(parts: Buffer[]): Promise<void> {
    const { file, segments } = this.#state;
    const { bytes } = segments.active;
    try {
      await writeAll(file, parts, bytes);
    } catch (error) {
      await file.truncate(bytes).catch(() => (this.#rollDue = true));
      throw error;
    }
    try {
      await file.datasync();
    } catch (error) {
      this.#rollDue = true;
      await file.truncate(bytes).catch(() => undefined);
      throw error;
    }
  }

  /** Begins a segment whose first event gets the number `base`, at or past the head. */
  async #roll(base = this.head): Promise<void> {
    const { segments, files, directory, head, file } = this.#state;
    const { active } = segments;
    const isEmpty = active.base === head;
    const path = segmentPath(directory, base);
    const remove = async () => {
      if (isEmpty) await removeIfThere(files, active.path);
    };
    if (path === active.path) await remove();
    this.#state.file = await createSegment(files, directory, base);
    // A crash in between leaves an empty segment, which loses no number; the reverse would.
    if (path !== active.path) await remove();
    const segment = { base, path, bytes: segmentHeaderBytes, lastAtMs: 0, index: [] };
    if (isEmpty) segments.replaceActive(segment);
    else segments.push(segment);
    this.#state.head = base;
    this.#rollDue = false;
    await file.close().catch(() => undefined);
  }
}

async function removeIfThere(files: LogFiles, path: string): Promise<void> {
  await files.remove(path).catch((error: unknown) => {
    if (!hasCode(error, 'ENOENT')) throw error;
  });
}

function place(
  batch: readonly Pending[],
  from: { head: number; position: number; acceptedAtMs: number },
) {
  let { head, position } = from;
  const { acceptedAtMs } = from;
  const parts: Buffer[] = [];
  const records = batch.map(({ entry }) => {
    const record: LogRecord = { ...entry, offset: head, acceptedAtMs };
    const header = encodeHeader(record);
    parts.push(header, entry.payload);
    const placed = { offset: head, position, acceptedAtMs };
    head += entry.count;
    position += header.length + entry.payload.length;
    return { ...placed, end: position };
  });
  return { head, parts, records };
}

function toFailure(error: unknown, directory: string): HeliostatError {
  if (hasCode(error, 'ENOSPC') || hasCode(error, 'EDQUOT'))
    return new HeliostatError('STORAGE_FULL', `no space left: ${directory}`, {
      hint: 'Free space on the disk of the data directory; ingest goes on by itself.',
      retryAfterSeconds: 10,
      cause: error,
    });
  return toHeliostatError(error, 'UNAVAILABLE');
}
