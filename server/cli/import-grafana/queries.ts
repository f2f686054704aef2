import { textOf } from '@heliostat/sdk';
import type { GrafanaDatasourceImport } from '@heliostat/sdk/grafana';
import { datasourceVariable, type NamedVariable } from './names.ts';
import { buildSlugs } from './slugs.ts';
import { toJson, toList, toText, type Json } from './source.ts';

/** Datasource plugins that take over queries, by types of Grafana, with the name each is bound to. */
export type DatasourceImports = ReadonlyMap<
  string,
  { id: string; importer: GrafanaDatasourceImport; name: string | undefined }
>;

interface Around {
  datasources: DatasourceImports;
  variables: ReadonlyMap<string, NamedVariable>;
}

/** The queries of the dashboard that is made: equal ones are one. */
export class Queries {
  readonly documents: Record<string, Json> = {};
  readonly #slug = buildSlugs('query');
  readonly #known = new Map<string, string>();
  readonly #around: Around;

  constructor(around: Around) {
    this.#around = around;
  }

  /** The slug of a query of Grafana; undefined when no plugin takes it over. */
  add(name: string, target: Json, note: (text: string) => void): string | undefined {
    const type = toText(toJson(target['datasource'])['type']);
    const found = this.#around.datasources.get(type);
    if (found === undefined) {
      note(`no datasource plugin takes over queries of ${type || 'an unnamed datasource'}`);
      return undefined;
    }
    if (found.name === undefined) note(`no datasource of this workspace stands for ${type}`);
    const { variables } = this.#around;
    const query = found.importer.query(target, { variables, note });
    if (query === undefined) {
      note('a query without text');
      return undefined;
    }
    const transforms = toTransforms(toList(target['transformations']), note);
    return this.#keep(name, {
      datasource: datasourceVariable(target['datasource'], variables) ?? found.name ?? unbound,
      ...(transforms.length > 0 && { transforms }),
      ...toSteps(target['interval'], variables, note),
      ...query,
    });
  }

  /** Id of the plugin for a type of Grafana. */
  pluginOf(type: string): string | undefined {
    return this.#around.datasources.get(type)?.id;
  }

  /** The datasource of this workspace that stands for a type of Grafana. */
  boundTo(type: string): { datasource: string } {
    return { datasource: this.#around.datasources.get(type)?.name ?? unbound };
  }

  /** The tables that queries obeying filters read. */
  filteredTables(type: string): string[] {
    const importer = this.#around.datasources.get(type)?.importer;
    const obeying = Object.values(this.documents).filter((query) =>
      textOf(query).includes('$__filters'),
    );
    return [...new Set(obeying.flatMap((query) => importer?.tables?.(query) ?? []))];
  }

  #keep(name: string, query: Json): string {
    const text = JSON.stringify(query);
    const same = this.#known.get(text);
    if (same !== undefined) return same;
    const slug = this.#slug(name);
    this.#known.set(text, slug);
    this.documents[slug] = query;
    return slug;
  }
}

const unbound = 'unbound';

/** A panel's `interval`: the narrowest time bucket, or the variable that says how wide it is. */
function toSteps(
  interval: unknown,
  variables: ReadonlyMap<string, NamedVariable>,
  note: (text: string) => void,
): Json {
  const text = toText(interval).replace(/^>=?\s*/, '');
  if (text === '') return {};
  const named = variables.get(text.replace(/^\$\{?(\w+)\}?$/, '$1'));
  if (named?.type === 'interval') return { step: `$${named.name}` };
  if (/^[1-9]\d{0,8}(ms|s|m|h|d|w)$/.test(text)) return { minStep: text };
  note(`narrowest interval ${text}`);
  return {};
}

/** Steps of Grafana that a query here has too. */
function toTransforms(steps: readonly Json[], note: (text: string) => void): Json[] {
  return steps
    .filter(({ disabled }) => disabled !== true)
    .flatMap(({ id, options }): Json[] => {
      const { include, limitField } = toJson(options);
      if (id === 'organize') return toSelect(toJson(options));
      const names = toJson(include)['names'];
      if (id === 'filterFieldsByName' && Array.isArray(names))
        return [{ use: 'select', keep: names, missing: 'skip' }];
      if (id === 'limit' && typeof limitField === 'number')
        return [{ use: 'limit', rows: limitField }];
      // Series are told apart here without a step of their own.
      if (id !== 'prepareTimeSeries') note(`transformation ${String(id)}`);
      return [];
    });
}

/** What is said of fields that are gone has no effect in Grafana either. */
function toSelect(options: Json): Json[] {
  const renames = toJson(options['renameByName']);
  const excludes = toJson(options['excludeByName']);
  const places = toJson(options['indexByName']);
  const first = Object.keys(places)
    .filter((name) => excludes[name] !== true)
    .sort((a, b) => Number(places[a]) - Number(places[b]));
  const hide = Object.keys(excludes).filter((name) => excludes[name] === true);
  const rename = Object.fromEntries(
    Object.entries(renames).filter(
      ([from, to]) => typeof to === 'string' && to !== '' && to !== from && !hide.includes(from),
    ),
  );
  const step = {
    use: 'select',
    ...(first.length > 0 && { first }),
    ...(hide.length > 0 && { hide }),
    ...(Object.keys(rename).length > 0 && { rename }),
    missing: 'skip',
  };
  return Object.keys(step).length > 2 ? [step] : [];
}
