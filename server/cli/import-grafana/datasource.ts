import { toJson, type Json } from './source.ts';

/** A mixed panel leaves the choice to its queries; before Grafana 8 a datasource was a name. */
export function datasourceOf(target: Json, panel: Json, types: ReadonlyMap<string, string>): Json {
  const [own, general] = [target['datasource'], panel['datasource']].map((one) =>
    typeof one === 'string' ? { type: types.get(nameIn(one)) ?? one, uid: one } : toJson(one),
  );
  return own?.['type'] === undefined ? (general ?? {}) : own;
}

/** `$name` and `${name}` → `name`. */
function nameIn(reference: string): string {
  return reference.replace(/^\$\{?(\w+)\}?$/, '$1');
}
