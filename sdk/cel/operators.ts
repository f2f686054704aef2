import type { ASTNode, BinaryOperator } from '@marcbachmann/cel-js';
import { finite, isLoose, isNumeric, isText, isTruth, refuse } from './typed.ts';
import type { Row, Typed, ValueType } from './typed.ts';

interface Operands {
  node: ASTNode;
  left: Typed;
  right: Typed;
}

type Operator = (operands: Operands) => Typed;

/**
 * One meaning per operator for people who do not think in integers and doubles: every number is a
 * double, `/` divides, what is divided by zero is null, null in arithmetic gives null, null in a
 * comparison gives false.
 */
export const binaryOperators: Readonly<Record<BinaryOperator, Operator>> = {
  '==': equality(false),
  '!=': equality(true),
  '<': comparison((a, b) => a < b),
  '<=': comparison((a, b) => a <= b),
  '>': comparison((a, b) => a > b),
  '>=': comparison((a, b) => a >= b),
  '+': plus,
  '-': arithmetic((a, b) => a - b),
  '*': arithmetic((a, b) => a * b),
  '/': arithmetic((a, b) => a / b, 'number'),
  '%': arithmetic((a, b) => a % b),
  in: membership,
};

export function and(left: Typed, right: Typed): Typed {
  const { run: a } = left;
  const { run: b } = right;
  return { type: 'boolean', nullable: false, run: (row) => a(row) === true && b(row) === true };
}

export function or(left: Typed, right: Typed): Typed {
  const { run: a } = left;
  const { run: b } = right;
  return { type: 'boolean', nullable: false, run: (row) => a(row) === true || b(row) === true };
}

export function not(node: ASTNode, inner: Typed): Typed {
  if (!isTruth(inner.type)) refuse(node, `! needs a condition, got: ${inner.type}`);
  return { type: 'boolean', nullable: false, run: (row) => inner.run(row) !== true };
}

export function negative(node: ASTNode, inner: Typed): Typed {
  if (!isNumeric(inner.type)) refuse(node, `- needs a number, got: ${inner.type}`);
  const type = inner.type === 'integer' ? 'integer' : 'number';
  if (typeof inner.constant?.value === 'number') {
    const value = -inner.constant.value;
    return { type, nullable: false, constant: { value }, run: () => value };
  }
  const run = (row: Row) => {
    const value = inner.run(row);
    return typeof value === 'number' ? -value : null;
  };
  return { type, nullable: inner.nullable, run };
}

function equality(negate: boolean): Operator {
  return ({ node, left, right }) => {
    checkComparable(node, left.type, right.type);
    const { run: a } = left;
    if (right.constant !== undefined) {
      const { value } = right.constant;
      return truth(negate ? (row) => a(row) !== value : (row) => a(row) === value);
    }
    const { run: b } = right;
    return truth(negate ? (row) => a(row) !== b(row) : (row) => a(row) === b(row));
  };
}

function comparison(compare: (a: number | string, b: number | string) => boolean): Operator {
  return ({ node, left, right }) => {
    checkComparable(node, left.type, right.type);
    if (left.type === 'boolean' || right.type === 'boolean' || left.type === 'list') {
      refuse(node, `${node.op} needs numbers or text, got: ${left.type} and ${right.type}`);
    }
    const { run: a } = left;
    const { run: b } = right;
    return truth((row) => {
      const x = a(row);
      const y = b(row);
      if (typeof x === 'number') return typeof y === 'number' && compare(x, y);
      return typeof x === 'string' && typeof y === 'string' && compare(x, y);
    });
  };
}

function plus(operands: Operands): Typed {
  const { node, left, right } = operands;
  if (left.type !== 'string' && right.type !== 'string') {
    return arithmetic((a, b) => a + b)(operands);
  }
  if (!isText(left.type) || !isText(right.type)) {
    refuse(
      node,
      `+ joins text with text, got: ${left.type} and ${right.type}`,
      'Use string(x) to make text of a number.',
    );
  }
  const { run: a } = left;
  const { run: b } = right;
  const run = (row: Row) => {
    const x = a(row);
    const y = b(row);
    return typeof x === 'string' && typeof y === 'string' ? x + y : null;
  };
  return { type: 'string', nullable: left.nullable || right.nullable, run };
}

function arithmetic(compute: (a: number, b: number) => number, fixed?: 'number'): Operator {
  return ({ node, left, right }) => {
    if (!isNumeric(left.type) || !isNumeric(right.type)) {
      refuse(node, `${node.op} needs numbers, got: ${left.type} and ${right.type}`);
    }
    const { run: a } = left;
    const { run: b } = right;
    const run = (row: Row) => {
      const x = a(row);
      const y = b(row);
      return typeof x === 'number' && typeof y === 'number' ? finite(compute(x, y)) : null;
    };
    const type = fixed ?? resultType(node.op, left.type, right.type);
    return { type, nullable: mayBeNull({ node, left, right }), run };
  };
}

/** Division by a constant other than zero cannot add a null of its own. */
function mayBeNull({ node, left, right }: Operands): boolean {
  if (left.nullable || right.nullable || isLoose(left.type) || isLoose(right.type)) return true;
  if (node.op !== '/' && node.op !== '%') return false;
  return right.constant === undefined || right.constant.value === 0;
}

function resultType(op: string, left: ValueType, right: ValueType): 'number' | 'integer' | 'time' {
  const times = Number(left === 'time') + Number(right === 'time');
  if (times === 1 && (op === '+' || (op === '-' && left === 'time'))) return 'time';
  const whole = [left, right].every((type) => type === 'integer' || type === 'time');
  return whole ? 'integer' : 'number';
}

function membership({ node, left, right }: Operands): Typed {
  const { run: a } = left;
  const listed = right.constant?.value;
  if (Array.isArray(listed)) {
    const members = new Set<unknown>(listed);
    return truth((row) => members.has(a(row)));
  }
  if (right.type !== 'list' && right.type !== 'json') {
    refuse(node, `in needs a list, got: ${right.type}`, "Write the list as ['a', 'b'].");
  }
  const { run: b } = right;
  return truth((row) => contains(b(row), a(row)));
}

function contains(container: unknown, member: unknown): boolean {
  if (Array.isArray(container)) return container.includes(member);
  if (typeof container !== 'object' || container === null) return false;
  return typeof member === 'string' && Object.hasOwn(container, member);
}

function checkComparable(node: ASTNode, left: ValueType, right: ValueType): void {
  const same = left === right || (isNumeric(left) && isNumeric(right));
  if (same || isLoose(left) || isLoose(right)) return;
  refuse(
    node,
    `${node.op} compares like with like, got: ${left} and ${right}`,
    left === 'string' || right === 'string' ? 'Text is written in quotes.' : undefined,
  );
}

function truth(run: (row: Row) => boolean): Typed {
  return { type: 'boolean', nullable: false, run };
}
