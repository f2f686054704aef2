import { once } from 'node:events';
import pino from 'pino';
import { HeliostatError, toHeliostatError } from '@heliostat/sdk';
import { buildApp, type App } from '../app.ts';
import { parseConfig, type Config } from '../config.ts';
import { serveUi, type ServedUi } from '../plugins/serve-ui.ts';
import { runDemo } from './demo.ts';
import type { CliEffects } from './main.ts';

const stopWithinMs = 20_000;

/** How much of the past a new data directory starts with, so that charts are not empty. */
const demoBackfillMs = 3_600_000;

/** Runs the server until the signal; returns when everything accepted is safe. */
export async function start(arguments_: string[], effects: CliEffects): Promise<number> {
  const startedAtMs = performance.now();
  const config = parseConfig(arguments_, effects.environment);
  const log = buildLog(config, effects.isTerminal);
  surviveStrays(log);
  const app = await buildApp(config, { now: Date.now, log });
  let page: ServedUi | undefined;
  try {
    const url = await listen(app, config);
    if (config.development) page = await serveUi(app.services.plugins, url, log);
    const seconds = ((performance.now() - startedAtMs) / 1000).toFixed(1);
    const more = page && `  The page, with hot reload and all plugins:  ${page.url}\n\n`;
    effects.write(`\n  Heliostat is ready in ${seconds} s:  ${url}\n\n${more ?? ''}`);
    const demo = config.demo ? startDemo(app, url, effects) : Promise.resolve();
    if (!effects.signal.aborted) await once(effects.signal, 'abort');
    effects.write('\n  Stopping: finishing what was accepted (Ctrl-C again to leave at once)…\n');
    await demo;
  } finally {
    setTimeout(() => process.exit(1), stopWithinMs).unref();
    await page?.close();
    await app.close();
  }
  return 0;
}

function buildLog({ logLevel }: Config, isTerminal: boolean): pino.Logger {
  const options = {
    level: logLevel === 'info' && isTerminal ? 'warn' : logLevel,
    redact: ['*.password', '*.headers.authorization', '*.headers.cookie'],
  };
  if (!isTerminal) return pino(options, pino.destination({ dest: 2, sync: false }));
  return pino({ ...options, transport: { target: 'pino-pretty', options: { destination: 2 } } });
}

/** What a plugin throws where nobody can catch it (a timer, a promise let go) is not the server's end. */
function surviveStrays(log: pino.Logger): void {
  for (const kind of ['uncaughtException', 'unhandledRejection'] as const)
    process.on(kind, (thrown: unknown) => {
      log.error({ err: toHeliostatError(thrown), kind }, 'something failed that nobody waited for');
    });
}

async function listen({ api }: App, { host, port }: Config): Promise<string> {
  try {
    return await api.listen({ host, port });
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code !== 'EADDRINUSE' && code !== 'EACCES' && code !== 'EADDRNOTAVAIL') throw cause;
    const why = code === 'EADDRINUSE' ? 'is taken' : 'cannot be used';
    throw new HeliostatError('CONFLICT', `port ${port} ${why}`, {
      hint: `Stop what listens on ${host}:${port}, or choose another port with --port.`,
      cause,
    });
  }
}

/** The demo speaks the public ingest API like any other client; its failure is not the server's. */
async function startDemo({ services }: App, url: string, effects: CliEffects): Promise<void> {
  const isNew = services.streams.list().every(({ log }) => log.head === 0);
  try {
    await runDemo({
      url,
      rate: services.config.demoRate,
      seed: 1,
      backfillMs: isNew ? demoBackfillMs : 0,
      signal: effects.signal,
      report: () => undefined,
    });
  } catch (error) {
    if (effects.signal.aborted) return;
    effects.writeError(`heliostat: the demo stopped: ${String(error)}\n`);
  }
}
