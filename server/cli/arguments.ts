import { parseArgs, type ParseArgsConfig } from 'node:util';
import { HeliostatError } from '@heliostat/sdk';

/** Flags and other words of a command. Throws INVALID_OPTIONS, pointing at the help of the command. */
export function parseArguments<const Options extends NonNullable<ParseArgsConfig['options']>>(
  command: string,
  arguments_: string[],
  options: Options,
) {
  try {
    return parseArgs({ args: arguments_, allowPositionals: true, options });
  } catch (cause) {
    const [reason = ''] = (cause as Error).message.split('. ');
    throw usageError(command, reason, cause);
  }
}

/** The one file or folder that a command looks at, if any; of several the others would go unseen. */
export function onePath(command: string, paths: readonly string[]): string | undefined {
  if (paths.length <= 1) return paths[0];
  throw usageError(command, `expected one file or folder, got ${paths.length}`);
}

/** The command was used wrongly: exit code 2. */
export function usageError(command: string, message: string, cause?: unknown): HeliostatError {
  return new HeliostatError('INVALID_OPTIONS', message, {
    hint: `heliostat ${command} --help says more.`,
    cause,
  });
}
