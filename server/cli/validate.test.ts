import { cp, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fmt } from './fmt.ts';
import { main } from './main.ts';
import { validate } from './validate.ts';

const fixtures = join(import.meta.dirname, '../workspace/fixtures');
const plugins = join(import.meta.dirname, '../plugins/fixtures/good');
let directory: string;
let output: string;
let errors: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'heliostat-cli-'));
  await cp(join(fixtures, 'valid'), directory, { recursive: true });
});
afterEach(() => rm(directory, { recursive: true }));

const effects = () => {
  output = '';
  errors = '';
  return {
    write: (text: string) => void (output += text),
    writeError: (text: string) => void (errors += text),
    environment: { HELIOSTAT_PLUGINS: plugins },
    isTerminal: false,
    signal: new AbortController().signal,
  };
};
const at = (file: string) => join(directory, file);

async function misspell() {
  const text = await readFile(at('engagement/overview.dashboard.json'), 'utf8');
  await writeFile(at('engagement/overview.dashboard.json'), text.replace('"title"', '"titel"'));
}

test('a valid workspace passes', async () => {
  expect(await validate([directory], effects())).toBe(0);
  expect(output).toBe(`no problems in ${directory}\n`);
});

test('without a path it is the workspace that the current folder lies in', async () => {
  const before = process.cwd();
  process.chdir(at('engagement'));
  try {
    expect(await validate([], effects())).toBe(0);
    expect(output).toBe(`no problems in ${directory}\n`);
    const chosen = join(fixtures, 'valid');
    const { environment, ...others } = effects();
    await validate([], { ...others, environment: { ...environment, HELIOSTAT_WORKSPACE: chosen } });
    expect(output).toBe(`no problems in ${chosen}\n`);
  } finally {
    process.chdir(before);
  }
});

test('without a workspace around it is the folder dashboards of the current one', async () => {
  const before = process.cwd();
  const repository = await mkdtemp(join(tmpdir(), 'heliostat-repository-'));
  process.chdir(repository);
  try {
    await cp(directory, join(repository, 'dashboards'), { recursive: true });
    expect(await validate([], effects())).toBe(0);
    expect(output).toBe('no problems in dashboards\n');
  } finally {
    process.chdir(before);
    await rm(repository, { recursive: true });
  }
});

test('problems are printed as file:line:column, and fail', async () => {
  await misspell();
  const file = at('engagement/overview.dashboard.json');
  expect(await validate([directory], effects())).toBe(1);
  expect(output).toBe(
    `${file}:1:1 error title: required, but missing\n` +
      `${file}:4:3 error titel: unknown key, did you mean "title"?\n2 errors, 0 warnings\n`,
  );
});

test('one file is checked with what is around it', async () => {
  await misspell();
  expect(await validate([at('engagement/counts.pipeline.json')], effects())).toBe(0);
  expect(await validate([at('engagement/overview.dashboard.json')], effects())).toBe(1);
});

test('warnings alone do not fail', async () => {
  await rename(at('engagement/activity.stream.json'), at('engagement/activities.stream.json'));
  expect(await validate([directory], effects())).toBe(0);
  expect(output).toContain(
    'warning source.stream: stream "activity" has no .stream.json file, did you mean "activities"?',
  );
  expect(output).toContain('0 errors, 1 warning\n');
});

test('a stream that no file declares is nothing to warn of: its events tell', async () => {
  await rm(at('engagement/activity.stream.json'));
  expect(await validate([directory], effects())).toBe(0);
  expect(output).toBe(`no problems in ${directory}\n`);
});

const pipelineOf = (where: string) => `{
  "kind": "pipeline",
  "format": 1,
  "title": "Likes",
  "source": { "stream": "likes" },
  "steps": {
    "real": { "use": "filter", "where": "${where}" }
  },
  "sinks": { "out": { "datasource": "warehouse", "table": "likes" } }
}
`;
const likes = {
  ...{ kind: 'stream', format: 1, title: 'Likes' },
  schema: { type: 'object', properties: { weight: { type: 'number' } } },
};

test('expressions and fields of a pipeline are checked against its stream, with the place', async () => {
  await writeFile(at('likes.stream.json'), JSON.stringify(likes));
  await writeFile(at('likes.pipeline.json'), pipelineOf('wieght > 1.0'));
  expect(await validate([directory], effects())).toBe(1);
  expect(output).toContain(
    `${at('likes.pipeline.json')}:7:41 error steps.real.where: unknown field: wieght, did you mean "weight"?`,
  );
  await writeFile(at('likes.pipeline.json'), pipelineOf('weight > 1.0'));
  expect(await validate([directory], effects())).toBe(0);
});

