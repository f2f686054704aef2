import { datasourceOf } from './datasource.ts';
import { toColor } from './look.ts';
import type { Queries } from './queries.ts';
import { buildSlugs } from './slugs.ts';
import { defined, someText, toJson, toList, type Json } from './source.ts';

interface Around {
  queries: Queries;
  noteAt: (place: string) => (text: string) => void;
  /** Types of datasources by names that stand for one. */
  types: ReadonlyMap<string, string>;
  /** Slugs of panels by their ids in Grafana. */
  panels: ReadonlyMap<unknown, string>;
}

/** Annotations that queries of our datasources find; Grafana's own are left to those made by hand. */
export function convertAnnotations(
  dashboard: Json,
  { queries, noteAt, types, panels }: Around,
): Record<string, Json> {
  const slug = buildSlugs('annotations');
  const listed = toList(toJson(dashboard['annotations'])['list']);
  const found = listed
    .filter(({ builtIn }) => builtIn !== 1 && builtIn !== true)
    .flatMap((annotation): [string, Json][] => {
      const name = slug(String(annotation['name']));
      const note = noteAt(`annotations ${name}`);
      const target = targetOf(annotation);
      const asked = { ...target, datasource: datasourceOf(target, annotation, types) };
      const query = queries.add(name, asked, note);
      if (query === undefined) return [];
      const { iconColor, enable, filter } = annotation;
      return [
        [
          name,
          defined({
            query,
            label: someText(annotation['name'])?.slice(0, 80),
            color: toColor(iconColor),
            panels: panelsOf(toJson(filter), panels),
            hidden: enable === false ? true : undefined,
          }),
        ],
      ];
    });
  return Object.fromEntries(found);
}

/** Those it is on; undefined for all. */
function panelsOf({ ids, exclude }: Json, panels: Around['panels']): string[] | undefined {
  if (!Array.isArray(ids)) return undefined;
  const on = [...panels].filter(([id]) => ids.includes(id) !== (exclude === true));
  return on.length > 0 ? on.map(([, slug]) => slug) : undefined;
}

/** The query stands in `target`, in a v2 `query`, or beside the name, as in older files. */
function targetOf(annotation: Json): Json {
  const { target, query } = annotation;
  if (typeof target === 'object') return toJson(target);
  if (typeof query !== 'object') return annotation;
  const { group, kind, spec, datasource } = toJson(query);
  const { name } = toJson(datasource);
  return { ...toJson(spec), datasource: { type: group ?? kind, uid: name } };
}
