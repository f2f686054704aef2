import {
  isSafeLink,
  mentionedVariables,
  type DashboardDocument,
  type DashboardLink,
} from '@heliostat/sdk';
import { didYouMean } from '@heliostat/sdk/check';
import type { KeyPath } from './positions.ts';
import type { Surroundings } from './shape.ts';
import type { Finding } from './validate.ts';

/** What is wrong with the ways on: links in the head of a dashboard, and of panels. */
export function checkLinks(dashboard: DashboardDocument, around: Surroundings): Finding[] {
  const { panels, links = [], variables = {} } = dashboard;
  const names = Object.keys(variables);
  const ofPanels = Object.entries(panels).flatMap(([name, { onSelect }]): Finding[] => {
    if (onSelect?.type !== 'link') return [];
    const path: KeyPath = ['panels', name, 'onSelect'];
    if (onSelect.url === undefined) return [{ path, message: 'a link needs a url' }];
    return checkUrl([...path, 'url'], onSelect.url, names);
  });
  const ofHead = links.flatMap((link, i) => checkLink(['links', i], { link, names }, around));
  return [...ofPanels, ...ofHead];
}

interface NamedLink {
  link: DashboardLink;
  /** Slugs of the variables. */
  names: readonly string[];
}

function checkLink(
  path: KeyPath,
  { link, names }: NamedLink,
  { dashboards }: Surroundings,
): Finding[] {
  const targets = [link.dashboard, link.tag, link.url].filter((target) => target !== undefined);
  if (targets.length !== 1)
    return [{ path, message: 'a link needs exactly one of dashboard, tag and url' }];
  if (link.url !== undefined) return checkUrl([...path, 'url'], link.url, names);
  if (link.dashboard === undefined || dashboards.has(link.dashboard)) return [];
  const message = `no dashboard "${link.dashboard}"${didYouMean(link.dashboard, [...dashboards.keys()])}`;
  // It may come with the next pull: a link to nothing is shown, and says so.
  return [{ path: [...path, 'dashboard'], message, severity: 'warning' }];
}

const builtIn = ['__range', '__variables'];

function checkUrl(path: KeyPath, url: string, names: readonly string[]): Finding[] {
  const mentioned = [...url.matchAll(/\$([a-z_][a-z0-9_-]*)/g)].map(([, word]) => word ?? '');
  const known = [...mentionedVariables(url, names), ...builtIn];
  const unknown = mentioned.find((word) => !known.includes(word));
  const findings: Finding[] = [];
  if (!isSafeLink(url))
    findings.push({ path, message: 'expected http, https or a path like /d/…' });
  if (unknown !== undefined)
    findings.push({ path, message: `no variable "${unknown}"${didYouMean(unknown, names)}` });
  return findings;
}
