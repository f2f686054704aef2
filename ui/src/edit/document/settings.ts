import { toText, type DashboardDocument, type DashboardLink } from '@heliostat/sdk';

/** What a dashboard says of itself. */
export interface Settings {
  title: string;
  description: string;
  tags: readonly string[];
  links: readonly DashboardLink[];
}

export function readSettings(document: DashboardDocument): Settings {
  const { title, description = '', tags = [], links = [] } = document;
  return { title, description: toText(description), tags, links };
}

/** What is empty is left out of the file; what is as it was stays as it is written. */
export function writeSettings(
  document: DashboardDocument,
  { title, description, tags, links }: Settings,
): DashboardDocument {
  const before = readSettings(document);
  const { description: _d, tags: _t, links: _l, ...rest } = document;
  const isSameText = description === before.description && document.description !== undefined;
  const lines = description.split('\n');
  const text = isSameText ? document.description : lines.length > 1 ? lines : description;
  const parts: Partial<DashboardDocument> = {
    ...(description !== '' && text !== undefined && { description: text }),
    ...(tags.length > 0 && { tags: [...tags] }),
    ...(links.length > 0 && { links: [...links] }),
  };
  const { $schema, kind, format, title: _title, ...others } = rest;
  return { ...($schema !== undefined && { $schema }), kind, format, title, ...parts, ...others };
}

/** `live, shop`: tags as they are typed, each once. */
export function parseTags(text: string): string[] {
  return [...new Set(text.split(',').map((tag) => tag.trim()))].filter((tag) => tag !== '');
}
