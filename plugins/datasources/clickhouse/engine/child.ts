import type { AddressInfo } from 'node:net';
import { buildEngineServer } from './http.ts';
import { Store } from './store.ts';

/** What the supervisor sends first; by message, so that the password is in no process list. */
export interface ChildOptions {
  directory: string;
  /** 0 lets the system choose. */
  port: number;
  user: string;
  password: string;
  maxBodyBytes: number;
}

/** What the child answers. */
export type ChildMessage =
  { kind: 'ready'; port: number; version: string } | { kind: 'failed'; reason: string };

/** A stop waits this long for sessions to close before the process ends anyway. */
const stopWithinMs = 3000;

async function start(options: ChildOptions): Promise<void> {
  const store = new Store(options.directory);
  const [version = '', timeZone = 'UTC'] = (await store.text('SELECT version(), timezone()')).split(
    '\t',
  );
  const server = buildEngineServer({ ...options, store, timeZone });
  const stop = () => {
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), stopWithinMs).unref();
    server.close();
    server.closeIdleConnections();
    store.close();
    process.exit(0);
  };
  process.on('message', stop);
  server.on('error', fail);
  server.listen(options.port, '127.0.0.1', () => {
    send({ kind: 'ready', port: (server.address() as AddressInfo).port, version });
  });
}

function send(message: ChildMessage): void {
  process.send?.(message);
}

function fail(thrown: unknown): void {
  send({ kind: 'failed', reason: thrown instanceof Error ? thrown.message : String(thrown) });
  process.exitCode = 1;
  process.disconnect();
}

// The channel closes when the server dies, however it dies; queries in flight would keep us alive.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
process.once('message', (options: ChildOptions) => void start(options).catch(fail));
