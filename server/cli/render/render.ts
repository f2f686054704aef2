import { realpath } from 'node:fs/promises';
import { basename, dirname, extname, resolve } from 'node:path';
import { HeliostatError, resolveTime, toHeliostatError } from '@heliostat/sdk';
import { replaceAtomically } from '../../workspace/write.ts';
import { parseArguments, usageError } from '../arguments.ts';
import type { CliEffects } from '../main.ts';
import { openBrowser, type Browser } from './browser.ts';
import { checkDashboard, dashboardUrl, type DashboardView } from './dashboard.ts';
import { paint, type PictureFormat, type PictureSize } from './paint.ts';
import { openServer } from './server.ts';

const flags = {
  out: { type: 'string' },
  url: { type: 'string' },
  data: { type: 'string' },
  panel: { type: 'string' },
  width: { type: 'string' },
  height: { type: 'string' },
  theme: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  var: { type: 'string', multiple: true },
  landscape: { type: 'boolean' },
  paper: { type: 'string' },
  timeout: { type: 'string' },
} as const;

type Values = ReturnType<typeof parseArguments<typeof flags>>['values'];

interface Order {
  target: string;
  out: string;
  format: PictureFormat;
  size: PictureSize;
  view: DashboardView;
  limitMs: number;
}

/** Makes a picture of a dashboard or a panel; exits with 1 when a panel shows an error. */
export async function render(arguments_: string[], effects: CliEffects): Promise<number> {
  const { values, positionals } = parseArguments('render', arguments_, flags);
  const order = readOrder(values, positionals);
  const server = await openServer(order.target, values, effects);
  let browser: Browser | undefined;
  try {
    await checkDashboard(server, order.view, effects);
    browser = await openBrowser(effects);
    return await paintTo(order, { url: dashboardUrl(server, order.view), browser, effects });
  } catch (error) {
    // What fails because we were stopped says nothing about the dashboard.
    effects.signal.throwIfAborted();
    throw error;
  } finally {
    await browser?.close();
    await server.close();
  }
}

interface Opened {
  url: string;
  browser: Browser;
  effects: CliEffects;
}

async function paintTo(order: Order, { url, browser, effects }: Opened): Promise<number> {
  const { format, size, limitMs, view } = order;
  const picture = await paint(browser, url, { format, size, limitMs, panel: view.panel });
  await write(order.out, picture.bytes);
  for (const { panel, title, message } of picture.problems)
    effects.writeError(`${order.target}: panel ${panel} (${title}): ${oneLine(message)}\n`);
  effects.write(`${order.out}\n`);
  return picture.problems.length === 0 ? 0 : 1;
}

function oneLine(message: string): string {
  return message.replaceAll(/\s*\n\s*/g, ': ');
}

/** A link is followed, as whoever made it wants. */
async function write(out: string, bytes: Uint8Array): Promise<void> {
  const path = await realpath(out).catch(() => resolve(out));
  await replaceAtomically({ root: dirname(path), file: basename(path), shown: out }, bytes);
}

function readOrder(values: Values, positionals: readonly string[]): Order {
  const [target, ...more] = positionals;
  if (target === undefined || more.length > 0)
    throw usageError('render', 'render: give one dashboard, a file or its path');
  const { out } = values;
  if (out === undefined) throw usageError('render', 'out: missing, like --out overview.png');
  const hasPanel = values.panel !== undefined;
  return {
    target,
    out,
    format: formatOf(out),
    size: {
      width: readWhole('width', values.width, hasPanel ? 800 : 1440),
      height: readWhole('height', values.height, 400),
      paper: readChoice('paper', values.paper, ['a4', 'letter']),
      isAcross: values.landscape ?? false,
      theme: readChoice('theme', values.theme, ['light', 'dark']),
    },
    view: {
      panel: values.panel,
      from: readTime('from', values.from),
      to: readTime('to', values.to),
      variables: (values.var ?? []).map(readVariable),
    },
    limitMs: readWhole('timeout', values.timeout, 30) * 1000,
  };
}

function formatOf(out: string): PictureFormat {
  const ending = extname(out).slice(1).toLowerCase();
  if (ending === 'png' || ending === 'svg' || ending === 'pdf') return ending;
  throw usageError('render', `out: expected a name that ends in .png, .svg or .pdf, got "${out}"`);
}

const mostPixels = 8000;

function readWhole(flag: string, text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= mostPixels) return value;
  throw usageError('render', `${flag}: expected 1 to ${mostPixels}, got "${text}"`);
}

/** The first choice is the default. */
function readChoice<const Choice extends string>(
  flag: string,
  text: string | undefined,
  choices: readonly [Choice, ...Choice[]],
): Choice {
  const choice = choices.find((one) => one === (text?.toLowerCase() ?? choices[0]));
  if (choice !== undefined) return choice;
  throw usageError('render', `${flag}: expected ${choices.join(' or ')}, got "${text ?? ''}"`);
}

/** As it was given, where every zone understands it. */
function readTime(flag: string, text: string | undefined): string | undefined {
  if (text === undefined) return;
  try {
    resolveTime(text, { now: Date.now(), timeZone: 'utc' });
    return text;
  } catch (cause) {
    const { message, hint } = toHeliostatError(cause);
    throw new HeliostatError('INVALID_OPTIONS', `${flag}: ${message}`, { hint, cause });
  }
}

function readVariable(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw usageError('render', `var: expected name=value, got "${text}"`);
}
