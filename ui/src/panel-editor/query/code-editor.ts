import {
  autocompletion,
  completionKeymap,
  snippetCompletion,
  type CompletionContext,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { StandardSQL, keywordCompletionSource, sql } from '@codemirror/lang-sql';
import { HighlightStyle, bracketMatching, syntaxHighlighting } from '@codemirror/language';
import { lintGutter, setDiagnostics } from '@codemirror/lint';
import { EditorState, Prec, type Extension } from '@codemirror/state';
import { EditorView, drawSelection, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import type { Completion } from '@heliostat/sdk';

export interface CodeProblem {
  line: number;
  column: number;
  message: string;
}

export interface CodeEditorOptions {
  text: string;
  label: string;
  isSql: boolean;
  complete: (place: { text: string; before: string }) => Promise<readonly Completion[]>;
  onChange: (text: string) => void;
  /** Ctrl or Cmd and Enter. */
  onRun: () => void;
  /** Shift, Alt and F. */
  onFormat: () => void;
}

/** An editor for a query text; `destroy` when its element goes. */
export interface CodeEditor {
  /** Another text from outside: an undo, a query of the history. */
  show(text: string): void;
  /** Writes a text in the place of what is selected, and goes on behind it. */
  insert(text: string): void;
  /** Marks where the query is wrong; undefined clears it. */
  mark(problem: CodeProblem | undefined): void;
  destroy(): void;
}

export function openCodeEditor(parent: HTMLElement, options: CodeEditorOptions): CodeEditor {
  let isShowing = false;
  const changed = EditorView.updateListener.of((update) => {
    if (update.docChanged && !isShowing) options.onChange(update.state.doc.toString());
  });
  const view = new EditorView({
    parent,
    state: EditorState.create({ doc: options.text, extensions: [...extensions(options), changed] }),
  });
  return {
    show: (text) => {
      if (text === view.state.doc.toString()) return;
      isShowing = true;
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
      isShowing = false;
    },
    insert: (text) => {
      view.dispatch(view.state.replaceSelection(text));
      view.focus();
    },
    mark: (problem) =>
      view.dispatch(
        setDiagnostics(view.state, problem === undefined ? [] : [toDiagnostic(view, problem)]),
      ),
    destroy: () => view.destroy(),
  };
}

function extensions({ label, isSql, complete, onRun, onFormat }: CodeEditorOptions): Extension[] {
  const does = (act: () => void) => (): boolean => {
    act();
    return true;
  };
  const keys = [
    { key: 'Mod-Enter', run: does(onRun) },
    { key: 'Shift-Alt-f', run: does(onFormat) },
  ];
  return [
    Prec.highest(keymap.of(keys)),
    lineNumbers(),
    history(),
    drawSelection(),
    bracketMatching(),
    lintGutter(),
    isSql ? sql({ dialect: StandardSQL, upperCaseKeywords: true }) : [],
    autocompletion({
      override: [
        completer(complete),
        ...(isSql ? [keywordCompletionSource(StandardSQL, true)] : []),
      ],
    }),
    // Tab leaves the editor, so that the keyboard is not caught in it.
    keymap.of([...completionKeymap, ...defaultKeymap, ...historyKeymap]),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false' }),
    syntaxHighlighting(highlighting),
    look,
  ];
}

const cmTypes: Readonly<Record<Completion['kind'], string>> = {
  macro: 'function',
  function: 'function',
  keyword: 'keyword',
  variable: 'variable',
  table: 'class',
  column: 'property',
  database: 'namespace',
};

function completer(complete: CodeEditorOptions['complete']) {
  return async (context: CompletionContext) => {
    const word = context.matchBefore(/[$\w]*/);
    const from = word?.from ?? context.pos;
    if (from === context.pos && !context.explicit && !/[.(]$/.test(context.state.sliceDoc(0, from)))
      return null;
    const before = context.state.sliceDoc(0, context.pos);
    const found = await complete({ text: context.state.doc.toString(), before });
    return { from, validFor: /^[$\w]*$/, options: found.map(toOption) };
  };
}

function toOption({ label, detail, kind, template }: Completion) {
  const option = { label, detail, type: cmTypes[kind], boost: kind === 'column' ? 2 : 1 };
  return template === undefined ? option : snippetCompletion(template, option);
}

/** Positions past the end of the text are its end: the query may have been shortened meanwhile. */
function toDiagnostic(view: EditorView, { line, column, message }: CodeProblem) {
  const { doc } = view.state;
  const at = doc.line(Math.min(Math.max(1, line), doc.lines));
  const from = Math.min(at.to, at.from + Math.max(0, column - 1));
  const word = /^\w+/.exec(doc.sliceString(from, at.to))?.[0].length ?? 1;
  return { from, to: Math.min(at.to, from + word), severity: 'error' as const, message };
}

const highlighting = HighlightStyle.define([
  { tag: tags.keyword, color: 'var(--accent)', fontWeight: '500' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--ok)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--warn)' },
  { tag: tags.comment, color: 'var(--ink-3)' },
  { tag: [tags.typeName, tags.standard(tags.name)], color: 'var(--info)' },
]);

const look = EditorView.theme({
  '&': { color: 'var(--ink)', backgroundColor: 'var(--panel)', fontSize: '12px' },
  '&.cm-focused': { outline: '2px solid var(--focus)', outlineOffset: '-1px' },
  '.cm-scroller': { fontFamily: 'var(--font-mono)', lineHeight: '19px', maxHeight: '320px' },
  '.cm-content': { minHeight: '108px', padding: '6px 0', caretColor: 'var(--ink)' },
  '.cm-gutters': { backgroundColor: 'var(--panel)', color: 'var(--ink-3)', border: 'none' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground':
    { backgroundColor: 'var(--accent-wash)' },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': {
    backgroundColor: 'var(--sunken)',
    outline: '1px solid var(--line-control)',
  },
  '.cm-tooltip': {
    backgroundColor: 'var(--raised)',
    color: 'var(--ink)',
    border: '1px solid var(--line)',
    borderRadius: '4px',
  },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: 'var(--hover)',
    color: 'var(--ink)',
  },
  '.cm-completionDetail': { color: 'var(--ink-3)', fontStyle: 'normal' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '600' },
  '.cm-diagnostic-error': { borderLeft: '2px solid var(--crit)' },
});
