import { expressionText, type Fields, fieldsAt, intrinsicIn, isAbsent, isFields } from './template.ts';

/**
 * A value of a template as text, with what is worth knowing of it; null where only the deployment knows it, with what to do.
 * `missing`: the parameters without a default that it lacks.
 */
export type Resolved =
  | { readonly text: string; readonly remark: string | null }
  | { readonly text: null; readonly remark: string; readonly missing?: readonly string[] };

/** The names in a template that its values may refer to. `given`: the values of parameters that the command line has. */
export interface Scope {
  readonly parameters: Fields;
  readonly resources: Fields;
  readonly conditions: Fields;
  readonly given: Readonly<Record<string, string>>;
}

/** The property of a resource that `!Ref` returns, by the end of its type; CloudFormation makes it up where it is left out. */
const NAMED_BY: readonly (readonly [RegExp, string])[] = [
  [/^AWS::CloudWatch::\w*Alarm$/, 'AlarmName'],
  [/^AWS::(?:Serverless|Lambda)::Function$/, 'FunctionName'],
  [/^AWS::CodeDeploy::DeploymentConfig$/, 'DeploymentConfigName'],
];

/** Returns a value as text where the template alone says what it is. */
export function resolveText(value: unknown, scope: Scope, depth = 0): Resolved {
  if (typeof value === 'number' || typeof value === 'boolean') return { text: String(value), remark: null };
  if (typeof value === 'string')
    return /\$\{|\{\{resolve:/.test(value)
      ? leaveOpen(value, 'is known when it is deployed')
      : { text: value, remark: null };
  const intrinsic = intrinsicIn(value);
  if (intrinsic === null) return leaveOpen(expressionText(value), 'is no text');
  const { name, given } = intrinsic;
  // A template that refers to itself in a circle is refused by CloudFormation.
  if (depth > 20) return leaveOpen(expressionText(value), 'refers to itself');
  switch (name) {
    case 'Ref':
      return resolveReference(String(given), scope, depth);
    case 'GetAtt': {
      const [resource = '', attribute] = Array.isArray(given) ? given.map(String) : String(given).split(/\.(.*)/);
      if (attribute === 'Arn') return resolveReference(resource, scope, depth);
      return leaveOpen(expressionText(value), 'is known when it is deployed');
    }
    case 'Sub':
      return resolveSub(given, scope, depth);
    case 'Join':
      return resolveJoin(value, given, scope, depth);
    case 'If':
      return { text: null, remark: ifRemark(value, given) };
    default:
      return leaveOpen(expressionText(value), 'is known when it is deployed');
  }
}

/** Returns a value that only the deployment knows. */
function leaveOpen(shown: string, why: string): Resolved {
  return { text: null, remark: `the template has ${shown}, which ${why}: write its value` };
}

/** Returns a value with its branch in place of each `!If` whose condition the given parameters decide. */
export function settleConditions(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) return value.map((part) => settleConditions(part, scope)).filter((part) => !isAbsent(part));
  if (!isFields(value)) return value;
  const { name, given } = intrinsicIn(value) ?? {};
  if (name === 'If' && Array.isArray(given)) {
    const [condition, whenTrue, whenFalse] = given;
    const holds = evaluateCondition({ Condition: condition }, scope, 0);
    // The places of the branches matter where nobody knows which one it is.
    return holds === null ? value : settleConditions(holds ? whenTrue : whenFalse, scope);
  }
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, settleConditions(part, scope)]));
}

/** Tells whether a condition of the template holds; null where it depends on more than literals and the given parameters. */
function evaluateCondition(value: unknown, scope: Scope, depth: number): boolean | null {
  const { name, given } = intrinsicIn(value) ?? {};
  if (depth > 20) return null;
  if (name === 'Condition') return evaluateCondition(scope.conditions[String(given)], scope, depth + 1);
  if (!Array.isArray(given)) return null;
  if (name === 'Equals') {
    const [one, other] = given.map((side) => resolveText(side, scope, depth + 1));
    const isKnown = one?.text != null && other?.text != null && one.remark === null && other.remark === null;
    return isKnown ? one.text === other.text : null;
  }
  const parts = given.map((part) => evaluateCondition(part, scope, depth + 1));
  if (parts.includes(null)) return null;
  if (name === 'Not') return parts[0] === false;
  if (name === 'And') return !parts.includes(false);
  return name === 'Or' ? parts.includes(true) : null;
}

