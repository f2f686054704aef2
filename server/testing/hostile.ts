import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { postQuery, type QueryAnswer } from './order-client.ts';
import { residentBytes, startServer, until, type ServerProcess } from './start-server.ts';

const fixture = join(import.meta.dirname, 'fixtures/workspace');
const maxGrowthBytes = 400 * 1024 * 1024;

/** A real server that is to be mistreated, with a workspace of its own. */
export interface Victim {
  server: ServerProcess;
  url: string;
  workspace: string;
  /** Fails when it has died, grown without bound, or let an error escape. */
  expectWell(): Promise<void>;
  close(): Promise<void>;
}

/** `prepare` changes the workspace before the server sees it. */
export async function startVictim(
  flags: readonly string[] = [],
  prepare: (workspace: string) => void = () => undefined,
): Promise<Victim> {
  const workspace = mkdtempSync(join(tmpdir(), 'heliostat-hostile-'));
  cpSync(fixture, workspace, { recursive: true });
  prepare(workspace);
  const server = await startServer({ workspace, flags: ['--log-level', 'warn', ...flags] });
  const { url, pid } = server;
  const atStart = residentBytes(pid);
  return {
    ...{ server, url, workspace },
    async expectWell() {
      expect(server.isRunning()).toBe(true);
      expect((await fetch(`${url}/livez`)).status).toBe(200);
      expect(server.output()).not.toMatch(/nobody waited for|unhandled|uncaught/i);
      // What was allocated may wait for the collector: what stays is what counts.
      await until('memory to be given back', () => residentBytes(pid) - atStart < maxGrowthBytes);
    },
    async close() {
      const ending = await server.stop();
      rmSync(workspace, { recursive: true, force: true });
      expect(ending).toEqual({ code: 0, signal: null });
    },
  };
}

export interface Answer {
  status: number;
  text: string;
}

export async function send(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, init);
  return { status: response.status, text: await response.text() };
}

export async function postJson(url: string, body: unknown): Promise<Answer> {
  return await send(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

/** A query of the fixture's dashboard over the last hour. */
export function refer(url: string, more: object): Promise<QueryAnswer> {
  const named = { dashboard: 'shop/orders', query: 'per-minute', from: 'now-1h', to: 'now' };
  return postQuery(url, { ...named, ...more });
}
