import { cpus, release } from 'node:os';

/** Each benchmark answers with Markdown; together they take less than ten minutes. */
const benchmarks: Readonly<Record<string, () => Promise<{ run(): Promise<string> }>>> = {
  ingest: () => import('./ingest/run.ts'),
  query: () => import('./query/run.ts'),
  live: () => import('./live/run.ts'),
  viewers: () => import('./viewers/run.ts'),
  start: () => import('./start/run.ts'),
  recovery: () => import('./recovery/run.ts'),
  panels: () => import('./timeseries/run.ts'),
  'first-load': () => import('./first-load/run.ts'),
};

/** `npm run bench`, or `npm run bench -- ingest query`. */
async function main(names: readonly string[]): Promise<void> {
  const unknown = names.find((name) => !Object.hasOwn(benchmarks, name));
  if (unknown !== undefined)
    throw new Error(
      `unknown benchmark: ${unknown}; there are ${Object.keys(benchmarks).join(', ')}`,
    );
  const chosen = names.length === 0 ? Object.keys(benchmarks) : names;
  const [cpu] = cpus();
  print(
    `${new Date().toISOString()}, ${cpus().length} × ${cpu?.model ?? 'unknown'}, Linux ${release()}, Node ${process.version}`,
  );
  for (const name of chosen) await runOne(name);
}

/** One that fails does not keep the others from running. */
async function runOne(name: string): Promise<void> {
  const startedAt = performance.now();
  print(`\n## ${name}\n`);
  try {
    const benchmark = await benchmarks[name]?.();
    print((await benchmark?.run()) ?? '');
  } catch (error) {
    process.exitCode = 1;
    print(`failed: ${error instanceof Error ? error.message : String(error)}`);
  }
  print(`\n_${Math.round((performance.now() - startedAt) / 1000)} s_`);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

// What is still running is ended with this process, also when it is stopped from outside.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));
await main(process.argv.slice(2));
process.exit();
