import { tabsOf, toText, type DashboardDocument } from '@heliostat/sdk';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyDashboard } from '../../../sdk/testing/dashboards.ts';
import { setPanel } from '../panel-editor/document/panel.ts';
import { addQuery, renameQuery, setQuery, showQueries } from '../panel-editor/document/queries.ts';
import { addStep } from '../panel-editor/document/transforms.ts';
import {
  addVariable,
  deleteVariable,
  duplicateVariable,
  placeVariable,
  renameVariable,
} from '../variables-editor/document/variables.ts';
import { addAnnotations, deleteAnnotations, setAnnotations } from './document/annotations.ts';
import { dissolveStack, groupPanels, movePanels } from './document/move.ts';
import { nameNewPanels } from './document/name-panels.ts';
import {
  addPanel,
  copyPanels,
  deletePanels,
  deleteRow,
  duplicatePanels,
  pastePanels,
  renamePanel,
} from './document/panels.ts';
import {
  addRow,
  panelsOf,
  renameRow,
  repeatPanel,
  resizePanel,
  resizeRow,
} from './document/rows.ts';
import { readSettings, writeSettings } from './document/settings.ts';
import {
  addTab,
  deleteTab,
  dissolveTab,
  groupOntoTab,
  moveRowToTab,
  moveTab,
  placeRow,
  renameTab,
  roomAtEnd,
} from './document/tabs.ts';
import { Draft } from './draft.svelte.ts';
import { buildDraftStore } from './draft-store.ts';

const many: fc.Arbitrary<DashboardDocument> = anyDashboard.map((document) => ({
  ...document,
  variables: {
    country: { type: 'list', values: ['DE', 'FR'], multi: true },
    where: { type: 'filters', datasource: 'warehouse', table: 'orders' },
  },
  annotations: { deploys: { query: 'a', label: 'Deploys' } },
  links: [{ title: 'Docs', url: '/docs?${country}' }],
  'x-root': { kept: true },
}));

/** One of several, by a number that stays the same whatever there is to choose from. */
function one<Value>(all: readonly Value[], pick: number): Value | undefined {
  return all[pick % Math.max(1, all.length)];
}

const rowOf = ({ layout }: DashboardDocument, pick: number) => pick % (layout.rows.length + 1);
const panelOf = ({ panels }: DashboardDocument, pick: number) =>
  one(Object.keys(panels), pick) ?? 'none';
const queryOf = ({ queries = {} }: DashboardDocument, pick: number) =>
  one(Object.keys(queries), pick) ?? 'none';
const tabOf = ({ layout }: DashboardDocument, pick: number) =>
  one(tabsOf(layout.rows), pick) ?? 'none';
const variableOf = ({ variables = {} }: DashboardDocument, pick: number) =>
  one(Object.keys(variables), pick) ?? 'none';
const severalOf = ({ panels }: DashboardDocument, pick: number) =>
  Object.keys(panels).filter((_, i) => ((pick >> i) & 1) === 1);

type Edit = (document: DashboardDocument, pick: number) => DashboardDocument;

