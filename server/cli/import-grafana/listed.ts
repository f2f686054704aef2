import { currentValues, toChoice } from './choice.ts';
import { defined, toJson, toList, toText, type Json } from './source.ts';

type Note = (text: string) => void;

/** `web, Till : pos` as values; another text than the value is its label. */
export function listVariable(variable: Json, note: Note): Json | undefined {
  const all = listedValues(variable).filter(({ value }) => value !== '$__all' && value !== '');
  if (all.length === 0) return undefined;
  const values = all.map(({ value, label }) => (label === value ? value : { value, label }));
  const { default: chosen, ...choice } = toChoice(variable, 'list', note);
  const known = [chosen ?? []].flat().filter((one) => all.some(({ value }) => value === one));
  return defined({
    type: 'list',
    values,
    ...choice,
    default: known.length > 1 ? known : known[0],
  });
}

interface Listed {
  value: string;
  label: string;
}

function listedValues({ query, options, valuesFormat }: Json): Listed[] {
  if (valuesFormat === 'json') return jsonValues(toText(query));
  if (typeof query === 'string' && query.trim() !== '') return writtenValues(query);
  return toList(options).map(({ value, text }) => toListed(toText(value), toText(text)));
}

function toListed(value: string, label: string): Listed {
  return { value, label: label === '' ? value : label };
}

function jsonValues(text: string): Listed[] {
  try {
    return toList(JSON.parse(text)).map(({ value, text }) => toListed(toText(value), toText(text)));
  } catch {
    return [];
  }
}

/** Commas part values, unless a backslash stands before them. */
function writtenValues(text: string): Listed[] {
  return (text.match(/(?:\\,|[^,])+/g) ?? []).map((part) => {
    const plain = part.replaceAll('\\,', ',').trim();
    const [, label, value] = /^\s*(.+)\s:\s(.+)$/.exec(plain) ?? [];
    return label === undefined || value === undefined
      ? toListed(plain, plain)
      : toListed(value.trim(), label.trim());
  });
}

const duration = /^[1-9]\d{0,8}(ms|s|m|h|d|w)$/;

/** Widths of time; months and years have no one length. */
export function intervalVariable(variable: Json, note: Note): Json | undefined {
  const { query, auto, auto_count: count, auto_min: least } = variable;
  const written = toText(query)
    .split(',')
    .map((value) => value.trim());
  const values = written.filter((value) => duration.test(value));
  const lost = written.filter((value) => value !== '' && !values.includes(value));
  if (lost.length > 0) note(`widths of time: ${lost.join(', ')}`);
  if (auto === true) {
    values.unshift('auto');
    if (toText(count) !== '' || toText(least) !== '')
      note('how many buckets “auto” makes: the width of the panel says it');
  }
  if (values.length === 0) return undefined;
  const [current = ''] = currentValues(variable);
  const chosen = current.startsWith('$__auto') ? 'auto' : current;
  return defined({
    type: 'interval',
    values: [...new Set(values)],
    default: values.includes(chosen) ? chosen : undefined,
  });
}

/** Schema v2 names both values, classic JSON lists them. */
export function switchVariable({ current, options, enabledValue, disabledValue }: Json): Json {
  const [first, second] = toList(options).map(({ value }) => toText(value));
  const on = toText(enabledValue) || first || 'true';
  const off = disabledValue === undefined ? (second ?? 'false') : toText(disabledValue);
  const chosen = toText(toJson(current)['value'] ?? current);
  return defined({
    type: 'switch',
    on: on === 'true' ? undefined : on,
    off: off === 'false' ? undefined : off,
    default: chosen === on ? 'on' : undefined,
  });
}
