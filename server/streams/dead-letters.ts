import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { BodyLine } from './body.ts';
import { hasCode } from './log/files.ts';
import type { Log } from './log/log.ts';
import { openLog, type LogEffects } from './log/open.ts';
import type { DeadLetter } from './streams.ts';

const maxEventChars = 262_144;
/** One answer, and one append of a replay, hold at most this much text of events. */
const maxReadChars = 1024 * 1024;
const maxReplayChars = 8 * 1024 * 1024;
const maxReplayLetters = 5000;
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

  /** The newest `limit` of them, oldest first; fewer when they are long. */
  async read(limit: number): Promise<DeadLetter[]> {
    const { head } = this.#log;
    const letters: DeadLetter[] = [];
    let chars = 0;
    for await (const { letter } of this.#between(head - limit, head)) {
      letters.push(letter);
      chars += letter.event.length;
      while (chars > maxReadChars && letters.length > 1)
        chars -= letters.shift()?.event.length ?? 0;
    }
    return letters;
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
    while (this.#state.from < end)
      replayed += await this.#replayRange(await this.#endOfRange(end), append);
    return replayed;
  }

  /** Where the next append ends: after so many letters, or so much text. */
  async #endOfRange(end: number): Promise<number> {
    let count = 0;
    let chars = 0;
    for await (const { offset, letter } of this.#between(this.#state.from, end)) {
      chars += letter.event.length;
      if (++count >= maxReplayLetters || chars >= maxReplayChars) return offset + 1;
    }
    return end;
  }

  async #replayRange(to: number, append: Replay): Promise<number> {
    const { from } = this.#state;
    await this.#save({ from, to });
    const lines: BodyLine[] = [];
    for await (const { letter } of this.#between(from, to))
      lines.push({ number: lines.length + 1, text: letter.event });
    const replayed = await append(lines, `replay:${from}-${to}`);
    await this.#save({ from: to });
    return replayed;
  }

  async *#between(
    from: number,
    to: number,
  ): AsyncGenerator<{ offset: number; letter: DeadLetter }> {
    for await (const record of this.#log.read(Math.max(from, this.#log.start))) {
      if (record.offset >= to) break;
      const lines = record.payload.toString('utf8').trimEnd().split('\n');
      for (const [i, line] of lines.entries()) {
        const offset = record.offset + i;
        if (offset >= from && offset < to) yield { offset, letter: JSON.parse(line) as DeadLetter };
      }
    }
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
