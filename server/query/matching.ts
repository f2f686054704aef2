import { runInNewContext } from 'node:vm';
import { HeliostatError } from '@heliostat/sdk';

/** All texts of one question; a pattern that is sound needs less than a hundredth of it. */
const timeoutMs = 250;

/**
 * The texts that a regular expression finds, all of them without one. Throws INVALID_REQUEST where it is
 * none, TIMEOUT where it searches too long: some, like `(a+)+$`, would do so for ever.
 */
export function matching(texts: Iterable<string>, source: string | undefined): readonly string[] {
  const all = [...texts];
  const pattern = toPattern(source);
  if (pattern === undefined || all.length === 0) return all;
  const run = () => all.filter((text) => pattern.test(text));
  try {
    // The one way to stop a search that is under way: the context has its own time.
    return runInNewContext('run()', { run }, { timeout: timeoutMs }) as readonly string[];
  } catch (cause) {
    throw new HeliostatError('TIMEOUT', `the regular expression searches too long: ${source}`, {
      hint: 'Nested repetitions like (a+)+ do; write it without them.',
      cause,
    });
  }
}

function toPattern(source: string | undefined): RegExp | undefined {
  if (source === undefined) return undefined;
  try {
    return new RegExp(source, 'u');
  } catch (cause) {
    throw new HeliostatError('INVALID_REQUEST', `not a regular expression: ${source}`, { cause });
  }
}
