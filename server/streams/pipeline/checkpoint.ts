import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { open, type RootDatabase } from 'lmdb';

/** What a pipeline needs to go on where it was: all of it is of one position in the log. */
export interface CheckpointHead {
  /** Stream in whose log it is; absent in checkpoints of the first release. */
  stream?: string;
  /** Next event to process. */
  position: number;
  /** Newest event time seen, epoch milliseconds; absent before the first event. */
  newestMs?: number;
  atMs: number;
  /** What each step was when its state was stored; state of another definition is not used. */
  fingerprints: Readonly<Record<string, string>>;
}

export interface StateChange {
  step: string;
  key: string;
  /** Null: deleted. */
  bytes: Uint8Array | null;
}

export interface StateUpdate {
  changes: readonly StateChange[];
  /** Steps whose whole state goes first. */
  obsolete: readonly string[];
}

export interface Checkpoint {
  /** Undefined for a pipeline that never stored one. */
  head(): CheckpointHead | undefined;
  state(step: string): Iterable<readonly [key: string, bytes: Uint8Array]>;
  /** One transaction: after a crash all of it is there, or nothing. */
  save(head: CheckpointHead, state: StateUpdate): Promise<void>;
  close(): Promise<void>;
}

const headKey = 'head';
/** LMDB keys end at 1,978 bytes; longer ones are stored under their hash. */
const maxKeyBytes = 1000;

/** Where a pipeline that does not run is; undefined when it never stored a checkpoint. */
export async function readCheckpointHead(
  directory: string,
  pipeline: string,
): Promise<CheckpointHead | undefined> {
  if (!existsSync(pathOf(directory, pipeline))) return undefined;
  const checkpoint = openCheckpoint(directory, pipeline);
  try {
    return checkpoint.head();
  } finally {
    await checkpoint.close();
  }
}

/** Opens or creates the checkpoint of one pipeline: an LMDB environment of its own. */
export function openCheckpoint(directory: string, pipeline: string): Checkpoint {
  const path = pathOf(directory, pipeline);
  const database = open<Buffer, string>({ path, encoding: 'binary', noSubdir: true });
  return {
    head: () => readHead(database),
    state: (step) => readState(database, step),
    async save(head, { changes, obsolete }) {
      await database.transaction(() => {
        for (const step of obsolete) removeState(database, step);
        for (const change of changes) write(database, change);
        void database.put(headKey, Buffer.from(JSON.stringify(head)));
      });
      await database.flushed;
    },
    close: () => database.close(),
  };
}

function pathOf(directory: string, pipeline: string): string {
  return join(directory, `${pipeline.replaceAll('/', '.')}.lmdb`);
}

function readHead(database: RootDatabase<Buffer, string>): CheckpointHead | undefined {
  const bytes = database.get(headKey);
  return bytes === undefined ? undefined : (JSON.parse(bytes.toString()) as CheckpointHead);
}

function* readState(database: RootDatabase<Buffer, string>, step: string) {
  for (const { value } of database.getRange(rangeOf(step))) {
    const keyEnd = 4 + value.readUInt32BE(0);
    yield [value.toString('utf8', 4, keyEnd), new Uint8Array(value.subarray(keyEnd))] as const;
  }
}

function removeState(database: RootDatabase<Buffer, string>, step: string): void {
  for (const key of [...database.getKeys(rangeOf(step))]) void database.remove(key);
}

function write(database: RootDatabase<Buffer, string>, { step, key, bytes }: StateChange): void {
  const place = placeOf(step, key);
  if (bytes === null) {
    void database.remove(place);
    return;
  }
  const name = Buffer.from(key);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(name.length);
  void database.put(place, Buffer.concat([length, name, bytes]));
}

/** The value begins with the whole key, so a hashed one is not lost. */
function placeOf(step: string, key: string): string {
  const place = prefixOf(step) + key;
  if (Buffer.byteLength(place) <= maxKeyBytes) return place;
  return `${prefixOf(step)}#${createHash('sha256').update(key).digest('hex')}`;
}

function prefixOf(step: string): string {
  return `step ${step} `;
}

/** Every key that begins with the prefix: `!` is the character after its last one, the space. */
function rangeOf(step: string): { start: string; end: string } {
  return { start: prefixOf(step), end: `step ${step}!` };
}
