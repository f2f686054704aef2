import {
  listedOptions,
  variableDependencies,
  type Variable,
  type VariableOption,
} from '@heliostat/sdk';
import { Resource } from '../data/resource.svelte.ts';
import { askVariable } from '../data/variables.ts';
import type { Board } from './board.svelte.ts';

interface Offered {
  options: readonly VariableOption[];
  /** How many there are, listed or not. */
  total: number;
}

interface Matched {
  values: readonly string[];
  missing: readonly string[];
}

/** So many of a list are looked up on the server, one question each. */
const maxLooked = 100;
const nothing: Offered = { options: [], total: 0 };

/** What one variable of the open dashboard offers. */
export class Choices {
  readonly #board: Board;
  readonly #slug: string;
  /** What the server was asked for. */
  #search = $state('');
  readonly #all: Resource<Offered>;
  readonly #found: Resource<Offered>;

  constructor(board: Board, slug: string) {
    this.#board = board;
    this.#slug = slug;
    this.#all = new Resource((signal) => this.#read('', signal));
    this.#found = new Resource((signal) => this.#read(this.#search, signal));
  }

  get variable(): Variable | undefined {
    return this.#board.document.variables?.[this.#slug];
  }

  /** Whether the file lists them all. */
  get isListed(): boolean {
    return this.variable?.type !== 'query' && this.variable?.type !== 'datasource';
  }

  /** Undefined until they are known. */
  get options(): readonly VariableOption[] | undefined {
    if (this.isListed) return this.variable && listedOptions(this.variable);
    return this.#all.value?.options;
  }

  /** More than are listed here: searching asks the server. */
  get isCut(): boolean {
    const all = this.#all.value;
    return !this.isListed && all !== undefined && all.total > all.options.length;
  }

  get total(): number {
    return this.isListed ? (this.options?.length ?? 0) : (this.#all.value?.total ?? 0);
  }

  get isLoading(): boolean {
    return this.#all.loading || this.#found.loading;
  }

  get error() {
    return this.#all.error;
  }

  /** What decides the options: they are asked for again when this changes. */
  get key(): string {
    const { document, view, version, variables } = this.#board;
    const names = variableDependencies(document).get(this.#slug) ?? [];
    const declared = variables.isSaved ? version : [this.variable, document.queries];
    return JSON.stringify([declared, names.map((name) => view.variables[name])]);
  }

  /** What is chosen and, as far as is known, not offered any more. */
  get gone(): readonly string[] {
    const { options } = this;
    if (options === undefined || this.isCut) return [];
    const values = new Set(options.map(({ value }) => value));
    return this.chosen.filter((value) => !values.has(value));
  }

  get chosen(): readonly string[] {
    return this.#board.view.variables[this.#slug] ?? [];
  }

  labelOf(value: string): string {
    const label = this.options?.find((option) => option.value === value)?.label ?? value;
    return label === '' ? '(empty)' : label;
  }

  async load(): Promise<void> {
    if (!this.isListed) await this.#all.load();
  }

  /** The options with all words of the search in them. */
  search(text: string): readonly VariableOption[] {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    const isAsked = this.isCut && words.length > 0 && this.#search === text;
    const options = (isAsked ? this.#found.value?.options : this.options) ?? [];
    if (words.length === 0) return options;
    return options.filter(({ value, label }) => {
      const within = `${label} ${value}`.toLowerCase();
      return words.every((word) => within.includes(word));
    });
  }

  /** Where the list is cut, the server looks through all of it. */
  async find(text: string): Promise<void> {
    this.#search = text;
    if (this.isCut && text.trim() !== '') await this.#found.load();
  }

  /** Those of `texts` that are values or labels of what is offered, as values, and the others. */
  async match(texts: readonly string[]): Promise<Matched> {
    if (this.options === undefined) await this.load();
    const looked = this.isCut ? texts.slice(0, maxLooked) : texts;
    const matches = await Promise.all(looked.map((text) => this.#matchOne(text)));
    const values = new Set(matches.filter((value) => value !== undefined));
    return { values: [...values], missing: texts.filter((_, i) => matches[i] === undefined) };
  }

  async #matchOne(text: string): Promise<string | undefined> {
    const listed = matchOption(this.options ?? [], text);
    if (listed !== undefined || !this.isCut) return listed;
    const { options } = await this.#read(text, new AbortController().signal);
    return matchOption(options, text);
  }

  async #read(search: string, signal: AbortSignal): Promise<Offered> {
    const { app, frozen, variables } = this.#board;
    if (frozen !== undefined) return frozen.snapshot.choices[this.#slug] ?? nothing;
    const asked = {
      ...variables.subject(this.#slug),
      ...variables.context(),
      ...(search.trim() !== '' && { search: search.trim().slice(0, 200) }),
    };
    return askVariable<Offered>(app.fetch, { about: 'options', ...asked }, signal);
  }
}

/** As it is written, or else whatever its case. */
function matchOption(options: readonly VariableOption[], text: string): string | undefined {
  const isSame = ({ value, label }: VariableOption): boolean => value === text || label === text;
  const folded = text.toLowerCase();
  const isAlike = ({ value, label }: VariableOption): boolean =>
    value.toLowerCase() === folded || label.toLowerCase() === folded;
  return (options.find(isSame) ?? options.find(isAlike))?.value;
}
