import { parseMarkdown, type Block } from '@heliostat/sdk/ui';

/**
 * What a plugin's README says beside its page: the title and the option tables are there already,
 * from the manifest and the schema.
 */
export function readmeBlocks(source: string): readonly Block[] {
  const [first, ...rest] = parseMarkdown(source);
  const blocks = first?.kind === 'heading' ? rest : first === undefined ? [] : [first, ...rest];
  return blocks.filter(
    (block, i) => !isOptions(block) && !(block.kind === 'heading' && isOptions(blocks[i + 1])),
  );
}

function isOptions(block: Block | undefined): boolean {
  const [head] = block?.kind === 'table' ? (block.head[0] ?? []) : [];
  return head?.kind === 'text' && head.text === 'Option';
}
