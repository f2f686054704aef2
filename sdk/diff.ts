import type { DashboardDocument, DashboardLink } from './dashboard.ts';
import { diffLayout } from './diff-layout.ts';
import { diffLinks } from './diff-links.ts';
import { diffParts, nameOfPart, shown, textOfLines, type Part } from './diff-parts.ts';
import { applyRenames, findRenames, type Renames } from './diff-renames.ts';
import { isEqual, isTree, own, toTree, type Tree, type TreePath } from './tree.ts';

/** One thing of a dashboard that is not what it was. */
export interface DashboardChange {
  type: 'added' | 'removed' | 'renamed' | 'changed';
  /** Keys from the root: of the later document, or of the earlier one for what is removed. */
  path: TreePath;
  /** What it is and what it is called: `panel *errors*`. */
  subject: string;
  /** What changed, one thing each: `unit ms → s`. Empty for what is added or removed. */
  details: readonly string[];
  /** All of it as one sentence: `panel *errors*: unit ms → s; moved to row 2`. */
  text: string;
}

/** The maps of a dashboard and what one entry of each is called. */
const maps = {
  panels: 'panel',
  queries: 'query',
  variables: 'variable',
  annotations: 'annotation',
} as const;

/**
 * What a person would say changed between two versions of a dashboard, in the order of the file: panels,
 * queries and variables by name (a renamed one is recognised by its content), rows and places by what is in
 * them. Empty when both say the same; the order of keys says nothing. Write both in canonical form first:
 * here a default that is spelled out differs from one that is not.
 */
export function diffDashboards(
  before: DashboardDocument,
  after: DashboardDocument,
): DashboardChange[] {
  const renames = findRenames(before, after);
  const earlier = applyRenames(before, renames);
  const { cells, rows } = diffLayout(earlier.layout.rows, after.layout.rows);
  const [settingsBefore, settingsAfter] = [settingsOf(earlier), settingsOf(after)];
  const settings = Object.keys({ ...settingsBefore, ...settingsAfter });
  return [
    ...settings.flatMap((key) =>
      diffSetting(key, own(settingsBefore, key), own(settingsAfter, key)),
    ),
    ...diffMap('variables', { earlier, after, renames }),
    ...diffMap('queries', { earlier, after, renames }),
    ...diffMap('annotations', { earlier, after, renames }),
    ...diffMap('panels', { earlier, after, renames, places: cells }),
    ...rows,
  ];
}

/** What the dashboard says of itself: neither its maps nor its rows. */
function settingsOf({
  panels: _p,
  queries: _q,
  variables: _v,
  annotations: _a,
  layout,
  ...rest
}: DashboardDocument): Tree {
  const { rows: _rows, ...layoutRest } = layout;
  return Object.keys(layoutRest).length === 0 ? rest : { ...rest, layout: layoutRest };
}

interface Comparison {
  earlier: DashboardDocument;
  after: DashboardDocument;
  renames: Renames;
  /** What is said about the place of a panel. */
  places?: ReadonlyMap<string, readonly string[]>;
}

function diffMap(map: keyof typeof maps, comparison: Comparison): DashboardChange[] {
  const { renames, places } = comparison;
  const before = toTree(comparison.earlier[map]);
  const after = toTree(comparison.after[map]);
  const oldName = new Map(renames[map].map(([from, to]) => [to, from]));
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((name) => {
    const subject = `${maps[map]} *${name}*`;
    const path = [map, name];
    if (!Object.hasOwn(after, name)) return [plain('removed', path, subject)];
    if (!Object.hasOwn(before, name)) return [plain('added', path, subject)];
    const details = [
      ...diffParts(toTree(before[name]), toTree(after[name])).map(toDetail),
      ...(places?.get(name) ?? []),
    ];
    const from = oldName.get(name);
    if (from !== undefined) return [renamed(path, { kind: maps[map], from, to: name, details })];
    return details.length === 0 ? [] : [changed(path, subject, details)];
  });
}

/** Keys of the dashboard that list names, not lines. */
const nameLists = ['tags', 'controls'];

/** A key of the dashboard itself. */
function diffSetting(key: string, before: unknown, after: unknown): DashboardChange[] {
  if (isEqual(before, after)) return [];
  if (nameLists.includes(key) && isNames(before) && isNames(after))
    return [changed([key], key, diffNames(before ?? [], after ?? []))];
  if (key === 'links') return [changed([key], key, diffLinks(toLinks(before), toLinks(after)))];
  const parts = diffParts({ [key]: before }, { [key]: after });
  if (parts.every(({ path }) => path.length === 1)) {
    const [text = key] = parts.map(toDetail);
    return [{ type: 'changed', path: [key], subject: key, details: [text], text }];
  }
  const details = parts.map(({ path, ...rest }) => toDetail({ ...rest, path: path.slice(1) }));
  return [changed([key], key, details)];
}

function toLinks(value: unknown): readonly DashboardLink[] {
  return Array.isArray(value) ? (value as DashboardLink[]) : [];
}

function isNames(value: unknown): value is readonly string[] | undefined {
  return (
    value === undefined || (Array.isArray(value) && value.every((name) => typeof name === 'string'))
  );
}

function diffNames(before: readonly string[], after: readonly string[]): string[] {
  const added = after.filter((name) => !before.includes(name)).map((name) => `*${name}* added`);
  const removed = before.filter((name) => !after.includes(name)).map((name) => `*${name}* removed`);
  const all = [...added, ...removed];
  return all.length > 0 ? all : ['order changed'];
}

/** `unit of latency ms → s`, or `sql changed, 2 lines`. */
function toDetail(part: Part): string {
  const name = nameOfPart(part.path);
  const lines = textOfLines(part);
  if (lines !== undefined) return `${name} ${lines}`;
  const [from, to] = [shown(part.before), shown(part.after)];
  if (from === undefined || to === undefined || from === to) return `${name} changed`;
  return `${name} ${from} → ${to}`;
}

function plain(type: 'added' | 'removed', path: TreePath, subject: string): DashboardChange {
  return { type, path, subject, details: [], text: `${subject} ${type}` };
}

function changed(path: TreePath, subject: string, details: readonly string[]): DashboardChange {
  return { type: 'changed', path, subject, details, text: `${subject}: ${details.join('; ')}` };
}

interface Renamed {
  kind: string;
  from: string;
  to: string;
  details: readonly string[];
}

function renamed(path: TreePath, { kind, from, to, details }: Renamed): DashboardChange {
  const sentence = [`renamed to *${to}*`, ...details];
  const subject = `${kind} *${from}*`;
  return {
    type: 'renamed',
    path,
    subject,
    details: sentence,
    text: `${subject} ${sentence.join('; ')}`,
  };
}

/** `diffDashboards` for any other JSON: what changed, by its path. */
export function diffTrees(before: unknown, after: unknown): DashboardChange[] {
  if (!isTree(before) || !isTree(after))
    return isEqual(before, after) ? [] : [changed([], 'file', ['changed as a whole'])];
  return diffParts(before, after, { isWhole: true }).map((part): DashboardChange => {
    const subject = nameOfPart(part.path);
    if (part.before === undefined && isTree(part.after)) return plain('added', part.path, subject);
    if (part.after === undefined && isTree(part.before))
      return plain('removed', part.path, subject);
    const text = toDetail(part);
    return { type: 'changed', path: part.path, subject, details: [text], text };
  });
}
