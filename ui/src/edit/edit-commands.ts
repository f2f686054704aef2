import type { Command } from '../app/commands.svelte.ts';
import { copyPanelsOut, pastePanelsIn } from './clipboard.ts';
import type { EditSession } from './session.svelte.ts';

/** What can be done while a dashboard is edited; keys as in Grafana where it has one. */
export function editCommands(session: EditSession): readonly Command[] {
  const group = 'Editing';
  const inPage = { group, leavesText: true };
  const ask = (dialog: EditSession['dialog']) => () => (session.dialog = dialog);
  return [
    { id: 'edit.undo', title: 'Undo', keys: ['$mod+z'], ...inPage, run: () => session.undo() },
    {
      ...{ id: 'edit.redo', title: 'Redo', keys: ['$mod+Shift+z', '$mod+y'] },
      ...inPage,
      run: () => session.redo(),
    },
    { id: 'edit.save', title: 'Save', group, keys: ['$mod+s'], run: ask('save') },
    {
      ...{ id: 'edit.settings', title: 'Title, tags, links and time', group, keys: ['d s'] },
      run: ask('settings'),
    },
    {
      ...{ id: 'edit.variables', title: 'Variables', group, keys: ['d a'] },
      run: () => session.openVariables(),
    },
    { id: 'edit.save-as', title: 'Save as another dashboard', group, run: ask('save-as') },
    { id: 'edit.discard', title: 'Discard the changes', group, run: ask('discard') },
    { id: 'edit.delete', title: 'Delete this dashboard', group, run: ask('delete') },
    ...layoutCommands(session),
    ...panelCommands(session),
  ];
}

function layoutCommands(session: EditSession): Command[] {
  const group = 'Editing';
  return [
    { id: 'edit.row', title: 'Add a row', group, run: () => session.addRow() },
    { id: 'edit.tab', title: 'Add a tab', group, run: () => session.tabs.add() },
    {
      ...{ id: 'edit.group', title: 'Group into a row', group: 'Editing panels', keys: ['p g'] },
      run: () => session.group(),
    },
    {
      ...{ id: 'edit.group-tab', title: 'Group into a tab', group: 'Editing panels' },
      ...{ keys: ['p t'], run: () => session.tabs.group() },
    },
  ];
}

function panelCommands(session: EditSession): Command[] {
  const group = 'Editing panels';
  return [
    { id: 'edit.add', title: 'Add a panel', group, keys: ['p n'], run: () => session.add() },
    { id: 'edit.twice', title: 'Duplicate', group, keys: ['p d'], run: () => session.duplicate() },
    { id: 'edit.remove', title: 'Delete', group, keys: ['p r'], run: () => session.remove() },
    {
      ...{ id: 'edit.remove-key', title: 'Delete what is selected', group, hidden: true },
      keys: ['Delete', 'Backspace'],
      run: () => session.remove(subjectsOfKey(session)),
    },
    {
      ...{ id: 'edit.copy', title: 'Copy', group, keys: ['p c'] },
      run: () => void copyPanelsOut(session),
    },
    {
      ...{ id: 'edit.paste', title: 'Paste', group, keys: ['p v'] },
      run: () => void pastePanelsIn(session),
    },
    {
      ...{ id: 'edit.all', title: 'Select all', group, keys: ['$mod+a'], leavesText: true },
      run: () => (session.selected = session.order),
    },
  ];
}

/** Not the panel that happens to be under the pointer: this key is pressed without looking. */
function subjectsOfKey(session: EditSession): readonly string[] {
  const panel = document.activeElement?.closest<HTMLElement>('[data-panel]');
  const slug = panel?.dataset['panel'];
  return slug === undefined ? session.selected : session.subjects(slug);
}
