import type { DashboardDocument } from '@heliostat/sdk';
import { defaultHeight, findPanel, placeOfRow, resizePanel, resizeRow } from './document/rows.ts';
import { columns } from './document/spans.ts';
import type { EditSession } from './session.svelte.ts';

/** A row is this much higher for each unit: 30 px and a gap. */
const unitPx = 38;
let count = 0;

/** The right edge of a panel, dragged: it takes from its neighbours and gives to them. */
export function dragWidth(session: EditSession, slug: string, event: PointerEvent): void {
  const { document } = session;
  const handle = event.currentTarget as HTMLElement;
  const width = handle.closest('[data-cells]')?.clientWidth ?? 0;
  const spot = findPanel(document, slug);
  const span = spot && document.layout.rows[spot.row]?.cells[spot.cell]?.span;
  if (span === undefined || width === 0) return;
  const label = `Resize “${session.title(slug)}”`;
  drag(session, event, {
    label,
    edit: ({ x }) => resizePanel(document, slug, span + (x / width) * columns),
  });
}

/** The lower edge of a row, dragged. */
export function dragHeight(session: EditSession, row: number, event: PointerEvent): void {
  const { document } = session;
  const height = document.layout.rows[row]?.height ?? defaultHeight;
  const label = `Resize row ${placeOfRow(document.layout.rows, row)}`;
  drag(session, event, { label, edit: ({ y }) => resizeRow(document, row, height + y / unitPx) });
}

interface Resize {
  label: string;
  /** The document for how far the pointer is from where it began. */
  edit: (by: { x: number; y: number }) => DashboardDocument;
}

function drag(session: EditSession, event: PointerEvent, { label, edit }: Resize): void {
  if (event.button !== 0) return;
  event.preventDefault();
  event.stopPropagation();
  const merge = `resize ${++count}`;
  const abort = new AbortController();
  const on = { signal: abort.signal };
  let { document: shown } = session;
  const show = (by: { x: number; y: number }): void => {
    // The file has brought in another document meanwhile: what was counted in the old one would undo it.
    if (session.document !== shown) {
      end();
      return;
    }
    session.draft.change(label, () => edit(by), merge);
    shown = session.document;
  };
  window.addEventListener(
    'pointermove',
    ({ clientX, clientY, pointerId }) => {
      if (pointerId === event.pointerId)
        show({ x: clientX - event.clientX, y: clientY - event.clientY });
    },
    on,
  );
  const end = (): void => abort.abort();
  const cancel = (): void => {
    end();
    show({ x: 0, y: 0 });
  };
  window.addEventListener('pointerup', end, on);
  window.addEventListener('pointercancel', cancel, on);
  window.addEventListener(
    'keydown',
    (key) => {
      if (key.key !== 'Escape') return;
      key.stopPropagation();
      cancel();
    },
    { ...on, capture: true },
  );
}
