import { bothSinks, start, writeWorkspace } from './start.ts';
import { buildEffects, makeEvents, toPayload } from './rig.ts';

/**
 * Runs a pipeline and feeds its stream until it is killed: `directory total batch`. What the log
 * holds already is not fed again, so that the stream ends up with the events 0 to total.
 */
const [directory = '', total = '0', batch = '1'] = process.argv.slice(2);
writeWorkspace(directory, bothSinks);
const server = await start(directory, buildEffects());
const { log } = server.streams.get('events') ?? {};
if (log === undefined) throw new Error(`no stream in ${directory}`);
process.stdout.write('started\n');
while (log.head < Number(total)) {
  const rows = makeEvents(log.head, Math.min(Number(batch), Number(total) - log.head));
  await log.append({ count: rows.length, payload: toPayload(rows) });
  await new Promise((wake) => setTimeout(wake, 5));
}
while (server.pipelines.consumed('events') < Number(total)) {
  await new Promise((wake) => setTimeout(wake, 50));
}
process.stdout.write('done\n');
await server.close();
