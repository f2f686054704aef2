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
    throw usageError(command, (cause as Error).message, cause);
  }
}

/** The command was used wrongly: exit code 2. */
export function usageError(command: string, message: string, cause?: unknown): HeliostatError {
  return new HeliostatError('INVALID_OPTIONS', message, {
    hint: `heliostat ${command} --help says more.`,
    cause,
  });
}
