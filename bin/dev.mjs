// Development: the server with GraphiQL on 3300, Vite with hot reload on 5173. Ctrl-C ends both.
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const commands = [
  ['node', ['bin/setup.mjs']],
  ['node', ['bin/heliostat.mjs', 'start', '--dev', ...process.argv.slice(2)]],
  ['node_modules/.bin/vite', ['ui']],
];

const setup = spawn(...commands[0], { cwd: root, stdio: 'inherit' });
setup.on('exit', (code) => {
  if (code !== 0) process.exit(code ?? 1);
  const children = commands
    .slice(1)
    .map(([command, args]) => spawn(command, args, { cwd: root, stdio: 'inherit' }));
  for (const child of children)
    child.on('exit', () => children.forEach((other) => other.kill('SIGTERM')));
});
process.on('SIGINT', () => {});
