import { readFileSync, readdirSync } from 'node:fs';
import { slope } from './statistics.ts';

/** Linux counts CPU time in hundredths of a second, whatever the kernel's own tick. */
const ticksPerSecond = 100;
const pageBytes = 4096;
const sampleMs = 250;

interface Process {
  pid: number;
  parent: number;
  cpuSeconds: number;
  rssBytes: number;
}

/** CPU and memory of one process from /proc; undefined when it has ended. */
function readProcess(pid: number): Process | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const field = (at: number) => Number(fields[at]);
    return {
      pid,
      parent: field(1),
      cpuSeconds: (field(11) + field(12)) / ticksPerSecond,
      rssBytes: field(21) * pageBytes,
    };
  } catch {
    return undefined;
  }
}

/** The process and all that it started, as they are now. */
export function readTree(root: number): Process[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readProcess(Number(name)) ?? []);
  const tree = all.filter(({ pid }) => pid === root);
  for (const member of tree) tree.push(...all.filter(({ parent }) => parent === member.pid));
  return tree;
}

export interface Usage {
  seconds: number;
  cpuSeconds: number;
  /** Mean over the time: 1 is one core. */
  cores: number;
  peakMb: number;
  lastMb: number;
  /** Of the second half, so that growing to working size does not count. */
  mbPerMinute: number;
}

/** Watches processes by name from now until `stop`. Those that start later under a root count too. */
export class Meter {
  readonly #roots: ReadonlyMap<string, number>;
  readonly #timer: NodeJS.Timeout;
  readonly #startedAt = performance.now();
  readonly #rss = new Map<string, { x: number; y: number }[]>();
  readonly #cpu = new Map<string, Map<number, { first: number; last: number }>>();

  /** `own`: only the process itself, without its children. */
  constructor(roots: Readonly<Record<string, { pid: number; own?: boolean }>>) {
    this.#roots = new Map(Object.entries(roots).map(([name, { pid }]) => [name, pid]));
    this.#own = new Set(Object.keys(roots).filter((name) => roots[name]?.own === true));
    for (const name of this.#roots.keys()) {
      this.#rss.set(name, []);
      this.#cpu.set(name, new Map());
    }
    this.#sample(true);
    this.#timer = setInterval(() => this.#sample(false), sampleMs);
  }
  readonly #own: ReadonlySet<string>;

  stop(): Record<string, Usage> {
    clearInterval(this.#timer);
    this.#sample(false);
    const seconds = (performance.now() - this.#startedAt) / 1000;
    return Object.fromEntries(
      [...this.#roots.keys()].map((name) => [name, this.#usage(name, seconds)]),
    );
  }

  #sample(isFirst: boolean): void {
    const minutes = (performance.now() - this.#startedAt) / 60_000;
    for (const [name, root] of this.#roots) {
      const own = readProcess(root);
      const tree = this.#own.has(name) ? (own === undefined ? [] : [own]) : readTree(root);
      const bytes = tree.reduce((sum, { rssBytes }) => sum + rssBytes, 0);
      this.#rss.get(name)?.push({ x: minutes, y: bytes / 1e6 });
      const cpu = this.#cpu.get(name);
      for (const { pid, cpuSeconds } of tree) {
        const known = cpu?.get(pid) ?? { first: isFirst ? cpuSeconds : 0, last: 0 };
        cpu?.set(pid, { ...known, last: cpuSeconds });
      }
    }
  }

  #usage(name: string, seconds: number): Usage {
    const rss = this.#rss.get(name) ?? [];
    const spent = [...(this.#cpu.get(name)?.values() ?? [])];
    const cpuSeconds = spent.reduce((sum, { first, last }) => sum + last - first, 0);
    return {
      seconds,
      cpuSeconds,
      cores: cpuSeconds / seconds,
      peakMb: Math.max(...rss.map(({ y }) => y)),
      lastMb: rss.at(-1)?.y ?? NaN,
      mbPerMinute: slope(rss.slice(rss.length >> 1)),
    };
  }
}
