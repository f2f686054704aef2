#!/usr/bin/env node
// The command line. Node 20 cannot run TypeScript by itself: tsx does, without a build.
import { register } from 'tsx/esm/api';

register();
const { main } = await import('../server/cli/main.ts');
process.exitCode = await main(process.argv.slice(2));
