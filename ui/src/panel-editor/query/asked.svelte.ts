import { untrack } from 'svelte';
import type { Board } from '../../dashboard/board.svelte.ts';
import type { Ask } from '../../data/graphql.ts';
import type { Datasource, Plugin, PluginsAnswer } from '../../data/operations.ts';
import type { Resource } from '../../data/resource.svelte.ts';
import { openSchema, type SchemaSource } from './schema-source.ts';

interface Installed {
  datasources: Resource<readonly Datasource[]>;
  plugins: Resource<PluginsAnswer>;
}

interface Question extends Installed {
  ask: Ask;
  /** What the query says: a name, or `$name` of a variable. */
  written: () => string | undefined;
  /** What a variable stands for; undefined while that is not known. */
  valueOf: (variable: string) => string | undefined;
}

/** The datasource that a query asks now, also where a variable says which. */
export class Asked {
  readonly #question: Question;

  /** The variable that names it. */
  readonly variable: string | undefined = $derived.by(() => {
    const written = this.#question.written();
    return written?.startsWith('$') ? written.slice(1) : undefined;
  });
  readonly name: string | undefined = $derived.by(() => {
    const { variable } = this;
    return variable === undefined ? this.#question.written() : this.#question.valueOf(variable);
  });
  readonly datasource: Datasource | undefined = $derived.by(() =>
    this.#question.datasources.value?.find(({ name }) => name === this.name),
  );
  readonly plugin: Plugin | undefined = $derived.by(() =>
    this.#question.plugins.value?.plugins.find(
      ({ kind, id }) => kind === 'DATASOURCE' && id === this.datasource?.type,
    ),
  );
  readonly #hasValues: boolean = $derived(this.plugin?.supports?.['values'] === true);
  /** What is read of a datasource is kept while its query is written. */
  readonly schema: SchemaSource = $derived.by(() =>
    openSchema(this.#question.ask, this.name ?? '', this.#hasValues),
  );

  constructor(question: Question) {
    this.#question = question;
  }
}

/** Of a query of the open dashboard, with what its variables are now; for a component as it is made. */
export function askedOn(
  board: Board,
  { datasources, plugins }: Installed,
  written: () => string | undefined,
): Asked {
  const { app, variables } = board;
  const valueOf = (variable: string): string | undefined => variables.repeated(variable)?.[0];
  const asked = new Asked({ datasources, plugins, ask: app.ask, written, valueOf });
  // A variable that is nowhere shown has not asked what it offers.
  $effect(() => {
    if (asked.variable === undefined) return;
    const choices = variables.choices(asked.variable);
    if (choices.key !== '') untrack(() => void choices.load());
  });
  return asked;
}
