import { computeCommandScore } from 'bits-ui';
import { parseScope } from './palette-scope.ts';

/** How well an entry fits, 0 for not at all: without the sign; a tag is all that counts where tags are searched. */
export function rank(value: string, search: string, keywords?: string[]): number {
  const { sign, text } = parseScope(search);
  if (text === '') return 1;
  const [tag = ''] = keywords ?? [];
  return sign === '#' ? computeCommandScore(tag, text) : computeCommandScore(value, text, keywords);
}
