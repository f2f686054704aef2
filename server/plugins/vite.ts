import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import type { UiPlugin } from './ui-plugins.ts';

export type Vite = ChildProcessByStdio<Writable, Readable, Readable>;

const root = join(import.meta.dirname, '../..');

/** Vite on the UI with these plugins in it. A server of Vite ends when its input does, so with us. */
export function spawnVite(
  flags: readonly string[],
  plugins: readonly UiPlugin[],
  environment: Readonly<Record<string, string>>,
): Vite {
  const program = join(root, 'node_modules/vite/bin/vite.js');
  return spawn(process.execPath, [program, ...flags], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      ...process.env,
      ...environment,
      NO_COLOR: '1',
      HELIOSTAT_UI_PLUGINS: JSON.stringify(plugins),
    },
  });
}
