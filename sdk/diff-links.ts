import type { DashboardLink } from './dashboard.ts';
import { isEqual } from './tree.ts';

/**
 * What changed in the links of a dashboard, one thing each: `*Runbook* added`. A link is known by where it
 * leads, else by its title; the order says something only where nothing else changed.
 */
export function diffLinks(
  before: readonly DashboardLink[],
  after: readonly DashboardLink[],
): string[] {
  const lost = before.filter((link) => !after.some((other) => isEqual(link, other)));
  const found = after.filter((link) => !before.some((other) => isEqual(link, other)));
  const pairs = lost.map((link) => ({
    from: link,
    to: found.find((other) => isSame(link, other)),
  }));
  const changed = pairs.flatMap(({ from, to }) => (to === undefined ? [] : [changeOf(from, to)]));
  const removed = pairs.filter(({ to }) => to === undefined).map(({ from }) => from);
  const added = found.filter((link) => !pairs.some(({ to }) => to === link));
  const all = [
    ...added.map((link) => `*${nameOf(link)}* added`),
    ...removed.map((link) => `*${nameOf(link)}* removed`),
    ...changed,
  ];
  return all.length > 0 ? all : ['order changed'];
}

function isSame(a: DashboardLink, b: DashboardLink): boolean {
  return targetOf(a) === targetOf(b) || (a.title !== undefined && a.title === b.title);
}

function changeOf(from: DashboardLink, to: DashboardLink): string {
  const [before, after] = [targetOf(from), targetOf(to)];
  if (before !== after) return `*${nameOf(from)}* ${before} → ${after}`;
  return `*${nameOf(from)}* renamed to *${nameOf(to)}*`;
}

function nameOf(link: DashboardLink): string {
  return link.title ?? link.dashboard ?? link.tag ?? link.url ?? 'link';
}

function targetOf({ dashboard, tag, url }: DashboardLink): string {
  if (dashboard !== undefined) return `dashboard ${dashboard}`;
  return tag === undefined ? (url ?? 'nowhere') : `tag ${tag}`;
}
