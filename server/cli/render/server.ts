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
  /** Where dashboards are looked for, as a person knows it: an address, or a folder. */
  place: string;
  /** The file that was given, where the server is not our own over its workspace. */
  file?: GivenFile | undefined;
  close(): Promise<void>;
}

interface GivenFile {
  /** As it was given. */
  name: string;
  etag: string;
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
  if (url !== undefined) {
    const address = parseServerUrl(url).replace(/\/$/, '');
    const { path, file } = isFile(target) ? await readTarget(target, effects) : { path: target };
    return { url: address, place: address, path, file, close: () => Promise.resolve() };
  }
  const { path, workspace } = isFile(target)
    ? await readTarget(target, effects)
    : { path: target, workspace: (await openTarget(undefined, effects)).root };
  const where = ['--workspace', workspace, ...(data === undefined ? [] : ['--data', data])];
  const config = parseConfig(
    ['--port', '0', '--no-demo', '--log-level', 'silent', ...where],
    effects.environment,
  );
  await checkUi(config.uiDirectory);
  const log = pino({ level: 'silent' });
  const app = await buildApp(config, { now: Date.now, log }).catch(withHint);
  try {
    const address = await app.api.listen({ host: config.host, port: 0 });
    return { url: address, place: workspace, path, close: () => app.close() };
  } catch (error) {
    await app.close();
    throw error;
  }
}

/** Else it is the path of a dashboard. */
function isFile(target: string): boolean {
  return target.endsWith('.json');
}

async function readTarget(
  target: string,
  effects: CliEffects,
): Promise<{ path: string; workspace: string; file: GivenFile | undefined }> {
  const { root, file = '', state } = await openTarget(target, effects);
  const document = documentOf(file);
  if (document?.kind !== 'dashboard')
    throw new HeliostatError('INVALID_OPTIONS', `${target}: not a dashboard`, {
      hint: 'Give a *.dashboard.json file, or its path in the workspace, like social/overview.',
    });
  const etag = state.get('dashboard', document.path)?.etag ?? '';
  return { path: document.path, workspace: root, file: { name: target, etag } };
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