/** What a person can do to a dashboard. */
const edits: Readonly<Record<string, Edit>> = {
  addPanel: (d) =>
    addPanel(d, { type: 'dots', title: 'New panel' }, roomAtEnd(d, undefined)).document,
  deletePanels: (d, p) => deletePanels(d, severalOf(d, p)),
  duplicate: (d, p) => duplicatePanels(d, severalOf(d, p)).document,
  paste: (d, p) =>
    pastePanels(d, copyPanels(d, severalOf(d, p)), { kind: 'row', row: rowOf(d, p) }).document,
  renamePanel: (d, p) => renamePanel(d, panelOf(d, p), `Title ${p}`),
  move: (d, p) => movePanels(d, severalOf(d, p), { kind: 'row', row: rowOf(d, p) }),
  stack: (d, p) => movePanels(d, severalOf(d, p), { kind: 'stack', row: 0, cell: 0, at: 0 }),
  dissolveStack: (d, p) => dissolveStack(d, panelOf(d, p)),
  group: (d, p) => groupPanels(d, severalOf(d, p), 'New row'),
  groupOntoTab: (d, p) => groupOntoTab(d, severalOf(d, p)).document,
  resizePanel: (d, p) => resizePanel(d, panelOf(d, p), p % 24),
  repeat: (d, p) => repeatPanel(d, panelOf(d, p), p % 2 === 0 ? 'country' : undefined),
  resizeRow: (d, p) => resizeRow(d, rowOf(d, p), p % 30),
  renameRow: (d, p) => renameRow(d, rowOf(d, p), p % 3 === 0 ? '' : `Row ${p}`),
  addRow: (d, p) => addRow(d, { kind: 'row', row: rowOf(d, p) }, 'New row'),
  deleteRow: (d, p) => deleteRow(d, rowOf(d, p)),
  addTab: (d) => addTab(d).document,
  renameTab: (d, p) => renameTab(d, tabOf(d, p), `Tab ${p}`),
  moveTab: (d, p) => moveTab(d, tabOf(d, p), p % 3),
  dissolveTab: (d, p) => dissolveTab(d, tabOf(d, p)),
  deleteTab: (d, p) => deleteTab(d, tabOf(d, p)),
  rowToTab: (d, p) => moveRowToTab(d, rowOf(d, p), p % 2 === 0 ? undefined : tabOf(d, p)),
  placeRow: (d, p) => placeRow(d, rowOf(d, p), { row: rowOf(d, p >> 3) }),
  settings: (d, p) =>
    writeSettings(d, {
      ...readSettings(d),
      title: `Title ${p}`,
      description: p % 2 === 0 ? '' : `${toText(d.description ?? '')}\nmore`,
      links: p % 3 === 0 ? [] : [{ title: `Link ${p}`, url: '/' }],
    }),
  addVariable: (d) => addVariable(d, 'limit', { type: 'text' }).document,
  duplicateVariable: (d, p) => duplicateVariable(d, variableOf(d, p)).document,
  renameVariable: (d, p) => renameVariable(d, variableOf(d, p), `name-${p}`),
  deleteVariable: (d, p) => deleteVariable(d, variableOf(d, p)),
  placeVariable: (d, p) =>
    placeVariable(d, variableOf(d, p), p % 2 === 0 ? 'nowhere' : { panel: panelOf(d, p) }),
  addAnnotations: (d, p) => addAnnotations(d, queryOf(d, p)),
  setAnnotations: (d, p) =>
    setAnnotations(d, 'deploys', {
      key: 'panels',
      value: p % 2 === 0 ? undefined : [panelOf(d, p)],
    }),
  deleteAnnotations: (d) => deleteAnnotations(d, 'deploys'),
  panelTime: (d, p) =>
    setPanel(d, panelOf(d, p), { path: ['time'], value: p % 2 === 0 ? undefined : { last: '1h' } }),
  addQuery: (d, p) =>
    addQuery(d, panelOf(d, p), { name: `query-${p}`, query: { datasource: 'w' } }),
  setQuery: (d, p) => setQuery(d, queryOf(d, p), { path: ['sql'], value: `SELECT ${p}` }),
  showQueries: (d, p) => showQueries(d, panelOf(d, p), [queryOf(d, p)]),
  renameQuery: (d, p) => renameQuery(d, queryOf(d, p), `name-${p}`),
  addStep: (d, p) => addStep(d, queryOf(d, p), { use: 'limit' }),
  nameNewPanels: (d) => nameNewPanels(d, { ...d, panels: {}, queries: {} }).document,
};

const steps = fc.array(fc.tuple(fc.constantFrom(...Object.keys(edits)), fc.nat({ max: 127 })), {
  minLength: 1,
  maxLength: 30,
});

function freeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value))
    Object.values(Object.freeze(value)).forEach(freeze);
  return value;
}

const placed = ({ layout }: DashboardDocument): readonly string[] =>
  layout.rows.flatMap(({ cells }) => cells.flatMap(panelsOf)).toSorted();

test('whatever is done in whatever order, every panel has one place, and undo and redo lead to the same bytes', () => {
  fc.assert(
    fc.property(many, steps, (document, chosen) => {
      const draft = new Draft({
        ...{ path: 'shop', document: freeze(document), etag: '"1"' },
        store: buildDraftStore(undefined),
      });
      const texts = [JSON.stringify(document)];
      for (const [name, pick] of chosen) {
        draft.change(name, (before) => freeze(edits[name]?.(before, pick) ?? before));
        expect(placed(draft.document), name).toEqual(Object.keys(draft.document.panels).toSorted());
        expect(draft.document, name).toHaveProperty('x-root', { kept: true });
        const text = JSON.stringify(draft.document);
        if (text !== texts.at(-1)) texts.push(text);
      }
      for (const text of texts.toReversed().slice(1)) {
        expect(draft.undo()).toBeDefined();
        expect(JSON.stringify(draft.document)).toBe(text);
      }
      expect([draft.canUndo, draft.isChanged]).toEqual([false, false]);
      while (draft.canRedo) draft.redo();
      expect(JSON.stringify(draft.document)).toBe(texts.at(-1));
    }),
    { numRuns: 300 },
  );
});
