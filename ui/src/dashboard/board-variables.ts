import type { DashboardDocument, ParamValue } from '@heliostat/sdk';
import type { VariableContext, VariableSubject } from '../data/variables.ts';
import type { Board } from './board.svelte.ts';
import { Choices } from './choices.svelte.ts';
import { copyId, readId, type Scope } from './repeat.ts';
import { fillTitle } from './titles.ts';
import { toParams, type View } from './view.ts';

/** The variables of the open dashboard: what they offer, and what they are in a copy of a panel. */
export class BoardVariables {
  readonly #board: Board;
  readonly #choices = new Map<string, Choices>();

  constructor(board: Board) {
    this.#board = board;
  }

  /** What a variable offers; one object for everybody who shows it. */
  choices(slug: string): Choices {
    const known = this.#choices.get(slug) ?? new Choices(this.#board, slug);
    this.#choices.set(slug, known);
    return known;
  }

  /** Whether the server knows them by name: what is being edited is sent with its declarations. */
  get isSaved(): boolean {
    const { document, saved } = this.#board;
    return document === saved || isSame(declarationsOf(document), declarationsOf(saved));
  }

  /** What a question about a variable names it by. */
  subject(slug: string): VariableSubject {
    const { path, document } = this.#board;
    if (this.isSaved) return { dashboard: path, variable: slug };
    return { declared: declarationsOf(document), variable: slug };
  }

  /** What is chosen, for a question about what a variable offers. */
  context(): VariableContext {
    const { document, view, timeZone } = this.#board;
    const { from, to } = view;
    return { values: toParams(document, view.variables), from, to, timeZone };
  }

  /** The variables as a panel sees them: a copy's are fixed to its value. */
  of(id: string): View['variables'] {
    const { scope } = readId(id);
    const fixed = Object.entries(scope).map(([name, value]) => [name, [value]]);
    return { ...this.#board.view.variables, ...(Object.fromEntries(fixed) as View['variables']) };
  }

  /** What queries that are sent with their text are asked with: a datasource that nobody chose is the first. */
  params(values: View['variables'] = this.#board.view.variables): Record<string, ParamValue> {
    const { document } = this.#board;
    const unchosen = Object.entries(document.variables ?? {}).filter(
      ([slug, { type }]) => type === 'datasource' && (values[slug] ?? []).length === 0,
    );
    const first = unchosen.map(([slug]) => [slug, this.repeated(slug) ?? []] as const);
    return toParams(document, { ...values, ...Object.fromEntries(first) });
  }

  /** The values that something is repeated by; undefined until they are known. */
  repeated(slug: string): readonly string[] | undefined {
    const choices = this.choices(slug);
    if (choices.chosen.length > 0) return choices.chosen;
    const values = choices.options?.map(({ value }) => value);
    return choices.variable?.type === 'datasource' ? values?.slice(0, 1) : values;
  }

  /** A title with what is chosen in the place of `$name`, by its labels. */
  fill(title: string, scope: Scope = {}): string {
    if (!title.includes('$')) return title;
    const chosen = Object.entries(this.of(copyId('', scope))).map(([slug, values]) => [
      slug,
      values.map((value) => this.choices(slug).labelOf(value)),
    ]);
    return fillTitle(title, Object.fromEntries(chosen) as Record<string, readonly string[]>);
  }
}

function declarationsOf({ variables = {}, queries = {} }: DashboardDocument) {
  return { variables, queries };
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
