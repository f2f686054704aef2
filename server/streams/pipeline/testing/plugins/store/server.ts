import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  HeliostatError,
  Type,
  defineDatasource,
  type Sink,
  type SinkBatch,
  type SinkTarget,
} from '@heliostat/sdk';

/** A batch is one line: a torn last line was never stored. */
interface StoredBatch {
  pipeline: string;
  rows: readonly Readonly<Record<string, unknown>>[];
  seqs: readonly number[];
}

export default defineDatasource({
  settings: Type.Object({ label: Type.Optional(Type.String()) }),
  query: Type.Object({}),
  supports: { sink: true },
  connect: (_settings, host) => ({
    check: async () => ({ ok: true, latencyMs: 0, warnings: [] }),
    // eslint-disable-next-line require-yield
    query: async function* () {
      throw new HeliostatError('INVALID_QUERY', 'the store answers no query');
    },
    sink: (target) => new FileSink(host.directory, target),
    close: async () => undefined,
  }),
});

/** Remembers in the rows: appended rows up to the last stored sequence are skipped after an open. */
class FileSink implements Sink {
  readonly #directory: string;
  readonly #target: SinkTarget;
  #stored = -1;

  constructor(directory: string, target: SinkTarget) {
    this.#directory = directory;
    this.#target = target;
  }

  async open(): Promise<void> {
    this.#checkUp();
    const { pipeline, mode } = this.#target;
    const own = readBatches(this.#file).filter((batch) => batch.pipeline === pipeline);
    this.#stored = mode === 'append' ? Math.max(-1, ...own.flatMap((batch) => batch.seqs)) : -1;
  }

  async write({ rows, seqs }: SinkBatch): Promise<void> {
    this.#checkUp();
    if (rows.some((row) => row['refuse'] === true)) {
      throw new HeliostatError('INVALID_REQUEST', 'a row is refused');
    }
    const kept = rows.map((_, i) => i).filter((i) => (seqs[i] ?? 0) > this.#stored);
    if (kept.length === 0) return;
    const batch: StoredBatch = {
      pipeline: this.#target.pipeline,
      rows: kept.map((i) => rows[i] ?? {}),
      seqs: kept.map((i) => seqs[i] ?? 0),
    };
    appendFileSync(this.#file, `${JSON.stringify(batch)}\n`);
  }

  async close(): Promise<void> {
    this.#stored = -1;
  }

  get #file(): string {
    return join(this.#directory, `${this.#target.table}.ndjson`);
  }

  #checkUp(): void {
    if (existsSync(join(this.#directory, 'down'))) {
      throw new HeliostatError('UNAVAILABLE', 'the store is down');
    }
  }
}

function readBatches(file: string): StoredBatch[] {
  if (!existsSync(file)) return [];
  const text = readFileSync(file, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole.length < text.length) writeFileSync(file, whole);
  return whole
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as StoredBatch);
}
