import { HeliostatError } from '@heliostat/sdk';
import type { CliEffects } from '../main.ts';
import type { RenderServer } from './server.ts';

/** What of a dashboard is to be seen. */
export interface DashboardView {
  panel: string | undefined;
  from: string | undefined;
  to: string | undefined;
  variables: readonly (readonly [name: string, value: string])[];
}

/** The address of the page; it stands still and offers its picture. */
export function dashboardUrl(
  { url, path }: { url: string; path: string },
  { panel, from, to, variables }: DashboardView,
): string {
  const address = new URL(`${url}/d/${path.split('/').map(encodeURIComponent).join('/')}`);
  const params = address.searchParams;
  params.set('render', '');
  params.set('refresh', 'off');
  if (from !== undefined) params.set('from', from);
  if (to !== undefined) params.set('to', to);
  if (panel !== undefined) params.set('panel', panel);
  for (const [name, value] of variables) params.append(`var.${name}`, value);
  return address.href;
}

const timeoutMs = 30_000;
const operation = `query Render($path: String!) {
  dashboard(path: $path) { etag document issues { message line column } } }`;

interface Known {
  etag: string;
  document: { panels: Record<string, unknown>; variables?: Record<string, unknown> } | null;
  issues: readonly { message: string; line: number; column: number }[];
}

interface Answer {
  data?: {
    dashboard: Known | null;
  };
  errors?: readonly { message: string }[];
}

/** Throws what is wrong before a browser is opened: no server, no such dashboard, panel or variable, a broken file. */
export async function checkDashboard(
  server: RenderServer,
  { panel, variables }: DashboardView,
  effects: CliEffects,
): Promise<void> {
  const { url, path, file } = server;
  const { data, errors } = await ask(url, path, effects);
  if (data === undefined)
    throw new HeliostatError(
      'UNAVAILABLE',
      `${url}: ${errors?.[0]?.message ?? 'not the answer of a Heliostat'}`,
      { hint: 'Give the URL that heliostat start prints, like http://127.0.0.1:3300.' },
    );
  const { dashboard } = data;
  if (dashboard === null) throw unknown(server);
  if (file !== undefined && file.etag !== dashboard.etag)
    effects.writeError(
      `${file.name}: ${url} has another version, which is drawn: push this one, or leave --url out\n`,
    );
  checkDocument(path, dashboard, { panel, variables });
}

function checkDocument(
  path: string,
  { document, issues }: Known,
  { panel, variables }: Pick<DashboardView, 'panel' | 'variables'>,
): void {
  if (document === null) {
    const [issue] = issues;
    const where = issue === undefined ? '' : `:${issue.line}:${issue.column}: ${issue.message}`;
    throw new HeliostatError('INVALID_FILE', `${path}${where}`, {
      hint: 'heliostat validate lists everything that is wrong.',
    });
  }
  const slug = panel?.split('@')[0];
  if (slug !== undefined) checkName(`panel: ${path}`, slug, document.panels);
  for (const [name] of variables) checkName(`var: ${path}`, name, document.variables ?? {});
}

function unknown({ url, path, place, file }: RenderServer): HeliostatError {
  if (file === undefined)
    return new HeliostatError('NOT_FOUND', `${place}: dashboard ${path} is not there`, {
      hint: 'Give a *.dashboard.json file, or its path in the workspace, like social/overview.',
    });
  return new HeliostatError('NOT_FOUND', `${file.name}: ${url} has no dashboard ${path}`, {
    hint: 'Push it, or leave --url out: render then starts a server for the workspace of the file.',
  });
}

function checkName(what: string, name: string, among: Readonly<Record<string, unknown>>): void {
  if (Object.hasOwn(among, name)) return;
  const names = Object.keys(among);
  throw new HeliostatError('NOT_FOUND', `${what} has no ${name}`, {
    hint: names.length === 0 ? 'It has none.' : `It has ${names.join(', ')}.`,
  });
}

async function ask(url: string, path: string, { signal }: CliEffects): Promise<Answer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: operation, variables: { path } }),
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
  }).catch((cause: unknown) => {
    signal.throwIfAborted();
    throw new HeliostatError('UNAVAILABLE', `${url}: no server answers`, {
      hint: 'Start one with heliostat start, or leave --url out: render then starts its own.',
      cause,
    });
  });
  return (await response.json().catch(() => ({}))) as Answer;
}
