import { HeliostatError } from '@heliostat/sdk';
import type { CliEffects } from '../main.ts';

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
  dashboard(path: $path) { document issues { message line column } } }`;

interface Answer {
  data?: {
    dashboard: {
      document: { panels: Record<string, unknown> } | null;
      issues: readonly { message: string; line: number; column: number }[];
    } | null;
  };
  errors?: readonly { message: string }[];
}

/** Throws what is wrong before a browser is opened: no server, no such dashboard or panel, a broken file. */
export async function checkDashboard(
  url: string,
  path: string,
  { panel, effects }: { panel: string | undefined; effects: CliEffects },
): Promise<void> {
  const { data, errors } = await ask(url, path, effects);
  if (data === undefined)
    throw new HeliostatError('UNAVAILABLE', errors?.[0]?.message ?? `${url}: no answer`);
  const { dashboard } = data;
  if (dashboard === null)
    throw new HeliostatError('NOT_FOUND', `dashboard: ${path} is not there`, {
      hint: 'Give a *.dashboard.json file, or its path in the workspace, like social/overview.',
    });
  if (dashboard.document === null) {
    const [issue] = dashboard.issues;
    const where = issue === undefined ? '' : `:${issue.line}:${issue.column}: ${issue.message}`;
    throw new HeliostatError('INVALID_FILE', `${path}${where}`, {
      hint: 'heliostat validate lists everything that is wrong.',
    });
  }
  const slugs = Object.keys(dashboard.document.panels);
  if (panel !== undefined && !slugs.includes(panel.split('@')[0] ?? panel))
    throw new HeliostatError('NOT_FOUND', `panel: ${path} has no ${panel}`, {
      hint: `It has ${slugs.join(', ')}.`,
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
