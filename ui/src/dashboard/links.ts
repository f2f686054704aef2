import type { DashboardLink } from '@heliostat/sdk';
import { dashboardHref } from '../app/route.ts';
import type { DashboardSummary } from '../data/operations.ts';
import { fillLink, type LinkContext } from './select.ts';

/** A way on that can be followed. */
export interface HeadLink {
  text: string;
  href: string;
  /** Leads to another site: it opens beside this one. */
  isExternal: boolean;
}

/** One link, or the menu of all dashboards with a tag. */
export type ShownLink = HeadLink | { text: string; links: readonly HeadLink[] };

interface Around extends LinkContext {
  /** Path of the dashboard that has the links: it is not among those of a tag. */
  path: string;
  dashboards: readonly DashboardSummary[];
}

/** The links of a dashboard with what they keep of the view; those that lead nowhere are left out. */
export function resolveLinks(links: readonly DashboardLink[], around: Around): ShownLink[] {
  return links.flatMap((link): ShownLink[] => {
    if (link.tag !== undefined) return [tagMenu(link.tag, link.title, around)];
    if (link.dashboard !== undefined)
      return [dashboardLink(link.dashboard, link.title, around)].flatMap((found) => found ?? []);
    const href = fillLink(link.url ?? '', [], around);
    if (href === undefined) return [];
    return [{ text: link.title ?? hostOf(href), href, isExternal: !href.startsWith('/') }];
  });
}

function tagMenu(tag: string, title: string | undefined, around: Around): ShownLink {
  const tagged = around.dashboards.filter(
    ({ path, tags }) => path !== around.path && tags.includes(tag),
  );
  const links = tagged
    .toSorted((a, b) => a.title.localeCompare(b.title))
    .flatMap(({ path }) => dashboardLink(path, undefined, around) ?? []);
  return { text: title ?? tag, links };
}

/** With the time range and all variables: the other dashboard takes those it has too. */
function dashboardLink(
  path: string,
  title: string | undefined,
  around: Around,
): HeadLink | undefined {
  const kept = Object.keys(around.variables).length > 0 ? '$__range&$__variables' : '$__range';
  const href = fillLink(`${dashboardHref(path)}?${kept}`, [], around);
  const known = around.dashboards.find((one) => one.path === path);
  if (href === undefined) return;
  return { text: title ?? known?.title ?? path, href, isExternal: false };
}

function hostOf(href: string): string {
  return href.startsWith('/') ? href : new URL(href).host;
}
