import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { BodyLine } from './body.ts';
import { hasCode } from './log/files.ts';
import type { Log } from './log/log.ts';
import { openLog, type LogEffects } from './log/open.ts';
import type { DeadLetter } from './streams.ts';

const maxEventChars = 262_144;
const replayLetters = 5000;
const retention = { ageMs: 30 * 86_400_000, bytes: 256 * 1024 * 1024 };

/** How far dead letters were replayed; `to` is there while a replay is under way. */
interface ReplayState {
  from: number;
  to?: number;
}

/** Appends lines to the stream under a key that makes a second attempt recognisable. */
export type Replay = (lines: readonly BodyLine[], key: string) => Promise<number>;

/** Events of one stream that could not be processed, in a log of their own. */
export class DeadLetters {
  readonly #directory: string;
  readonly #log: Log;
  #state: ReplayState;
  #replaying: Promise<number> | undefined;

  private constructor(directory: string, log: Log, state: ReplayState) {
    this.#directory = directory;
    this.#log = log;
    this.#state = state;
  }

  static async open(directory: string, effects: LogEffects): Promise<DeadLetters> {
    const log = await openLog(directory, { segmentBytes: 16 * 1024 * 1024 }, effects);
    return new DeadLetters(directory, log, await readState(directory));
  }

  /** Letters kept that were not replayed. */
  get count(): number {
    return Math.max(0, this.#log.head - Math.max(this.#state.from, this.#log.start));
  }

  async append(letters: readonly DeadLetter[]): Promise<void> {
    if (letters.length === 0) return;
    const lines = letters.map(
      (letter) => `${JSON.stringify({ ...letter, event: letter.event.slice(0, maxEventChars) })}\n`,
    );
    await this.#log.append({ count: letters.length, payload: Buffer.from(lines.join('')) });
  }

  /** The newest `limit` of them, oldest first. */
  async read(limit: number): Promise<DeadLetter[]> {
    const { head } = this.#log;
    return await this.#between(Math.max(this.#log.start, head - limit), head);
  }

  /**
   * Replays what is not replayed yet, once: the range is noted before and the position after, and
   * the key of a range that a crash interrupted is the same the second time.
   */
  replay(append: Replay): Promise<number> {
    this.#replaying ??= this.#replayAll(append).finally(() => (this.#replaying = undefined));
    return this.#replaying;
  }

  /** Ends a replay that was interrupted by a crash. */
  async finishReplay(append: Replay): Promise<void> {
    if (this.#state.to !== undefined) await this.#replayRange(this.#state.to, append);
  }

  async retain(): Promise<void> {
    await this.#log.retain({ ...retention, consumed: Infinity });
  }

  async close(): Promise<void> {
    await this.#log.close();
  }

  async #replayAll(append: Replay): Promise<number> {
    await this.finishReplay(append);
    const end = this.#log.head;
    let replayed = 0;
    while (this.#state.from < end) {
      const first = Math.max(this.#state.from, this.#log.start);
      replayed += await this.#replayRange(Math.min(end, first + replayLetters), append);
    }
    return replayed;
  }

  async #replayRange(to: number, append: Replay): Promise<number> {
    const { from } = this.#state;
    await this.#save({ from, to });
    const letters = await this.#between(from, to);
    const lines = letters.map(({ event }, i) => ({ number: i + 1, text: event }));
    const replayed = await append(lines, `replay:${from}-${to}`);
    await this.#save({ from: to });
    return replayed;
  }

  async #between(from: number, to: number): Promise<DeadLetter[]> {
    const letters: DeadLetter[] = [];
    for await (const record of this.#log.read(from)) {
      if (record.offset >= to) break;
      const lines = record.payload.toString('utf8').trimEnd().split('\n');
      const first = Math.max(0, from - record.offset);
      for (const line of lines.slice(first, to - record.offset))
        letters.push(JSON.parse(line) as DeadLetter);
    }
    return letters;
  }

  async #save(state: ReplayState): Promise<void> {
    await writeDurably(join(this.#directory, 'replayed.json'), JSON.stringify(state));
    this.#state = state;
  }
}

async function readState(directory: string): Promise<ReplayState> {
  try {
    return JSON.parse(await readFile(join(directory, 'replayed.json'), 'utf8')) as ReplayState;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return { from: 0 };
    throw error;
  }
}

/** Old or new after a crash, never half of it. */
export async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(`${path}.new`, 'w');
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
}
