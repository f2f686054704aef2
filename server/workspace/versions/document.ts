import type { DashboardDocument } from '@heliostat/sdk';
import { parseText } from '../parse.ts';
import { hasForm } from '../validate.ts';

/** The dashboard that a text holds; undefined when it has not the form of one. */
export function documentOfText(text: string): DashboardDocument | undefined {
  const { value } = parseText(text);
  return hasForm('dashboard', value) ? value : undefined;
}
