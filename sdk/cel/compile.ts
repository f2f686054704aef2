import type { ASTNode, BinaryOperator } from '@marcbachmann/cel-js';
import { didYouMean } from '../check.ts';
import type { EventSchema } from '../schema.ts';
import { callFunction, commonType } from './functions.ts';
import { and, binaryOperators, negative, not, or } from './operators.ts';
import { constantOf, isLoose, isTruth, refuse } from './typed.ts';
import type { Row, Typed, ValueType } from './typed.ts';

type OperatorNode = Exclude<
  ASTNode,
  { op: 'value' | 'id' | '.' | '[]' | 'call' | 'rcall' | 'list' }
>;

/** Checks a parsed expression against the fields of a schema and compiles it to closures. */
export function compileNode(node: ASTNode, scope: Scope): Typed {
  switch (node.op) {
    case 'value':
      return literal(node, node.args);
    case 'id':
      return scope.field(node, node.args);
    case '.':
      return select(node, compileNode(node.args[0], scope), node.args[1]);
    case '[]':
      return index(node, compileNode(node.args[0], scope), compileNode(node.args[1], scope));
    case 'call':
      return callFunction(node, node.args[0], compileAll(node.args[1], scope));
    case 'rcall':
      if (node.args[0] === 'all' || node.args[0] === 'exists') return quantify(node, scope);
      return callFunction(node, node.args[0], compileAll([node.args[1], ...node.args[2]], scope));
    case 'list':
      return list(node, compileAll(node.args, scope));
    default:
      return compileOperator(node, scope);
  }
}

function compileOperator(node: OperatorNode, scope: Scope): Typed {
  switch (node.op) {
    case '?:':
      return choice(node, compileAll(node.args, scope));
    case '&&':
    case '||':
      return junction(node, compileAll(node.args, scope));
    case '!_':
      return not(node, compileNode(node.args, scope));
    case '-_':
      return negative(node, compileNode(node.args, scope));
    case 'map':
    case '.?':
    case '[?]':
      return refuse(node, `not supported in an expression: ${node.op}`);
    default:
      return binary(node, node.op, compileAll(node.args, scope));
  }
}

type MethodNode = Extract<ASTNode, { op: 'rcall' }>;

/**
 * `xs.all(x, x > 0)` and `xs.exists(x, …)`, over the members of a list or the keys of a map; null for anything
 * else. None goes inside another: what an event may cost stays in proportion to its size.
 */
function quantify(node: MethodNode, scope: Scope): Typed {
  const [word, object, [member, condition]] = node.args;
  if (member?.op !== 'id' || condition === undefined)
    return refuse(node, `${word}: expected a name and a condition, like xs.${word}(x, x > 0)`);
  const name = member.args;
  const of = compileNode(object, scope);
  if (!isLoose(of.type) && of.type !== 'list')
    refuse(node, `${word} needs a list or a field of type json, got: ${of.type}`);
  const test = compileNode(condition, scope.within(node, name));
  if (!isTruth(test.type)) refuse(condition, `${word} needs a condition, got: ${test.type}`);
  const run = (row: Row) => {
    const inner = { ...row };
    const holds = (value: unknown) => {
      inner[name] = value;
      return test.run(inner) === true;
    };
    const members = membersOf(of.run(row));
    return word === 'all' ? (members?.every(holds) ?? null) : (members?.some(holds) ?? null);
  };
  return { type: 'boolean', nullable: true, run };
}

function membersOf(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value as unknown[];
  return typeof value === 'object' && value !== null ? Object.keys(value) : undefined;
}

/** The fields an expression may name; remembers which it did. */
export class Scope {
  readonly used: Set<string>;
  readonly #schema: EventSchema;
  /** What stands for each member, inside of `all` and `exists`. */
  readonly #member: string | undefined;

  constructor(schema: EventSchema, used = new Set<string>(), member?: string) {
    this.#schema = schema;
    this.used = used;
    this.#member = member;
  }

