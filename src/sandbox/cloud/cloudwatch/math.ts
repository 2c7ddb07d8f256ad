/** A metric math expression, compiled: values by id in, a value out; null when an operand is missing or the result is no number. */
export type Expression = (values: Readonly<Record<string, number | null>>) => number | null;

/** Thrown when the expression cannot be read. */
export class UnreadableExpression extends Error {
  readonly code = 'unreadable-expression';
  constructor(expression: string, near: string) {
    super(
      `The sandbox's CloudWatch cannot read "${expression}" at "${near}". It knows numbers, ids of metrics, + - * / and parentheses.`,
    );
    this.name = 'UnreadableExpression';
  }
}

type Operation = (a: number, b: number) => number;

const SUMS: Readonly<Record<string, Operation>> = { '+': (a, b) => a + b, '-': (a, b) => a - b };
const PRODUCTS: Readonly<Record<string, Operation>> = { '*': (a, b) => a * b, '/': (a, b) => a / b };

/**
 * Reads the arithmetic part of CloudWatch's metric math, such as `100 * errors / requests`. As in CloudWatch, a missing
 * operand or a division by zero gives no datapoint.
 * @throws UnreadableExpression
 */
export function compile(expression: string): Expression {
  const tokens = expression.match(/\d+(?:\.\d+)?|[a-z][A-Za-z0-9_]*|\S/g) ?? [];
  let position = 0;

  const chain = (operations: Readonly<Record<string, Operation>>, operand: () => Expression): Expression => {
    let left = operand();
    for (
      let operation = operations[tokens[position] ?? ''];
      operation;
      operation = operations[tokens[position] ?? '']
    ) {
      position += 1;
      left = combine(operation, left, operand());
    }
    return left;
  };
  const sum = (): Expression => chain(SUMS, product);
  const product = (): Expression => chain(PRODUCTS, factor);
  const factor = (): Expression => {
    const token = tokens[position] ?? '';
    position += 1;
    if (/^\d/.test(token)) return () => Number(token);
    if (/^[a-z]/.test(token)) return (values) => values[token] ?? null;
    if (token === '-')
      return combine(
        (a, b) => a - b,
        () => 0,
        factor(),
      );
    if (token !== '(') throw new UnreadableExpression(expression, token);
    const inner = sum();
    if (tokens[position] !== ')') throw new UnreadableExpression(expression, tokens[position] ?? '');
    position += 1;
    return inner;
  };

  const whole = sum();
  if (position < tokens.length) throw new UnreadableExpression(expression, tokens[position] ?? '');
  return whole;
}

function combine(operation: Operation, left: Expression, right: Expression): Expression {
  return (values) => {
    const [a, b] = [left(values), right(values)];
    if (a === null || b === null) return null;
    const result = operation(a, b);
    return Number.isFinite(result) ? result : null;
  };
}
