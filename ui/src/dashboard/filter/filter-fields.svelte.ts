import type { FieldType } from '@heliostat/sdk';
import { Resource } from '../../data/resource.svelte.ts';
import { askVariable } from '../../data/variables.ts';
import type { Board } from '../board.svelte.ts';

export interface FilterField {
  name: string;
  type: FieldType;
}

interface Fields {
  fields: readonly FilterField[];
  hasValues: boolean;
}

/** What a variable that holds filters can filter by, and the values of one field at a time. */
export class FilterFields {
  readonly #board: Board;
  readonly #slug: string;
  readonly #fields: Resource<Fields>;
  readonly #values: Resource<{ field: string; values: readonly string[] }>;
  #asked = { field: '', search: '' };

  constructor(board: Board, slug: string) {
    this.#board = board;
    this.#slug = slug;
    this.#fields = new Resource((signal) => this.#ask<Fields>({ about: 'fields' }, signal));
    this.#values = new Resource(async (signal) => {
      const { field, search } = this.#asked;
      const asked = { about: 'values' as const, field, ...(search !== '' && { search }) };
      const answer = await this.#ask<{ values: readonly unknown[] }>(asked, signal);
      return { field, values: answer.values.map(String) };
    });
  }

  get fields(): readonly FilterField[] {
    return this.#fields.value?.fields ?? [];
  }

  get isLoading(): boolean {
    return this.#fields.loading || this.#values.loading;
  }

  /** Why the fields are not known. */
  get fieldsProblem(): string | undefined {
    return this.#fields.error?.message;
  }

  /** Why the values are not known: one can be written all the same. */
  get valuesProblem(): string | undefined {
    return this.#values.error?.message;
  }

  typeOf(field: string): FieldType {
    return this.fields.find(({ name }) => name === field)?.type ?? 'string';
  }

  /** Of this field, as far as they are known. */
  valuesOf(field: string): readonly string[] {
    return this.#values.value?.field === field ? this.#values.value.values : [];
  }

  load(): void {
    void this.#fields.load();
  }

  /** Looks up values with `search` in them, the most frequent first. */
  async find(field: string, search: string): Promise<void> {
    if (this.#fields.value?.hasValues === false) return;
    this.#asked = { field, search: search.trim().slice(0, 200) };
    await this.#values.load();
  }

  stop(): void {
    this.#fields.stop();
    this.#values.stop();
  }

  #ask<Answer>(
    question: { about: 'fields' } | { about: 'values'; field: string; search?: string },
    signal: AbortSignal,
  ): Promise<Answer> {
    const { app, variables } = this.#board;
    const asked = { ...variables.subject(this.#slug), ...question };
    return askVariable<Answer>(app.fetch, asked, signal);
  }
}
