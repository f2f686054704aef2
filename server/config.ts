import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { HeliostatError } from '@heliostat/sdk';

/** What the server is started with; every field is also a flag and a `HELIOSTAT_*` variable. */
export interface Config {
  /** A loopback address. */
  host: string;
  /** 0 lets the system choose. */
  port: number;
  /** Where logs, checkpoints and embedded engines keep their data. */
  dataDirectory: string;
  workspaceDirectory: string;
  /** Folders whose sub-folders are plugins. */
  pluginDirectories: readonly string[];
  /** Where the built UI lies. */
  uiDirectory: string;
  /** Run the demo generator. */
  demo: boolean;
  /** Events per second of the demo generator, at the daily mean. */
  demoRate: number;
  /** Web pages of these origins may hold ours in a frame, those under `/embed` only. */
  embedOrigins: readonly string[];
  /** Development: GraphiQL, no caching of UI files. */
  development: boolean;
  logLevel: LogLevel;
}

const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

const maxOrigins = 50;
const root = join(import.meta.dirname, '..');

/** Flags of `heliostat start`; the help text is written from this table. */
export const startFlags = {
  port: { value: 'N', default: '3300', about: 'port to listen on; 0 lets the system choose' },
  host: { value: 'ADDRESS', default: '127.0.0.1', about: 'loopback address to listen on' },
  data: { value: 'DIR', default: '.heliostat', about: 'where logs, checkpoints and data are kept' },
  workspace: {
    value: 'DIR',
    default: 'dashboards',
    about: 'dashboards, pipelines, streams, datasources',
  },
  plugins: { value: 'DIR', default: '', about: 'one more folder with plugins' },
  'embed-origins': {
    value: 'LIST',
    default: '',
    about:
      'origins whose pages may embed ours, like https://wiki.example.com,http://localhost:8080',
  },
  'demo-rate': { value: 'N', default: '60', about: 'demo events per second, daily mean' },
  'log-level': { value: 'LEVEL', default: 'info', about: logLevels.join(', ') },
  'no-demo': { default: '', about: 'do not run the demo generator' },
  dev: {
    default: '',
    about: 'development: the page by Vite with hot reload, GraphiQL at /graphql',
  },
} as const satisfies Record<string, { value?: string; default: string; about: string }>;

type Flag = keyof typeof startFlags;
type Environment = Readonly<Record<string, string | undefined>>;

/** Flags over `HELIOSTAT_*` over defaults. Throws INVALID_OPTIONS that names the flag. */
export function parseConfig(flags: readonly string[], environment: Environment): Config {
  const given = readFlags(flags);
  const value = (flag: Flag) =>
    given[flag] ?? environment[variableOf(flag)] ?? startFlags[flag].default;
  const isGiven = (flag: Flag) => value(flag) !== startFlags[flag].default;
  const isSet = (flag: Flag) => !['', 'false', '0'].includes(value(flag));
  const extraPlugins = value('plugins');
  return {
    host: parseHost(value('host')),
    port: parseWhole('port', value('port'), 65_535),
    dataDirectory: resolve(value('data')),
    workspaceDirectory: isGiven('workspace')
      ? resolve(value('workspace'))
      : join(root, 'dashboards'),
    pluginDirectories: [join(root, 'plugins'), ...(extraPlugins ? [resolve(extraPlugins)] : [])],
    uiDirectory: join(root, 'ui/dist'),
    embedOrigins: parseOrigins(value('embed-origins')),
    demo: !isSet('no-demo'),
    demoRate: parseWhole('demo-rate', value('demo-rate'), 50_000),
    development: isSet('dev'),
    logLevel: parseLogLevel(value('log-level')),
  };
}

/** `demo-rate` is also `HELIOSTAT_DEMO_RATE`. */
export function variableOf(flag: string): string {
  return `HELIOSTAT_${flag.toUpperCase().replaceAll('-', '_')}`;
}

function readFlags(flags: readonly string[]): Partial<Record<Flag, string>> {
  const options = Object.fromEntries(
    Object.entries(startFlags).map(([flag, { ...about }]) => [
      flag,
      { type: 'value' in about ? ('string' as const) : ('boolean' as const) },
    ]),
  );
  try {
    const { values } = parseArgs({ args: [...flags], options, strict: true });
    return Object.fromEntries(
      Object.entries(values).map(([flag, value]) => [
        flag,
        value === true ? 'true' : String(value),
      ]),
    );
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new HeliostatError('INVALID_OPTIONS', reason.split('. ')[0] ?? reason, {
      hint: 'heliostat start --help lists the flags.',
    });
  }
}

function parseHost(text: string): string {
  if (text === 'localhost' || text === '::1' || /^127(\.\d{1,3}){3}$/.test(text)) return text;
  throw new HeliostatError('INVALID_OPTIONS', `host: ${text} is not a loopback address`, {
    hint: 'Nobody can sign in yet, so the server listens on loopback only; put a proxy that authenticates in front of it.',
  });
}

/** Each exactly as a browser names it: what else is said would reach a header. */
function parseOrigins(text: string): string[] {
  const origins = text.split(',').map((origin) => origin.trim());
  return origins.filter((origin, i) => {
    if (origin === '' && text === '') return false;
    if (i < maxOrigins && isOrigin(origin)) return true;
    throw new HeliostatError(
      'INVALID_OPTIONS',
      `embed-origins: expected up to ${maxOrigins} origins like https://wiki.example.com, got ${JSON.stringify(origin.slice(0, 100))}`,
      { hint: 'An origin is a scheme, a host and perhaps a port: no path, no wildcard.' },
    );
  });
}

function isOrigin(text: string): boolean {
  return /^https?:\/\/(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(:\d+)?$/.test(text) && originOf(text) === text;
}

function originOf(text: string): string | undefined {
  try {
    return new URL(text).origin;
  } catch {
    return undefined;
  }
}

function parseWhole(flag: Flag, text: string, max: number): number {
  const value = Number(text);
  if (text !== '' && Number.isInteger(value) && value >= 0 && value <= max) return value;
  throw new HeliostatError('INVALID_OPTIONS', `${flag}: expected 0 to ${max}, got "${text}"`);
}

function parseLogLevel(text: string): LogLevel {
  const level = logLevels.find((candidate) => candidate === text);
  if (level !== undefined) return level;
  throw new HeliostatError(
    'INVALID_OPTIONS',
    `log-level: expected one of ${logLevels.join(', ')}, got "${text}"`,
  );
}
