import type { BuiltQuery } from '@heliostat/sdk';
import { untrack } from 'svelte';
import { isUnnamed, plainTitle } from '../edit/document/name-panels.ts';
import { setAt } from './document/at.ts';
import { fittingTime } from './document/fitting-time.ts';
import { titleOfBuilt, titleOfFields } from './document/title.ts';
import type { PanelEditing } from './editing.svelte.ts';

/**
 * What follows from the results of a new panel until somebody says otherwise, each undone with the step it
 * came of: its title, and the range of a dashboard that has no panels yet. For a component as it is made;
 * `built` are the choices behind the query, undefined for one that was written.
 */
export function followResults(editing: PanelEditing, built: () => BuiltQuery | undefined): void {
  const { board, draft, slug } = editing;
  let proposed: string | undefined;

  $effect(() => {
    const choices = built();
    const title = choices === undefined ? titleOfFields(editing.fields) : titleOfBuilt(choices);
    if (title === undefined || editing.queries.length !== 1) return;
    untrack(() => {
      const isNew = isUnnamed(slug) && !Object.hasOwn(draft.base.panels, slug);
      const isPlain = [plainTitle, proposed, title].includes(editing.panel?.title);
      if (!isNew || !isPlain) return;
      proposed = title;
      draft.follow((document) => setAt(document, ['panels', slug, 'title'], title));
    });
  });

  $effect(() => {
    const { frames } = editing;
    untrack(() => {
      const isNew = Object.keys(draft.base.panels).length === 0;
      const isChosen = board.view.from !== board.defaults.from;
      if (!isNew || isChosen || draft.document.time !== undefined) return;
      const time = fittingTime(frames, board.app.live.now());
      if (time !== undefined) draft.follow((document) => setAt(document, ['time'], time));
    });
  });
}
