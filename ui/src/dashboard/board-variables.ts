import type { Board } from './board.svelte.ts';
import { Choices } from './choices.svelte.ts';
import { copyId, readId, type Scope } from './repeat.ts';
import { fillTitle } from './titles.ts';
import type { View } from './view.ts';

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

  /** The variables as a panel sees them: a copy's are fixed to its value. */
  of(id: string): View['variables'] {
    const { scope = {} } = readId(id);
    const fixed = Object.entries(scope).map(([name, value]) => [name, [value]]);
    return { ...this.#board.view.variables, ...(Object.fromEntries(fixed) as View['variables']) };
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