test('one table has one pipeline that writes it', async () => {
  await writeFile(at('likes.stream.json'), JSON.stringify(likes));
  await writeFile(at('likes.pipeline.json'), pipelineOf('true'));
  await writeFile(at('more-likes.pipeline.json'), pipelineOf('true'));
  expect(await validate([directory], effects())).toBe(1);
  expect(output).toContain(
    `${at('more-likes.pipeline.json')}:9:59 error sinks.out.table: likes is already written by pipeline "likes"`,
  );
});

test('a pipeline whose stream nobody declares is not planned: nobody knows its fields yet', async () => {
  await writeFile(at('likes.pipeline.json'), pipelineOf('wieght > 1.0'));
  expect(await validate([directory], effects())).toBe(0);
  expect(output).toBe(`no problems in ${directory}\n`);
});

test('a schema that does not compile is an error of its file', async () => {
  const schema = { $ref: 'https://example.com/nowhere.json' };
  await writeFile(at('likes.stream.json'), JSON.stringify({ ...likes, schema }));
  expect(await validate([directory], effects())).toBe(1);
  expect(output).toMatch(/likes\.stream\.json:1:\d+ error schema: .*nowhere/);
});

test('--format json is for programs, github for annotations', async () => {
  await misspell();
  await validate([directory, '--format', 'json'], effects());
  expect(JSON.parse(output)).toMatchObject([{ path: 'title' }, { path: 'titel', line: 4 }]);
  await validate([directory, '--format=github'], effects());
  expect(output.split('\n')[1]).toBe(
    `::error file=${at('engagement/overview.dashboard.json')},line=4,col=3::titel: unknown key, did you mean "title"?`,
  );
});

test('wrong use is refused with what to do', async () => {
  expect(await main(['validate', '/no/where'], effects())).toBe(1);
  expect(errors).toContain('no such file or folder: /no/where\n  Give a workspace folder');
  expect(await main(['validate', directory, '--format', 'xml'], effects())).toBe(2);
  expect(errors).toContain('--format: expected one of text, json, github, got xml');
  expect(await main(['fmt', '--chekc'], effects())).toBe(2);
  await writeFile(at('notes.json'), '{}');
  expect(await main(['fmt', at('notes.json')], effects())).toBe(2);
  expect(errors).toContain('notes.json: not a file of a workspace');
});

test('fmt --check lists what is not canonical, fmt writes it, then nothing is left', async () => {
  const stream = at('engagement/activity.stream.json');
  const before = await readFile(stream, 'utf8');
  expect(await fmt([directory, '--check'], effects())).toBe(1);
  expect(output).toBe(`${stream}\n`);
  expect(await readFile(stream, 'utf8')).toBe(before);
  expect(await fmt([directory], effects())).toBe(0);
  expect(output).toBe(`${stream}\n`);
  expect(JSON.parse(await readFile(stream, 'utf8'))).toEqual(JSON.parse(before));
  expect(await fmt([directory, '--check'], effects())).toBe(0);
  expect(output).toBe('');
});

test('fmt writes what it can, and names what it cannot', async () => {
  const stream = at('engagement/activity.stream.json');
  await symlink('overview.dashboard.json', at('engagement/alike.dashboard.json'));
  const overview = await readFile(at('engagement/overview.dashboard.json'), 'utf8');
  await writeFile(at('engagement/overview.dashboard.json'), JSON.stringify(JSON.parse(overview)));
  expect(await fmt([directory], effects())).toBe(1);
  expect(output).toBe(`${at('engagement/overview.dashboard.json')}\n${stream}\n`);
  expect(errors).toContain(
    `${at('engagement/alike.dashboard.json')}: goes through a symbolic link\n  Edit the file`,
  );
  expect(await fmt([directory, '--check'], effects())).toBe(0);
});

test('fmt never touches what it cannot read', async () => {
  const broken = Buffer.concat([
    Buffer.from('{"title": "Caf'),
    Buffer.from([0xe9]),
    Buffer.from('"}'),
  ]);
  await writeFile(at('broken.dashboard.json'), broken);
  expect(await fmt([at('broken.dashboard.json')], effects())).toBe(1);
  expect(errors).toContain('broken.dashboard.json:1:15 not formatted: not valid UTF-8');
  expect((await readFile(at('broken.dashboard.json'))).equals(broken)).toBe(true);
});

test.each([
  ['validate', validate],
  ['fmt', fmt],
] as const)('%s refuses more files than it looks at', async (_name, command) => {
  const files = [directory, at('engagement/overview.dashboard.json')];
  await expect(command(files, effects())).rejects.toThrow('expected one file or folder, got 2');
});
