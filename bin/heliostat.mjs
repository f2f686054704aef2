#!/usr/bin/env node
// The command line: the build of the server while it is newer than its sources, else the sources
// themselves, which Node 20 cannot run without tsx.
import { isFresh } from './fresh.mjs';

const { main } = await load();
process.exitCode = await main(process.argv.slice(2));

async function load() {
  if (isFresh('server')) return import('../server/dist/heliostat.js');
  const [commonJs, modules] = await Promise.all([import('tsx/cjs/api'), import('tsx/esm/api')]);
  commonJs.register();
  modules.register();
  return import('../server/cli/main.ts');
}
