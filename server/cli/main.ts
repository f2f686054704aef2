import { HeliostatError, toHeliostatError } from '@heliostat/sdk';
import { helpFor, usage } from './help.ts';

/** Everything the command line touches outside of itself; tests replace it. */
export interface CliEffects {
  write(text: string): void;
  writeError(text: string): void;
  environment: Readonly<Record<string, string | undefined>>;
  isTerminal: boolean;
  /** Aborts on Ctrl-C. */
  signal: AbortSignal;
}

/** A command: gets its own arguments, returns the exit code. */
type Command = (arguments_: string[], effects: CliEffects) => Promise<number>;

/** Commands are loaded when they are called: `fmt` need not wait for the server's code. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import('./start.ts')).start,
  demo: async () => (await import('./demo.ts')).demo,
  ingest: async () => (await import('./ingest.ts')).ingest,
  validate: async () => (await import('./validate.ts')).validate,
  fmt: async () => (await import('./fmt.ts')).fmt,
  diff: async () => (await import('./diff.ts')).diff,
  explain: async () => (await import('./explain.ts')).explain,
  new: async () => (await import('./new.ts')).newDashboard,
  render: async () => (await import('./render/render.ts')).render,
  schema: async () => (await import('./schema.ts')).schema,
  print: async () => (await import('./print.ts')).print,
  pull: async () => (await import('./pull.ts')).pull,
  push: async () => (await import('./push.ts')).push,
  'import-grafana': async () => (await import('./import-grafana/import-grafana.ts')).importGrafana,
};

/** `heliostat COMMAND …`: the exit code is 0 done, 1 failed, 2 used wrongly. */
export async function main(
  arguments_: readonly string[],
  effects: CliEffects = processEffects(),
): Promise<number> {
  const [name = '', ...rest] = arguments_;
  if (['', 'help', '--help', '-h'].includes(name))
    return print(effects, usage(), name === '' ? 2 : 0);
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load === undefined)
    return print(effects, `heliostat: unknown command: ${name}\n\n${usage()}`, 2);
  if (rest.includes('--help') || rest.includes('-h')) return print(effects, helpFor(name), 0);
  try {
    checkCurrentFolder();
    const command = await load();
    return await command(rest, effects);
  } catch (thrown) {
    return fail(effects, thrown);
  }
}

/** Paths are read from it. */
function checkCurrentFolder(): void {
  try {
    process.cwd();
  } catch (cause) {
    throw new HeliostatError('NOT_FOUND', 'the current folder is gone', {
      hint: 'Change to a folder that is there, and try again.',
      cause,
    });
  }
}

function print(effects: CliEffects, text: string, code: number): number {
  if (code === 0) effects.write(text);
  else effects.writeError(text);
  return code;
}

/** One line, and what to do; a stack only for what we did not foresee. */
function fail(effects: CliEffects, thrown: unknown): number {
  const error = toHeliostatError(thrown);
  if (error.code === 'CANCELLED') return 130;
  const hint = error.hint === undefined ? '' : `\n  ${error.hint}`;
  effects.writeError(`heliostat: ${error.message}${hint}\n`);
  if (error.code === 'INTERNAL' && thrown instanceof Error)
    effects.writeError(`${thrown.stack ?? ''}\n`);
  return error.code === 'INVALID_OPTIONS' ? 2 : 1;
}

function processEffects(): CliEffects {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  process.stdout.on('error', endOutput);
  // Who closed it wants to hear of nothing.
  process.stderr.on('error', () => undefined);
  return {
    write: (text) => void process.stdout.write(text),
    writeError: (text) => void process.stderr.write(text),
    environment: process.env,
    isTerminal: process.stdout.isTTY,
    signal: controller.signal,
  };
}

/** Nobody reads any further, as after `| head`: it ends as if by SIGPIPE. Anything else is told. */
function endOutput({ code }: NodeJS.ErrnoException): void {
  if (code === 'EPIPE') process.exit(141);
  process.stderr.write(`heliostat: the output cannot be written: ${code ?? 'unknown'}\n`);
  process.exit(1);
}
