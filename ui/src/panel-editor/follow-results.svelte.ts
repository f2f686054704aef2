import type { BuiltQuery, DashboardDocument } from '@heliostat/sdk';
import { untrack } from 'svelte';
import { isUnnamed, plainTitle } from '../edit/document/name-panels.ts';
import { getAt, setAt } from './document/at.ts';
import { fittingTime } from './document/fitting-time.ts';
import { unitsOfBuilt, type Units } from './document/named-units.ts';
import { titleOfBuilt, titleOfFields } from './document/title.ts';
import type { PanelEditing } from './editing.svelte.ts';

/**
 * What follows from the results of a new panel until somebody says otherwise, each undone with the step it
 * came of: its title, the units that names of fields say, and the range of a dashboard that has no panels yet. For a component as it is made;
 * `built` are the choices behind the query, undefined for one that was written.
 */
export function followResults(editing: PanelEditing, built: () => BuiltQuery | undefined): void {
  const { board, draft, slug } = editing;
  const isNew = (): boolean => isUnnamed(slug) && !Object.hasOwn(draft.base.panels, slug);
  let proposed: string | undefined;

  $effect(() => {
    const choices = built();
    const title = choices === undefined ? titleOfFields(editing.fields) : titleOfBuilt(choices);
    if (title === undefined || editing.queries.length !== 1) return;
    untrack(() => {
      const isPlain = [plainTitle, proposed, title].includes(editing.panel?.title);
      if (!isNew() || !isPlain) return;
      proposed = title;
      draft.follow((document) => setAt(document, ['panels', slug, 'title'], title));
    });
  });

  $effect(() => {
    const choices = built();
    if (choices === undefined || editing.queries.length !== 1) return;
    untrack(() => {
      if (!isNew()) return;
      const [before, after] = [editing.namedUnits, unitsOfBuilt(choices)];
      editing.namedUnits = after;
      draft.follow((document) => withUnits(document, slug, { before, after }));
    });
  });

  $effect(() => {
    const { frames } = editing;
    untrack(() => {
      // The newest rows of many say nothing of the others.
      if (built()?.limit !== undefined) return;
      const isEmpty = Object.keys(draft.base.panels).length === 0;
      const isChosen = board.view.from !== board.defaults.from;
      if (!isEmpty || isChosen || draft.document.time !== undefined) return;
      const time = fittingTime(frames, board.app.live.now());
      if (time !== undefined) draft.follow((document) => setAt(document, ['time'], time));
    });
  });
}

/** Other units in the place of those proposed before; one that somebody chose stays. */
function withUnits(
  document: DashboardDocument,
  slug: string,
  { before, after }: Record<'before' | 'after', Units>,
): DashboardDocument {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].reduce((changed, name) => {
    const path = ['panels', slug, 'fields', name, 'unit'];
    return getAt(changed, path) === before[name] ? setAt(changed, path, after[name]) : changed;
  }, document);
}
