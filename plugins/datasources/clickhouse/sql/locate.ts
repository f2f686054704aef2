import { HeliostatError } from '@heliostat/sdk';
import type { Expansion } from './expand.ts';
import { offsetOfByte, positionAt } from './position.ts';
import { significant, tokenize } from './tokens.ts';

/** Messages that name the word they are about. */
const naming = [
  /[Uu]nknown (?:table )?expression identifier [`'](.+?)['`]/,
  /[Ff]unction with name [`'](.+?)['`]/,
  /(?:table|table function|function|aggregate function) [`']?([\w./-]+?)[`']? (?:is not|does not|doesn't)/,
  /[Uu]nknown (?:table|function|identifier|column)[^`']*[`'](.+?)['`]/,
];

/** The error with line and column of the author's text, where its message tells them. */
export function locate(thrown: unknown, author: string, expansion: Expansion): unknown {
  if (!(thrown instanceof HeliostatError) || thrown.position !== undefined) return thrown;
  if (thrown.code !== 'INVALID_QUERY') return thrown;
  const syntax = /failed at position (\d+) \(([^)]*)\)/.exec(thrown.message);
  if (syntax === null) return nearName(thrown, author);
  const offset = expansion.toAuthor(offsetOfByte(expansion.sql, Number(syntax[1])));
  return new HeliostatError('INVALID_QUERY', `syntax error near: ${syntax[2] ?? ''}`, {
    hint: 'Check the SQL at this place.',
    position: positionAt(author, offset),
    cause: thrown,
  });
}

function nearName(error: HeliostatError, author: string): HeliostatError {
  const name = naming.map((pattern) => pattern.exec(error.message)?.[1]).find(Boolean);
  const offset = name === undefined ? undefined : offsetOfName(author, name);
  if (offset === undefined) return error;
  return new HeliostatError(error.code, error.message, {
    hint: error.hint,
    position: positionAt(author, offset),
    cause: error,
  });
}

/** Where the last part of a name first stands as a word of its own. */
function offsetOfName(author: string, name: string): number | undefined {
  const last = (name.split('.').at(-1) ?? name).toLowerCase();
  return significant(tokenize(author)).find(({ kind, text }) => {
    if (kind === 'word') return text.toLowerCase() === last;
    return kind === 'quoted' && text.slice(1, -1).toLowerCase() === name.toLowerCase();
  })?.start;
}
