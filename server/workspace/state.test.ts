import { expect, test } from 'vitest';
import { WorkspaceState } from './state.ts';
import { loadTestPlugins, toLines } from './testing.ts';

const plugins = await loadTestPlugins();
let stamps = 0;

function read(document: object) {
  const bytes = Buffer.from(JSON.stringify(document));
  return { stamp: String((stamps += 1)), modifiedAtMs: 0, bytes };
}

/** With a panel of a type of its own, so that its check can be told from others. */
function dashboard(type: string, more: object = {}) {
  const panels = { only: { type } };
  const layout = { rows: [{ height: 4, cells: [{ panel: 'only', span: 24 }] }] };
  return read({ kind: 'dashboard', format: 1, title: type, panels, layout, ...more });
}

/** A state, and the types of panels that were looked up since the last call. */
function watchedState() {
  const looked = new Set<string>();
  const watched: typeof plugins = {
    broken: plugins.broken,
    list: (kind) => plugins.list(kind),
    get: (kind, id) => {
      looked.add(id);
      return plugins.get(kind, id);
    },
  };
  const takeLooked = () => {
    const found = [...looked].sort();
    looked.clear();
    return found;
  };
  return { state: new WorkspaceState(watched), takeLooked };
}

test('of many dashboards one that comes has only those checked again that name it', () => {
  const { state, takeLooked } = watchedState();
  const links = [{ dashboard: 'late' }];
  state.update(
    new Map([
      ['apart.dashboard.json', dashboard('apart')],
      ['names.dashboard.json', dashboard('names', { links })],
    ]),
  );
  expect(takeLooked()).toEqual(['apart', 'names']);
  expect(toLines(state.issues())).toContain('no dashboard "late"');

  const changes = state.update(new Map([['late.dashboard.json', dashboard('late')]]));
  expect(takeLooked()).toEqual(['late', 'names']);
  expect(toLines(state.issues())).not.toContain('no dashboard "late"');
  expect(changes.map(({ type, path }) => `${type} ${path}`)).toEqual([
    'changed names',
    'added late',
  ]);

  state.update(new Map([['late.dashboard.json', undefined]]));
  expect(takeLooked()).toEqual(['names']);
  expect(toLines(state.issues())).toContain('no dashboard "late"');
});

test('a datasource that is bound has those checked again that ask it', () => {
  const { state, takeLooked } = watchedState();
  const bind = (names: readonly string[]) =>
    read({
      kind: 'datasources',
      format: 1,
      datasources: Object.fromEntries(names.map((name) => [name, { type: 'memory' }])),
    });
  const asks = (datasource: string) => ({ queries: { all: { datasource } } });
  state.update(
    new Map([
      ['datasources.json', bind(['old'])],
      ['of-new.dashboard.json', dashboard('of-new', asks('new'))],
      ['of-old.dashboard.json', dashboard('of-old', asks('old'))],
    ]),
  );
  takeLooked();
  expect(toLines(state.issues())).toContain('datasource "new" is not bound');

  state.update(new Map([['datasources.json', bind(['new', 'old'])]]));
  expect(takeLooked().filter((id) => id.startsWith('of-'))).toEqual(['of-new']);
  expect(toLines(state.issues())).not.toContain('is not bound');
});
