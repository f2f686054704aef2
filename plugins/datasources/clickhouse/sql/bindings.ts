import type { ParamValue } from '@heliostat/sdk';
import { unknownVariable, type Bound } from './expand.ts';

type Fail = (message: string, hint?: string) => never;

/** The values bound in one statement, by the name of their placeholder. */
export class Bindings {
  readonly values: Record<string, unknown> = {};

  /** The placeholder of a value; names that are none for ClickHouse are made so. */
  add(name: string, type: string, value: unknown): string {
    const free = this.#freeName(name.replace(/\W/g, '_'), value);
    this.values[free] = value;
    return `{${free}:${type}}`;
  }

  /** A value of a variable under the type that fits it. */
  value(name: string, value: ParamValue): string {
    if (typeof value === 'boolean') return this.add(name, 'Bool', value);
    if (typeof value === 'string') return this.add(name, 'String', value);
    if (typeof value === 'object') return this.add(name, 'Array(String)', value);
    return this.add(name, Number.isSafeInteger(value) ? 'Int64' : 'Float64', value);
  }

  /** The author's own `{name:Type}`. */
  author(text: string, bound: Bound, fail: Fail): string {
    const [, name = '', type = ''] = /^\{\s*(\w+)\s*:\s*([\s\S]*?)\s*\}$/.exec(text) ?? [];
    if (!/^[A-Za-z][\w(), ']*$/.test(type) || /\bIdentifier\b/i.test(type))
      fail(
        `placeholder of a type that cannot be bound: ${text}`,
        'Values can be bound, names cannot.',
      );
    const value = bound.params[name];
    if (value === undefined || !Object.hasOwn(bound.params, name))
      return unknownVariable(name, bound, fail);
    const isList = Array.isArray(value);
    const wantsList = type.startsWith('Array(');
    if (isList && !wantsList)
      fail(`variable ${name} has several values: ${text}`, `Write {${name}:Array(${type})}.`);
    return this.add(name, type, wantsList && !isList ? [value] : value);
  }

  #freeName(name: string, value: unknown): string {
    let free = name;
    for (let i = 2; Object.hasOwn(this.values, free) && this.values[free] !== value; i++)
      free = `${name}_${i}`;
    return free;
  }
}

/** An empty list, or nothing chosen, stands for every value. */
export function isAll(value: ParamValue): boolean {
  return value === '' || (typeof value === 'object' && value.length === 0);
}

/** The variable a macro names, written bare, quoted, or as `{name}`. */
export function nameOf(argument: string): string {
  return argument.replace(/^['"`{]|['"`}]$/g, '').trim();
}
