import { startFlags, variableOf } from '../config.ts';

const summaries = {
  start: 'run the server: ingest, pipelines, queries, the user interface',
  demo: 'send believable events of a social network to a running server',
  ingest: 'send a file to a stream: NDJSON, JSON or CSV, also gzipped',
  validate: 'check dashboards, pipelines, streams and datasources',
  fmt: 'write workspace files in their canonical form',
  diff: 'say what changed between two files, folders or git revisions',
  explain: 'print a file with every default spelled out',
  new: 'write a small dashboard to begin with',
  render: 'make a picture of a dashboard or a panel: PNG, SVG or PDF',
  schema: 'print or write the JSON Schemas for editors',
  print: 'print the dashboard that a TypeScript module defines',
  pull: 'take dashboards from a running server',
  push: 'send dashboards to a running server',
  'import-grafana': 'make a dashboard of one of Grafana',
};

const details: Readonly<Record<keyof typeof summaries, () => string>> = {
  start: () => `heliostat start [flags]

Starts everything and prints one URL. Ctrl-C stops it; nothing accepted is lost.

${startTable()}

Every flag is also a variable: --port is ${variableOf('port')}. Flags win.
`,
  demo: () => `heliostat demo [--rate N] [--seed S] [--url URL] [--backfill DURATION] [--for DURATION]

  --rate N           events per second, daily mean (default 60)
  --seed S           the same seed gives the same events (default 1)
  --url URL          server to send to (default http://127.0.0.1:3300)
  --backfill TIME    first send this much of the past, like 6h (default: none)
  --for TIME         stop after this long (default: until Ctrl-C)
`,
  ingest: () => `heliostat ingest FILE --stream NAME [flags]

  --stream NAME      stream to send to; an unknown one is inferred from the events
  --url URL          server to send to (default http://127.0.0.1:3300)
  --format FORMAT    ndjson or csv (default: by the file's ending; .gz is unpacked)
  --time FIELD       field with the event time (default: the stream's own)
  --batch N          events per request (default 5000)
  --limit N          stop after N events

Interrupted, the same command goes on where it stopped. Exits with 1 when a line was rejected.
`,
  validate: () => `heliostat validate [PATH] [--format text|json|github]

Checks a workspace (default: the one you are in, else dashboards) or one file; prints file:line:column. Exits with 1 on errors.
Three levels: what a file may say, what it refers to, and the team's own rules in *.policy.json.
`,
  fmt: () => `heliostat fmt [PATH] [--check]

Writes files in canonical form. With --check only lists those that are not, and exits with 1.
`,
  diff: () => `heliostat diff A B [--json]

Says what a person would say changed: panels, queries, rows by name. A and B are two files, two folders,
or what git has of them: main:dashboards/social/ads.dashboard.json, HEAD~1:dashboards.
Exits with 0 when both say the same, 1 when they differ, 2 when they cannot be compared.
`,
  explain: () => `heliostat explain FILE

Prints a file of a workspace with every default spelled out, also those of plugins. Changes nothing.
Exits with 1 when something is wrong in the file, and says what: nobody knows the defaults of that.
`,
  new: () => `heliostat new dashboard PATH [--workspace DIR]

Writes a small valid dashboard over the first datasource, like engagement/overview. Never over a file
that is there. The workspace is the one you are in, else dashboards, or HELIOSTAT_WORKSPACE.
`,
  render: () => `heliostat render FILE|PATH --out NAME.png|svg|pdf [flags]

  --out FILE         where the picture goes; its ending says what it is
  --panel SLUG       only this panel
  --url URL          a running server to ask (default: render starts its own, on a free port)
  --data DIR         data directory of its own server, not in use by another (default .heliostat)
  --from, --to TIME  time range, like now-6h and now (default: the dashboard's)
  --var NAME=VALUE   a variable; again for several values
  --width N          CSS pixels (default 1440, 800 for a panel); pictures have two pixels for each
  --height N         of a panel (default 400)
  --theme THEME      light or dark (default light)
  --paper SIZE       a4 or letter, for PDF (default a4)
  --landscape        PDF pages lie across
  --timeout N        seconds to wait for the panels (default 30)

Needs playwright-core and a Chromium: the system's, or CHROME_PATH. Waits until every panel is drawn.
Exits with 1 when a panel shows an error, and names it; the picture is written all the same.
`,
  schema: () => `heliostat schema [KIND] [--workspace DIR] [--out DIR]

Prints the JSON Schema of a kind of file (default dashboard) with the options of the installed plugins,
or writes those of all kinds to a folder. A running server has them at /api/v1/schemas/KIND.
`,
  print: () => `heliostat print FILE.ts [--workspace DIR]

Prints the default export of a module, defineDashboard({ … }) of @heliostat/sdk/dashboard, as the file it
stands for. Exits with 1 when it is not valid.
`,
  pull: () => `heliostat pull [PATH] [--url URL] [--workspace DIR] [--dry-run] [--force]

Writes the dashboards of a server to the workspace: all, one, or those of a folder. What was changed here
since the last pull or push stays, unless --force, and is merged with what was changed there, part by part.
Where both have changed the same, what differs is told, nothing is written, and it exits with 1.
.heliostat-sync.json remembers which versions both had: keep it out of git.
`,
  push: () => `heliostat push [PATH] [--if-match ETAG] [--url URL] [--workspace DIR] [--dry-run] [--force]

Sends the dashboards of the workspace to a server: all, one, or those of a folder. Never over a version that
was not pulled: that is told, with what differs, and exits with 1; --if-match with its etag writes over just
that version.
`,
  'import-grafana': () => `heliostat import-grafana FILE [--out PATH] [--workspace DIR]

Prints a dashboard of Grafana (classic or schema v2 JSON) as one of ours, or writes it to the workspace,
never over a file that is there. What has no counterpart is listed on the standard error.
`,
};

export function usage(): string {
  const lines = Object.entries(summaries).map(([name, about]) => `  ${name.padEnd(15)} ${about}`);
  return `heliostat: events in, processed, stored, on a live dashboard

Usage: heliostat COMMAND [flags]

${lines.join('\n')}

heliostat COMMAND --help says more.
`;
}

export function helpFor(command: string): string {
  return details[command as keyof typeof summaries]();
}

function startTable(): string {
  return Object.entries(startFlags)
    .map(([flag, about]) => {
      const left = 'value' in about ? `--${flag} ${about.value}` : `--${flag}`;
      const fallback = about.default === '' ? '' : ` (default ${about.default})`;
      return `  ${left.padEnd(20)} ${about.about}${fallback}`;
    })
    .join('\n');
}
