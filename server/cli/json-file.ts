import { HeliostatError } from '@heliostat/sdk';
import { parseBytes } from '../workspace/parse.ts';
import { positionAt } from '../workspace/positions.ts';
import { readPath } from '../workspace/read.ts';

/** What a file says. Throws INVALID_FILE with the place: it cannot be read, or is no JSON of ours. */
export async function readJsonFile(path: string): Promise<unknown> {
  const { bytes, problem: obstacle } = await readPath(path);
  if (bytes === undefined)
    throw new HeliostatError('INVALID_FILE', `${path}: ${obstacle ?? 'cannot be read'}`, {
      hint: 'Give one file of JSON.',
    });
  const { text, problems, value } = parseBytes(bytes);
  const [problem] = problems;
  if (problem === undefined) return value;
  const { line, column } = positionAt(text, problem.offset);
  throw new HeliostatError('INVALID_FILE', `${path}:${line}:${column}: ${problem.message}`);
}
