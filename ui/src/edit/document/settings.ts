import { inOrderOf } from '../../panel-editor/document/at.ts';
import { toText, type DashboardDocument, type DashboardLink } from '@heliostat/sdk';

/** What a dashboard says of itself. */
export interface Settings {
  title: string;
  description: string;
  tags: readonly string[];
  links: readonly DashboardLink[];
  /** The range, refresh and time zone it is opened with. */
  time: DashboardDocument['time'];
}

export function readSettings(document: DashboardDocument): Settings {
  const { title, description = '', tags = [], links = [], time } = document;
  return { title, description: toText(description), tags, links, time };
}

/** What is empty is left out of the file; what is as it was stays as it is written. */
export function writeSettings(
  document: DashboardDocument,
  { title, description, tags, links, time }: Settings,
): DashboardDocument {
  const before = readSettings(document);
  const { description: _d, tags: _t, links: _l, time: _time, ...rest } = document;
  const isSameText = description === before.description && document.description !== undefined;
  const lines = description.split('\n');
  const text = isSameText ? document.description : lines.length > 1 ? lines : description;
  return inOrderOf(document, {
    ...rest,
    title,
    ...(description !== '' && text !== undefined && { description: text }),
    ...(tags.length > 0 && { tags: [...tags] }),
    ...(time !== undefined && { time }),
    ...(links.length > 0 && { links: [...links] }),
  });
}

/** `live, shop`: tags as they are typed, each once. */
export function parseTags(text: string): string[] {
  return [...new Set(text.split(',').map((tag) => tag.trim()))].filter((tag) => tag !== '');
}
