import type { CliEffects } from './main.ts';

const barWidth = 24;

/** A bar on a terminal, a line now and then elsewhere. */
export class Progress {
  readonly #bytes: number;
  readonly #effects: Pick<CliEffects, 'writeError' | 'isTerminal'>;
  readonly #startedAt = performance.now();
  #read = 0;
  #shownAt = -Infinity;

  constructor(bytes: number, effects: Pick<CliEffects, 'writeError' | 'isTerminal'>) {
    this.#bytes = bytes;
    this.#effects = effects;
  }

  read(bytes: number): void {
    this.#read += bytes;
  }

  show(rows: number): void {
    const now = performance.now();
    if (now - this.#shownAt < (this.#effects.isTerminal ? 100 : 5000)) return;
    this.#shownAt = now;
    const share = this.#bytes === 0 ? 1 : Math.min(1, this.#read / this.#bytes);
    const perSecond = Math.round(rows / Math.max(0.001, (now - this.#startedAt) / 1000));
    const text = `${Math.round(share * 100)} %  ${rows} rows  ${perSecond} rows/s`;
    if (!this.#effects.isTerminal) this.#effects.writeError(`${text}\n`);
    else this.#effects.writeError(`\r${bar(share)} ${text}\x1b[K`);
  }

  end(): void {
    if (this.#effects.isTerminal && this.#shownAt !== -Infinity) this.#effects.writeError('\n');
  }
}

function bar(share: number): string {
  const filled = Math.round(share * barWidth);
  return `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)}`;
}
