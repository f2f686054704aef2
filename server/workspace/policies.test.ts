import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkPolicies } from './policies.ts';
import { loadTestPlugins, readState, toLines } from './testing.ts';

const plugins = await loadTestPlugins();
let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'heliostat-policies-'));
  await mkdir(join(directory, 'ads'));
  await write('datasources.json', {
    ...{ kind: 'datasources', format: 1 },
    datasources: { warehouse: { type: 'memory' } },
  });
});
afterEach(() => rm(directory, { recursive: true }));

const write = (file: string, document: object) =>
  writeFile(join(directory, file), JSON.stringify(document, null, 2));
const policy = (rules: object) => ({ kind: 'policy', format: 1, title: 'Rules', rules });
const dashboard = (panels: Record<string, object>) => ({
  ...{ kind: 'dashboard', format: 1, title: 'D', panels },
  layout: { rows: [{ cells: Object.keys(panels).map((panel) => ({ panel, span: 6 })) }] },
});
async function check(): Promise<{ issues: string; policies: string }> {
  const state = await readState(directory, plugins);
  return { issues: toLines(state.issues()), policies: toLines(checkPolicies(state)) };
}

test('a rule over each panel names those it does not fit, with place and severity', async () => {
  await write(
    'team.policy.json',
    policy({
      'title-needed': {
        about: 'a panel has a title',
        each: 'panel',
        require: "panel.title != ''",
        severity: 'warning',
      },
    }),
  );
  await write(
    'x.dashboard.json',
    dashboard({ good: { type: 'dots', title: 'Good' }, bad: { type: 'dots' } }),
  );
  expect(await check()).toEqual({
    issues: '',
    policies:
      'x.dashboard.json:10:5 warning panels.bad: a panel has a title (policy title-needed)\n',
  });
});

test('where chooses, defaults are filled in, and the dashboard is known', async () => {
  await write(
    'team.policy.json',
    policy({
      small: {
        about: 'dots are small',
        each: 'panel',
        where: "panel.type == 'dots' && name != 'big'",
        require: 'panel.options.size <= 3.0',
      },
      tagged: { about: 'a dashboard has tags', require: 'size(dashboard.tags) > 0' },
    }),
  );
  await write(
    'x.dashboard.json',
    dashboard({
      a: { type: 'dots' },
      b: { type: 'dots', options: { size: 5 } },
      big: { type: 'dots', options: { size: 5 } },
    }),
  );
  const { policies } = await check();
  expect(policies).toContain('error panels.b: dots are small (policy small)');
  expect(policies).not.toContain('panels.a:');
  expect(policies).not.toContain('panels.big:');
  expect(policies).toContain('x.dashboard.json:1:1 error a dashboard has tags (policy tagged)');
});

test('a rule looks at each query and each variable too, at its place', async () => {
  await write(
    'team.policy.json',
    policy({
      'no-star': {
        about: 'a query names its fields',
        each: 'query',
        require: "!string(query.text).contains('*')",
      },
      'lists-are-multi': {
        about: 'several values of a list may be chosen',
        each: 'variable',
        where: "variable.type == 'list'",
        require: 'variable.multi',
        severity: 'warning',
      },
    }),
  );
  await write('x.dashboard.json', {
    ...dashboard({ a: { type: 'dots' } }),
    variables: {
      one: { type: 'list', values: ['a'] },
      many: { type: 'list', values: ['a'], multi: true },
      site: { type: 'constant', value: 'x' },
    },
    queries: {
      good: { datasource: 'warehouse', text: 'select a' },
      all: { datasource: 'warehouse', text: 'select *' },
    },
  });
  const { policies } = await check();
  expect(policies.replaceAll(/:\d+:\d+/g, '')).toBe(
    [
      'x.dashboard.json error queries.all: a query names its fields (policy no-star)\n',
      'x.dashboard.json warning variables.one: several values of a list may be chosen (policy lists-are-multi)\n',
    ].join(''),
  );
});

test('a policy is for its folder and those below', async () => {
  await write(
    'ads/team.policy.json',
    policy({ never: { about: 'no dashboards', require: 'false' } }),
  );
  await write('x.dashboard.json', dashboard({}));
  await write('ads/y.dashboard.json', dashboard({}));
  expect((await check()).policies).toBe(
    'ads/y.dashboard.json:1:1 error no dashboards (policy never)\n',
  );
});

test('a rule that cannot be read is an error of its policy, and breaks no dashboard', async () => {
  await write(
    'team.policy.json',
    policy({
      a: { about: 'a', each: 'panel', require: 'pannel.title' },
      b: { about: 'b', require: '1 + 1' },
      d: { about: 'd', require: 'true &&' },
    }),
  );
  await write('x.dashboard.json', dashboard({ a: { type: 'dots' } }));
  const { issues, policies } = await check();
  expect(policies).toBe('');
  expect(issues).toMatch(/error rules\.a\.require: unknown field: pannel, did you mean "panel"\?/);
  expect(issues).toMatch(/error rules\.b\.require: expected a condition, got: (integer|number)/);
  expect(issues).toMatch(/error rules\.d\.require: not an expression/);
});

test('a rule that is wrong keeps no other of its file from being asked, whatever is wrong in it', async () => {
  await write(
    'team.policy.json',
    policy({
      unparsed: { about: 'a', require: 'true &&' },
      shapeless: { require: 'true' },
      misnamed: { about: 'b', each: 'panels', require: 'pannel.title' },
      named: { about: 'c', each: 'panel', require: 'pannel.title' },
      good: { about: 'no dashboards', require: 'false' },
    }),
  );
  await write('x.dashboard.json', dashboard({}));
  const { issues, policies } = await check();
  expect(policies).toBe('x.dashboard.json:1:1 error no dashboards (policy good)\n');
  for (const name of ['unparsed.require', 'shapeless.about', 'misnamed.each', 'named.require'])
    expect(issues).toMatch(new RegExp(`team\\.policy\\.json:\\d+:\\d+ error rules\\.${name}: `));
});

test('a rule whose expression is no condition once it runs is told at its place, once', async () => {
  await write(
    'team.policy.json',
    policy({
      titled: { about: 'a panel has a title', each: 'panel', require: 'panel.title' },
      chosen: { about: 'b', each: 'panel', where: 'panel.title', require: 'false' },
      missing: { about: 'c', each: 'panel', where: 'panel.nothing', require: 'panel.nothing' },
      good: { about: 'no dashboards', require: 'false' },
    }),
  );
  await write(
    'x.dashboard.json',
    dashboard({ a: { type: 'dots', title: 'A' }, b: { type: 'dots', title: 'B' } }),
  );
  const { policies } = await check();
  expect(policies.replaceAll(/:\d+:\d+/g, '')).toBe(
    [
      'x.dashboard.json error no dashboards (policy good)\n',
      'team.policy.json error rules.titled.require: expected a condition, got: "A" (x, panels.a)\n',
      'team.policy.json error rules.chosen.where: expected a condition, got: "A" (x, panels.a)\n',
    ].join(''),
  );
});

test('the place of a mistake in an expression is where it is in the file, past what is escaped there', async () => {
  const text = JSON.stringify(
    policy({ a: { about: 'a', require: '"\u00e9\t" == "\ud83d\ude00" &&\n  nam' } }),
  );
  const written = text.replace('\u00e9', '\\u00e9');
  await writeFile(join(directory, 'team.policy.json'), written);
  const { issues } = await check();
  const column = written.indexOf('nam"') + 1;
  expect(issues).toContain(
    `team.policy.json:1:${column} error rules.a.require: unknown field: nam`,
  );
});
