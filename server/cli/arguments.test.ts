import { expect, test } from 'vitest';
import { parseArguments } from './arguments.ts';

test('an unknown flag is named, with the help of its command, and no advice of the parser', () => {
  expect(() => parseArguments('validate', ['--workspace', 'x'], {})).toThrow(
    expect.objectContaining({
      code: 'INVALID_OPTIONS',
      message: "Unknown option '--workspace'",
      hint: 'heliostat validate --help says more.',
    }),
  );
});
