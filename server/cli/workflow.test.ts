import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { parse } from 'yaml';

interface Step {
  name?: string;
  run?: string;
  env?: Record<string, string>;
}

interface Package {
  name: string;
  bin: Record<string, string>;
}

const root = join(import.meta.dirname, '../..');
const directory = mkdtempSync(join(tmpdir(), 'heliostat-workflow-'));
const repository = join(directory, 'repository');
const overview = join(repository, 'dashboards/shop/overview.dashboard.json');
const summary = join(directory, 'summary.md');
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** A clone with its dependencies installed; what it builds is what this one has built. */
function prepare(): void {
  cpSync(join(root, 'ui/e2e/fixtures/workspace'), join(repository, 'dashboards'), {
    recursive: true,
  });
  mkdirSync(join(repository, 'bin'));
  symlinkSync(join(root, 'bin/heliostat.mjs'), join(repository, 'bin/heliostat.mjs'));
  const { name, bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Package;
  const scripts = { build: `node ${join(root, 'bin/setup.mjs')}` };
  writeFileSync(join(repository, 'package.json'), JSON.stringify({ name, bin, scripts }));
  expect(run('git init -q && npx heliostat fmt dashboards').status).toBe(0);
}

/** Commits what is there; its hash. */
function commit(): string {
  const author = '-c user.name=Ada -c user.email=ada@example.com';
  const { output } = run(`git add -A && git ${author} commit -qm change && git rev-parse HEAD`);
  return output.trim();
}

function run(script: string, environment: Record<string, string> = {}) {
  const ours = Object.entries(process.env).filter(
    ([name]) => !/^(HELIOSTAT_|GITHUB_|VITEST|NODE_ENV)/.test(name),
  );
  const { status, stdout, stderr } = spawnSync('bash', ['-e', '-c', script], {
    cwd: repository,
    encoding: 'utf8',
    timeout: 240_000,
    env: { ...Object.fromEntries(ours), ...environment },
  });
  return { status, output: stdout, errors: stderr };
}

/** The commands of the example as the runner of a pull request gives them to bash, until one fails. */
function check(base: string) {
  const text = readFileSync(join(root, 'dashboards/examples/github-actions.yml'), 'utf8');
  const { jobs } = parse(text) as { jobs: { check: { steps: Step[] } } };
  const results: Record<string, ReturnType<typeof run>> = {};
  for (const { name = '', run: script, env = {} } of jobs.check.steps) {
    // Dependencies are there.
    if (script === undefined || script === 'npm ci') continue;
    const given = Object.entries(env).map(([key, value]) => {
      expect(value).toBe('${{ github.event.pull_request.base.sha }}');
      return [key, base] as const;
    });
    const result = run(script, { ...Object.fromEntries(given), GITHUB_STEP_SUMMARY: summary });
    results[name] = result;
    if (result.status !== 0) break;
  }
  return results;
}

let base = '';
beforeEach(() => {
  rmSync(repository, { recursive: true, force: true });
  writeFileSync(summary, '');
  prepare();
  base = commit();
});

test(
  'the workflow says what a pull request changes, and draws what it changes',
  { timeout: 300_000 },
  () => {
    const text = readFileSync(overview, 'utf8');
    writeFileSync(overview, text.replace('"Orders by country"', '"Orders by land"'));
    commit();
    const results = check(base);
    for (const { status, output, errors } of Object.values(results))
      expect(status, `${output}${errors}`).toBe(0);
    expect(Object.keys(results)).toContain('Draw the changed dashboards');
    expect(readFileSync(summary, 'utf8')).toContain('Orders by land');
    const previews = join(repository, 'previews');
    expect(readdirSync(previews)).toEqual(['shop-overview.png']);
    expect(readFileSync(join(previews, 'shop-overview.png')).subarray(1, 4).toString()).toBe('PNG');
  },
);

test('the workflow stops at a file with a mistake, and marks its line', { timeout: 60_000 }, () => {
  const text = readFileSync(overview, 'utf8');
  writeFileSync(overview, text.replace('"stat"', '"statt"'));
  commit();
  const { Validate, ...later } = check(base);
  expect(later).toEqual({});
  expect(Validate?.status).toBe(1);
  expect(Validate?.output).toMatch(/^::error file=.*shop\/overview\.dashboard\.json,line=\d+/m);
});
