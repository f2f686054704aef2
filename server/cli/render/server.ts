import { access } from 'node:fs/promises';
import { join } from 'node:path';
import pino from 'pino';
import { HeliostatError, toHeliostatError } from '@heliostat/sdk';
import { buildApp } from '../../app.ts';
import { parseConfig } from '../../config.ts';
import { documentOf } from '../../workspace/kinds.ts';
import type { CliEffects } from '../main.ts';
import { openTarget } from '../target.ts';
import { parseServerUrl } from '../url.ts';

/** A server to ask, and the path of the dashboard there. */
export interface RenderServer {
  url: string;
  path: string;
  close(): Promise<void>;
}

interface Place {
  url?: string | undefined;
  data?: string | undefined;
}

/** The server at `--url`, or one of our own over the workspace of the file, on a port nobody else has. */
export async function openServer(
  target: string,
  { url, data }: Place,
  effects: CliEffects,
): Promise<RenderServer> {
  const { path, workspace } = await findDashboard(target, effects);
  if (url !== undefined) {
    const close = () => Promise.resolve();
    return { url: parseServerUrl(url).replace(/\/$/, ''), path, close };
  }
  const where = ['--workspace', workspace, ...(data === undefined ? [] : ['--data', data])];
  const config = parseConfig(
    ['--port', '0', '--no-demo', '--log-level', 'silent', ...(workspace ? where : where.slice(2))],
    effects.environment,
  );
  await checkUi(config.uiDirectory);
  const log = pino({ level: 'silent' });
  const app = await buildApp(config, { now: Date.now, log }).catch(withHint);
  try {
    const address = await app.api.listen({ host: config.host, port: 0 });
    return { url: address, path, close: () => app.close() };
  } catch (error) {
    await app.close();
    throw error;
  }
}

/** A file of a workspace, or the path of a dashboard of the configured one. */
async function findDashboard(
  target: string,
  effects: CliEffects,
): Promise<{ path: string; workspace: string }> {
  if (!target.endsWith('.json')) return { path: target, workspace: '' };
  const { root, file = '' } = await openTarget(target, effects);
  const document = documentOf(file);
  if (document?.kind === 'dashboard') return { path: document.path, workspace: root };
  throw new HeliostatError('INVALID_OPTIONS', `${target}: not a dashboard`, {
    hint: 'Give a *.dashboard.json file, or its path in the workspace, like social/overview.',
  });
}

async function checkUi(directory: string): Promise<void> {
  await access(join(directory, 'index.html')).catch((cause: unknown) => {
    throw new HeliostatError('UNAVAILABLE', `the user interface is not built: ${directory}`, {
      hint: 'Build it with npm run build.',
      cause,
    });
  });
}

function withHint(thrown: unknown): never {
  const error = toHeliostatError(thrown);
  if (error.code !== 'CONFLICT') throw thrown;
  throw new HeliostatError('CONFLICT', error.message, {
    hint: 'Ask the server that has it with --url, or give a directory of its own with --data.',
    cause: thrown,
  });
}
