import { HeliostatError, type SinkTarget } from '@heliostat/sdk';
import { isPartitioned } from './table.ts';

/** What a DateTime64 holds; beyond it ClickHouse would tell another month than we do. */
const earliestMs = Date.UTC(1900, 0, 1);
const endMs = Date.UTC(2300, 0, 1);

/** In which partition of its table a row lies: its month in UTC, as `toYYYYMM` tells it. */
export class Partitions {
  readonly #target: SinkTarget;
  readonly #isPartitioned: boolean;
  /** The month looked at last: most rows are of the month of the row before. */
  #month = { from: 0, to: 0, name: 0 };

  constructor(target: SinkTarget) {
    this.#target = target;
    this.#isPartitioned = isPartitioned(target);
  }

  /** Throws INVALID_REQUEST for a row without a time, or with one that ClickHouse cannot keep. */
  of(row: Readonly<Record<string, unknown>>): number {
    const timeMs = this.#timeOf(row[this.#target.schema.time]);
    if (!this.#isPartitioned) return 0;
    if (timeMs < this.#month.from || timeMs >= this.#month.to) this.#month = monthOf(timeMs);
    return this.#month.name;
  }

  #timeOf(value: unknown): number {
    const timeMs = typeof value === 'string' ? Date.parse(value) : Number(value ?? NaN);
    if (timeMs >= earliestMs && timeMs < endMs) return timeMs;
    const { table, schema } = this.#target;
    const problem = Number.isFinite(timeMs) ? `${timeMs} is not within 1900–2299` : 'no time';
    throw new HeliostatError(
      'INVALID_REQUEST',
      `table ${table}, field ${schema.time}: a row has ${problem}`,
      { hint: 'Every row needs the event time, as epoch milliseconds.' },
    );
  }
}

function monthOf(timeMs: number): { from: number; to: number; name: number } {
  const date = new Date(timeMs);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  return {
    from: Date.UTC(year, month),
    to: Date.UTC(year, month + 1),
    name: year * 100 + month + 1,
  };
}
