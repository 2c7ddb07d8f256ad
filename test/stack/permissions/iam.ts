import { listed, type Statement } from '../templates/template.ts';

/** What one call needs to be allowed, as IAM sees it. */
export interface Need {
  readonly action: string;
  /** The ARN that the call is about; `*` where AWS knows no less. */
  readonly resource: string;
  /** The values of the condition keys that come with the call. */
  readonly context?: Readonly<Record<string, readonly string[]>>;
}

/** One action of a statement with one of its resources, and all of its conditions. */
export interface Grant {
  readonly sid: string;
  readonly action: string;
  readonly resource: string;
  readonly conditions: readonly Condition[];
}

interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** Writes a value of a template out. */
export type Resolve = (value: unknown) => string;

/** The statements of a role, taken apart. @throws for an effect that is not Allow */
export function grantsOf(statements: readonly Statement[], resolve: Resolve): readonly Grant[] {
  return statements.flatMap(({ Sid = '', Effect, Action, Resource, Condition = {} }) => {
    if (Effect !== 'Allow') throw new TypeError(`${Sid} has the effect ${Effect}, which is not read here.`);
    const conditions = Object.entries(Condition).flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, values]) => ({ operator, key, values: listed(values).map(resolve) })),
    );
    return listed(Action).flatMap((action) =>
      listed(Resource).map((resource) => ({ sid: Sid, action, resource: resolve(resource), conditions })),
    );
  });
}

/** `*` is any text and `?` one character, also across `/` and `:` (IAM User Guide, "Resource"). */
function matches(pattern: string, value: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(value);
}

/** How a value of the request is compared with one of the policy; the template uses no others. */
const COMPARE: Readonly<Record<string, (wanted: string, value: string) => boolean>> = {
  StringEquals: (wanted, value) => wanted === value,
  StringLike: matches,
};

/** The values of the policy that the request meets a condition with; null when it does not meet it. */
function metBy({ operator, key, values }: Condition, { context = {} }: Need): readonly string[] | null {
  const [set, name = set] = operator.split(':');
  const compare = COMPARE[name ?? ''];
  if (compare === undefined || (set !== name && set !== 'ForAllValues'))
    throw new TypeError(`The operator ${operator} is not read here.`);
  const given = context[key] ?? [];
  // Without a set operator a key that is not in the request does not match; ForAllValues is then true.
  if (set === name && given.length !== 1) return null;
  const met = given.map((value) => values.filter((wanted) => compare(wanted, value)));
  return met.every((wanted) => wanted.length > 0) ? met.flat() : null;
}

/** What of a grant a need makes use of: the grant, and each value of its conditions; empty when it does not allow it. */
export function usedBy(grant: Grant, need: Need): readonly string[] {
  if (grant.action !== need.action || !matches(grant.resource, need.resource)) return [];
  const met = grant.conditions.map((condition) => ({ condition, values: metBy(condition, need) }));
  if (met.some(({ values }) => values === null)) return [];
  return [
    partOf(grant),
    ...met.flatMap(({ condition, values }) => values?.map((value) => valuePartOf(grant, condition, value)) ?? []),
  ];
}

/** All that a grant gives, in the words of `usedBy`. */
export function partsOf(grant: Grant): readonly string[] {
  return [
    partOf(grant),
    ...grant.conditions.flatMap((condition) => condition.values.map((value) => valuePartOf(grant, condition, value))),
  ];
}

const partOf = ({ sid, action, resource }: Grant) => `${sid}: ${action} on ${resource}`;
const valuePartOf = ({ sid, action }: Grant, { key }: Condition, value: string) =>
  `${sid}: ${action} with ${key} ${value}`;