  /** The same where a name stands for each member of a list. */
  within(node: ASTNode, member: string): Scope {
    if (this.#member !== undefined)
      refuse(node, `not supported in an expression: all or exists inside another`);
    return new Scope(this.#schema, this.used, member);
  }

  field(node: ASTNode, name: string): Typed {
    if (name === this.#member)
      return { type: 'json', nullable: true, run: (row) => row[name] ?? null };
    const field = this.#schema.fields.find((candidate) => candidate.name === name);
    if (field === undefined) return this.#unknown(node, name);
    this.used.add(name);
    // A field of JavaScript's undefined is one that the event lacks: null.
    const run = (row: Row) => row[name] ?? null;
    return { type: field.type, nullable: field.nullable === true, run };
  }

  #unknown(node: ASTNode, name: string): never {
    const names = this.#schema.fields.map((field) => field.name);
    refuse(
      node,
      `unknown field: ${name}${didYouMean(name, names)}`,
      `Fields are ${names.join(', ')}.`,
    );
  }
}

function compileAll(nodes: readonly ASTNode[], scope: Scope): Typed[] {
  return nodes.map((node) => compileNode(node, scope));
}

function literal(node: ASTNode, value: unknown): Typed {
  if (value === null) return constantOf('null', null);
  if (typeof value === 'bigint') return wholeNumber(node, value);
  if (typeof value === 'number') return constantOf('number', value);
  if (typeof value === 'string') return constantOf('string', value);
  if (typeof value === 'boolean') return constantOf('boolean', value);
  return refuse(node, 'not supported in an expression: bytes and unsigned numbers');
}

function wholeNumber(node: ASTNode, value: bigint): Typed {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) refuse(node, `number: beyond 2^53: ${String(value)}`);
  return constantOf('integer', number);
}

function binary(node: ASTNode, op: BinaryOperator, operands: readonly Typed[]): Typed {
  const [left, right] = operands;
  if (left === undefined || right === undefined) return refuse(node, `${op} needs two operands`);
  return binaryOperators[op]({ node, left, right });
}

function junction(node: ASTNode, operands: readonly Typed[]): Typed {
  const wrong = operands.find((operand) => !isTruth(operand.type));
  if (wrong !== undefined) refuse(node, `${node.op} needs conditions, got: ${wrong.type}`);
  return operands.reduce(node.op === '&&' ? and : or);
}

function choice(node: ASTNode, parts: readonly Typed[]): Typed {
  const [test, yes, no] = parts;
  if (test === undefined || yes === undefined || no === undefined || !isTruth(test.type)) {
    return refuse(node, `? needs a condition before it, got: ${String(test?.type)}`);
  }
  const run = (row: Row) => (test.run(row) === true ? yes.run(row) : no.run(row));
  const type = commonType(node, yes.type, no.type);
  return { type, nullable: yes.nullable || no.nullable, run };
}

function list(node: ASTNode, members: readonly Typed[]): Typed {
  const types = members.map((member) => member.type);
  if (types.length > 0) types.reduce((a, b): ValueType => commonType(node, a, b));
  if (members.every((member) => member.constant !== undefined)) {
    return constantOf(
      'list',
      members.map((member) => member.constant?.value),
    );
  }
  return { type: 'list', nullable: false, run: (row) => members.map((member) => member.run(row)) };
}

function select(node: ASTNode, object: Typed, key: string): Typed {
  if (!isLoose(object.type))
    refuse(node, `.${key} needs a field of type json, got: ${object.type}`);
  return { type: 'json', nullable: true, run: (row) => propertyOf(object.run(row), key) };
}

function index(node: ASTNode, object: Typed, key: Typed): Typed {
  if (!isLoose(object.type) && object.type !== 'list') {
    refuse(node, `[] needs a list or a field of type json, got: ${object.type}`);
  }
  return { type: 'json', nullable: true, run: (row) => propertyOf(object.run(row), key.run(row)) };
}

function propertyOf(object: unknown, key: unknown): unknown {
  if (typeof object !== 'object' || object === null) return null;
  if (typeof key !== 'string' && typeof key !== 'number') return null;
  if (!Object.hasOwn(object, key)) return null;
  return (object as Record<string | number, unknown>)[key] ?? null;
}
