import { movePanels } from './document/move.ts';
import type { Aim, Grab } from './drag.svelte.ts';
import { findDrop, findGap, type Box, type RowBox } from './drop.ts';
import type { Point } from './press.ts';
import type { EditSession } from './session.svelte.ts';

/** Panels: the one that was pressed with all that are selected with it. */
export function grabPanel(session: EditSession, slug: string, event: PointerEvent): Grab {
  let slugs: readonly string[] = [slug];
  let title = '';
  return {
    lift: () => {
      if (!session.isSelected(slug)) session.select(slug);
      slugs = session.subjects(slug);
      title = slugs.length === 1 ? session.title(slug) : `${slugs.length} panels`;
      return { title, slugs };
    },
    aim: (at) => {
      const tab = tabAt(at);
      if (tab !== undefined)
        return aimAt(session, tab, (name) => session.tabs.movePanels(slugs, name));
      const found = findDrop(readRows(session), at);
      if (found === undefined) return;
      const drop = (): void => {
        session.draft.change(`Move “${title}”`, (document) =>
          movePanels(document, slugs, found.place),
        );
        void session.focus(slugs[0]);
      };
      return { mark: found.mark, drop };
    },
    click: () => session.select(slug, chooses(event)),
  };
}

/** Row `index` of the document, with all that is in it. */
export function grabRow(session: EditSession, index: number, title: string): Grab {
  return {
    lift: () => ({ title }),
    aim: (at) => {
      const tab = tabAt(at);
      if (tab !== undefined)
        return aimAt(session, tab, (name) => session.tabs.moveRow(index, name));
      const found = findGap(readRows(session), at);
      if (found?.place.kind !== 'row') return;
      const { place } = found;
      return { mark: found.mark, drop: () => session.tabs.placeRow(index, place) };
    },
  };
}

/** A tab, among the others. */
export function grabTab(session: EditSession, name: string): Grab {
  return {
    lift: () => ({ title: name }),
    aim: (at) => {
      const over = tabAt(at);
      if (over === undefined || over.dataset['tab'] === name) return;
      const box = toBox(over);
      const { all } = session.tabs;
      const [from, to] = [all.indexOf(name), all.indexOf(over.dataset['tab'] ?? '')];
      const left = to < from ? box.left - 10 : box.left + box.width + 8;
      return { mark: { ...box, left, width: 3 }, drop: () => session.tabs.move(name, to) };
    },
  };
}

/** Over a tab that is not shown, what is held lets it come up, to be dropped among its rows. */
function aimAt(session: EditSession, tab: HTMLElement, drop: (name: string) => void): Aim {
  const name = tab.dataset['tab'] ?? '';
  if (name !== session.tab) session.tabs.showSoon(name);
  return { mark: toBox(tab), drop: () => drop(name) };
}

function tabAt({ x, y }: Point): HTMLElement | undefined {
  const under = document.elementFromPoint(x, y);
  return under?.closest<HTMLElement>('[data-tab]') ?? undefined;
}

function chooses(event: PointerEvent): 'only' | 'toggle' | 'range' {
  if (event.shiftKey) return 'range';
  // A finger holds no key: each tap adds a panel, or takes it out again.
  return event.ctrlKey || event.metaKey || event.pointerType === 'touch' ? 'toggle' : 'only';
}

function readRows(session: EditSession): RowBox[] {
  const { rows } = session.document.layout;
  return [...document.querySelectorAll<HTMLElement>('[data-edit-row]')].map((element) => {
    const row = Number(element.dataset['editRow']);
    const cells = [...element.querySelectorAll('[data-cell]')];
    return {
      ...toBox(element.querySelector('[data-cells]') ?? element),
      ...{ row, tab: rows[row]?.tab },
      cells: cells.map((cell) => ({
        ...toBox(cell),
        panels: [...cell.querySelectorAll('[data-slot]')].map(toBox),
      })),
    };
  });
}

function toBox(element: Element): Box {
  const { left, top, width, height } = element.getBoundingClientRect();
  return { left, top, width, height };
}
