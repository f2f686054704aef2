import { diskFiles, hasCode, readBytes, type LogFile, type LogFiles } from './files.ts';
import type { LogReader, LogRecord } from './log.ts';
import { decodeRecord } from './record.ts';
import {
  checkSegmentHeader,
  listSegments,
  quarantine,
  scanSegment,
  segmentHeaderBytes,
  type SegmentName,
} from './segment.ts';

export interface ReaderOptions {
  files?: LogFiles;
  /** Where in the segment a record at or below `offset` starts, when somebody knows. */
  seek?: (base: number, offset: number) => number | undefined;
  /** A sealed segment was damaged; its sound records were kept and the original set aside. */
  onQuarantine?: (segment: SegmentName) => void;
}

/**
 * Reads, from the record that holds `from`, a log that another thread writes. Needs only the
 * directory. Where retention or damage has removed events it goes on after them and counts them in
 * `skipped`.
 */
export function openLogReader(
  directory: string,
  from: number,
  options: ReaderOptions = {},
): LogReader {
  return new SegmentReader(directory, from, options);
}

interface OpenSegment extends SegmentName {
  file: LogFile;
  /** Where the next record starts. */
  position: number;
}

class SegmentReader implements LogReader {
  #position: number;
  #skipped = 0;
  #segment: OpenSegment | undefined;
  readonly #quarantined = new Set<number>();
  readonly #directory: string;
  readonly #files: LogFiles;
  readonly #options: ReaderOptions;

  constructor(directory: string, from: number, options: ReaderOptions) {
    this.#directory = directory;
    this.#position = from;
    this.#files = options.files ?? diskFiles;
    this.#options = options;
  }

  get position(): number {
    return this.#position;
  }

  get skipped(): number {
    return this.#skipped;
  }

  async next(head: number, maxBytes: number): Promise<LogRecord[]> {
    const records: LogRecord[] = [];
    let bytes = 0;
    while (this.#position < head && bytes < maxBytes) {
      const segments = await listSegments(this.#files, this.#directory);
      const segment = await this.#openFor(segments);
      if (segment === undefined) break;
      const limit = baseAfter(segments, segment.base);
      bytes += await this.#readInto(records, segment, {
        end: Math.min(head, limit),
        bytes: maxBytes - bytes,
        sealed: limit !== Infinity,
      });
      if (this.#position >= head || bytes >= maxBytes) break;
      if (limit === Infinity) break;
      await this.#leave(limit);
    }
    return records;
  }

  async close(): Promise<void> {
    await this.#segment?.file.close();
    this.#segment = undefined;
  }

  /** The open segment while it still holds the position, else the one that does. */
  async #openFor(segments: readonly SegmentName[]): Promise<OpenSegment | undefined> {
    if (this.#segment !== undefined) return this.#segment;
    for (const segment of fromPosition(segments, this.#position)) {
      const opened = await this.#open(segment);
      if (opened === undefined) continue;
      this.#skipTo(segment.base);
      this.#segment = opened;
      return opened;
    }
    return undefined;
  }

  async #open(segment: SegmentName): Promise<OpenSegment | undefined> {
    const file = await this.#files.open(segment.path, 'r').catch((error: unknown) => {
      if (hasCode(error, 'ENOENT')) return;
      throw error;
    });
    if (file === undefined) return undefined;
    try {
      await checkSegmentHeader(file, segment.path);
      return { ...segment, file, position: await this.#start(segment, file) };
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** A hint is checked: after a quarantine the records lie elsewhere. */
  async #start(segment: SegmentName, file: LogFile): Promise<number> {
    const hint = this.#options.seek?.(segment.base, this.#position);
    if (hint === undefined) return segmentHeaderBytes;
    const decoded = decodeRecord(await readBytes(file, hint, 64), 0);
    return decoded.kind === 'bad' ? segmentHeaderBytes : hint;
  }

  async #readInto(
    records: LogRecord[],
    segment: OpenSegment,
    limit: { end: number; bytes: number; sealed: boolean },
  ): Promise<number> {
    let bytes = 0;
    for await (const found of scanSegment(segment.file, segment.position)) {
      if (found.kind === 'damage') {
        if (limit.sealed) await this.#setAside(segment);
        continue;
      }
      const { record } = found;
      if (record.offset >= limit.end) break;
      segment.position = found.end;
      if (record.offset + record.count <= this.#position) continue;
      this.#skipTo(record.offset);
      this.#position = record.offset + record.count;
      records.push(record);
      bytes += record.payload.length;
      if (bytes >= limit.bytes || this.#position >= limit.end) break;
    }
    return bytes;
  }

  /** The reader goes on in the damaged file it has open: positions in it stay valid. */
  async #setAside(segment: SegmentName): Promise<void> {
    if (this.#quarantined.has(segment.base)) return;
    this.#quarantined.add(segment.base);
    await quarantine(this.#files, segment);
    this.#options.onQuarantine?.(segment);
  }

  async #leave(nextBase: number): Promise<void> {
    this.#skipTo(nextBase);
    await this.close();
  }

  #skipTo(offset: number): void {
    if (offset <= this.#position) return;
    this.#skipped += offset - this.#position;
    this.#position = offset;
  }
}

function baseAfter(segments: readonly SegmentName[], base: number): number {
  return segments.find((segment) => segment.base > base)?.base ?? Infinity;
}

/** From the segment that holds the position; when it is gone, from the first one kept. */
function fromPosition(segments: readonly SegmentName[], position: number): readonly SegmentName[] {
  const holding = segments.findLastIndex((segment) => segment.base <= position);
  return segments.slice(Math.max(0, holding));
}
