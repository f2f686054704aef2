import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** What `npm install CLONE/sdk` leaves in a folder of plugins. */
export function linkSdk(directory: string): void {
  mkdirSync(join(directory, 'node_modules/@heliostat'), { recursive: true });
  symlinkSync(join(root, 'sdk'), join(directory, 'node_modules/@heliostat/sdk'));
}

/** A third party's folder: a datasource with a language of its own and a panel. */
export function copyPlugins(directory: string): void {
  cpSync(join(root, 'ui/e2e/fixtures/plugins'), directory, { recursive: true });
  linkSdk(directory);
}