function ifRemark(value: unknown, given: unknown): string {
  const [condition, ...branches] = Array.isArray(given) ? given : [given];
  const choices = branches.map(expressionText).join(' or ');
  return `the template has ${expressionText(value)}: write ${choices}, as ${expressionText(condition)} is in this stack`;
}

/** Returns a value that is known once parameters are given. */
function lackParameters(shown: string, missing: readonly string[]): Resolved {
  const flags = missing.map((name) => `--parameter ${name}=VALUE`).join(' ');
  return { text: null, remark: `the template has ${shown}: write its value, or run init with ${flags}`, missing };
}

function resolveReference(name: string, scope: Scope, depth: number): Resolved {
  const said = scope.given[name];
  if (said !== undefined) return { text: said, remark: null };
  const parameter = scope.parameters[name];
  if (isFields(parameter)) {
    const { Default: usual } = parameter;
    if (typeof usual !== 'string' && typeof usual !== 'number') return lackParameters(`!Ref ${name}`, [name]);
    return { text: String(usual), remark: `the default of the parameter ${name}` };
  }
  const { Type: type, Properties: properties } = fieldsAt(scope.resources, name);
  if (typeof type !== 'string') return leaveOpen(`!Ref ${name}`, 'is known when it is deployed');
  const property = NAMED_BY.find(([pattern]) => pattern.test(type))?.[1];
  if (property === undefined) return leaveOpen(`!Ref ${name}`, `is a ${type}`);
  const given = fieldsAt(properties)[property];
  if (given !== undefined) return resolveText(given, scope, depth + 1);
  return {
    text: null,
    remark:
      `CloudFormation makes up the ${property} of ${name}. This prints it: aws cloudformation describe-stack-resource ` +
      `--stack-name YOUR-STACK --logical-resource-id ${name} --query StackResourceDetail.PhysicalResourceId --output text`,
  };
}

function resolveSub(given: unknown, scope: Scope, depth: number): Resolved {
  const [text, own] = Array.isArray(given) ? [given[0], fieldsAt(given[1])] : [given, {}];
  const shown = expressionText({ 'Fn::Sub': given });
  if (typeof text !== 'string') return leaveOpen(shown, 'is no text');
  const parts = text.split(/\$\{([^}]*)\}/).map((part, index): Resolved => {
    if (index % 2 === 0) return { text: part, remark: null };
    // CloudFormation writes ${!Name} as ${Name}, which Serin's file cannot mean either.
    if (part.startsWith('!')) return leaveOpen(shown, 'is known when it is deployed');
    const value = own[part] ?? (part.includes('.') ? { 'Fn::GetAtt': part } : { Ref: part });
    return resolveText(value, scope, depth + 1);
  });
  return joinResolved(parts, '', shown);
}

function resolveJoin(value: unknown, given: unknown, scope: Scope, depth: number): Resolved {
  const [separator, list] = Array.isArray(given) ? given : [];
  const shown = expressionText(value);
  if (typeof separator !== 'string' || !Array.isArray(list)) return leaveOpen(shown, 'is known when it is deployed');
  return joinResolved(
    list.map((part) => resolveText(part, scope, depth + 1)),
    separator,
    shown,
  );
}

function joinResolved(parts: readonly Resolved[], separator: string, shown: string): Resolved {
  const texts = parts.flatMap(({ text }) => (text === null ? [] : [text]));
  const open = parts.filter((part) => part.text === null);
  const missing = [...new Set(open.flatMap((part) => part.missing ?? []))];
  if (open.length > 0 && open.every((part) => part.missing !== undefined)) return lackParameters(shown, missing);
  if (open.length > 0) return leaveOpen(shown, 'is known when it is deployed');
  const remarks = [...new Set(parts.flatMap(({ remark }) => (remark === null ? [] : [remark])))];
  return { text: texts.join(separator), remark: remarks.length === 0 ? null : `with ${remarks.join(', ')}` };
}
