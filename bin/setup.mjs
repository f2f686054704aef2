// Makes a fresh clone ready to run: dependencies, the built server and UI and, for tests, Chromium.
// Needs nothing but Node and npm, does nothing when everything is up to date.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isFresh, markFresh, stampOf } from './fresh.mjs';

const root = join(import.meta.dirname, '..');
const isTest = process.argv.includes('--test');

checkNode();
installDependencies();
build('server', 'the server');
build('ui', 'the user interface');
if (isTest) findChromium();

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  fail(`Heliostat needs Node 20.19 or newer; this is ${process.versions.node}.`);
}

function installDependencies() {
  if (isInstalled()) return;
  say('Installing dependencies (the embedded ClickHouse is about 500 MB; this happens once)…');
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
}

/** Every package of the lock file that this machine needs is in node_modules, in that version. */
function isInstalled() {
  const installedPath = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(installedPath)) return false;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const installed = JSON.parse(readFileSync(installedPath, 'utf8')).packages;
  return Object.entries(wanted).every(
    ([path, entry]) =>
      !path.startsWith('node_modules/') ||
      entry.optional === true ||
      entry.peer === true ||
      (entry.link === true
        ? existsSync(join(root, path))
        : installed[path]?.version === entry.version),
  );
}

function build(workspace, what) {
  const stamp = stampOf(workspace);
  if (isFresh(workspace)) return;
  say(`Building ${what}…`);
  // Whatever the shell says: what is built for development or tests would look for tsx and be slow.
  const environment = { NODE_ENV: 'production' };
  run(
    join(root, 'node_modules/.bin/vite'),
    ['build', workspace, '--logLevel', 'warn'],
    environment,
  );
  markFresh(workspace, stamp);
}

function findChromium() {
  if (process.env.CHROME_PATH && existsSync(process.env.CHROME_PATH)) return;
  if (['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].some(existsSync))
    return;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    say('Installing Chromium for the journey tests…');
    run('apt-get', ['update', '-qq']);
    run('apt-get', ['install', '-y', '-qq', 'chromium'], { DEBIAN_FRONTEND: 'noninteractive' });
    if (existsSync('/usr/bin/chromium')) return;
  }
  fail(
    'The tests need Chromium: install it (Debian: apt-get install chromium) or set CHROME_PATH.',
  );
}

function run(command, args, environment = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...environment },
  });
  if (result.status === 0) return;
  fail(`${command} ${args[0]} failed${result.error ? `: ${result.error.message}` : ''}.`);
}

function say(line) {
  console.error(line);
}

function fail(line) {
  console.error(line);
  process.exit(1);
}
