import type { ASTNode } from '@marcbachmann/cel-js';
import { RE2JS } from 're2js';
import { refuse } from './typed.ts';

/** States of a pattern; the time for one character grows with them. */
const maxStates = 2000;

/**
 * Patterns are RE2, as CEL says: an event takes time in proportion to its length. A RegExp goes back and
 * tries again, and one text could then stop a pipeline for ever with a pattern like `(a+)+$`.
 */
export function compilePattern(node: ASTNode, source: string): RE2JS {
  const pattern = read(node, source);
  if (pattern.programSize() <= maxStates) return pattern;
  return refuse(
    node,
    `matches: the pattern has more than ${maxStates} states: ${source.slice(0, 100)}`,
    'Counted repetitions like {1,1000} are written out: use * or + instead.',
  );
}

function read(node: ASTNode, source: string): RE2JS {
  try {
    // So that `\u0041`, which JavaScript has and RE2 has not, may be written too.
    return RE2JS.compile(RE2JS.translateRegExp(source));
  } catch (error) {
    return refuse(
      node,
      `matches: ${(error as Error).message.toLowerCase()}`,
      'Patterns are RE2: no lookaround like (?=a), no references like \\1.',
    );
  }
}
