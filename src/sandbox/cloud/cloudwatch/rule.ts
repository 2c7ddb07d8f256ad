import type { StateValue } from '@aws-sdk/client-cloudwatch';

/** The rule of a composite alarm, compiled. */
export interface Rule {
  /** The alarms it names, by name. */
  readonly alarms: readonly string[];
  holds(stateOf: (alarm: string) => StateValue | undefined): boolean;
}

type Condition = Rule['holds'];

/** Thrown when the rule cannot be read. */
export class UnreadableRule extends Error {
  readonly code = 'unreadable-rule';
  constructor(rule: string, near: string) {
    super(
      `The sandbox's CloudWatch cannot read the alarm rule "${rule}" at "${near}". Write for example ALARM("one") AND NOT ALARM("two").`,
    );
    this.name = 'UnreadableRule';
  }
}

const STATE = /^(ALARM|OK|INSUFFICIENT_DATA)\(\s*"?(?:arn:aws:cloudwatch:[^:]*:[^:]*:alarm:)?([^")]+?)"?\s*\)$/;

/**
 * Reads the rule of a composite alarm: ALARM, OK and INSUFFICIENT_DATA of a name or an ARN, TRUE, FALSE, AND, OR, NOT
 * and parentheses; AND binds tighter than OR. Source: PutCompositeAlarm in the CloudWatch API reference.
 * @throws UnreadableRule
 */
export function compileRule(rule: string): Rule {
  const tokens = rule.match(/(?:ALARM|OK|INSUFFICIENT_DATA)\(\s*(?:"[^"]*"|[^)]*)\s*\)|[()]|[^\s()]+/g) ?? [];
  const alarms: string[] = [];
  let position = 0;

  const take = (token: string): boolean => {
    if (tokens[position] !== token) return false;
    position += 1;
    return true;
  };
  const parseOr = (): Condition => {
    const parts = [parseAnd()];
    while (take('OR')) parts.push(parseAnd());
    return (stateOf) => parts.some((part) => part(stateOf));
  };
  const parseAnd = (): Condition => {
    const parts = [parseTerm()];
    while (take('AND')) parts.push(parseTerm());
    return (stateOf) => parts.every((part) => part(stateOf));
  };
  const parseTerm = (): Condition => {
    if (take('TRUE')) return () => true;
    if (take('FALSE')) return () => false;
    if (take('NOT')) {
      const negated = parseTerm();
      return (stateOf) => !negated(stateOf);
    }
    if (!take('(')) return state();
    const inner = parseOr();
    if (!take(')')) throw new UnreadableRule(rule, tokens[position] ?? 'the end');
    return inner;
  };
  const state = (): Condition => {
    const [, value, alarm] = STATE.exec(tokens[position] ?? '') ?? [];
    if (value === undefined || alarm === undefined) throw new UnreadableRule(rule, tokens[position] ?? 'the end');
    position += 1;
    alarms.push(alarm);
    return (stateOf) => stateOf(alarm) === value;
  };

  const holds = parseOr();
  if (position < tokens.length) throw new UnreadableRule(rule, tokens[position] ?? 'the end');
  return { alarms, holds };
}
