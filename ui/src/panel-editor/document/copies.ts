import type { DashboardDocument } from '@heliostat/sdk';
import { isNamed } from '../../variables-editor/document/uses.ts';
import { setPanel } from './panel.ts';

/** A title that tells the copies of a panel apart: it names the variable that they are repeated by, if any. */
export function titleCopies(
  document: DashboardDocument,
  slug: string,
  { from, to }: { from: string | undefined; to: string | undefined },
): DashboardDocument {
  const title = document.panels[slug]?.title;
  if (title === undefined) return document;
  const end = from === undefined ? '' : ` $${from}`;
  const plain = end !== '' && title.endsWith(end) ? title.slice(0, -end.length) : title;
  const value = to === undefined || isNamed(plain, to) ? plain : `${plain} $${to}`;
  return value === title ? document : setPanel(document, slug, { path: ['title'], value });
}
