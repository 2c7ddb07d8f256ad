import type { Template } from './templates/template.ts';

type Value = unknown;
type Fields = Readonly<Record<string, Value>>;

/** A template with parameters and conditions. */
export interface Parameterised extends Template {
  readonly Parameters: Readonly<Record<string, { readonly Type: string; readonly Default?: string | number }>>;
  readonly Conditions: Fields;
}

/** What stands for "as if it was not there". */
const NOTHING = Symbol('AWS::NoValue');

const isFields = (value: Value): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The resources of a template as CloudFormation sees them with these parameters: conditions are decided, lists are taken apart.
 * References to resources and to the account stay as they are.
 * @throws as CloudFormation does, when a place of a list is selected that is not there
 */
export function evaluate(template: Parameterised, given: Readonly<Record<string, string>>): Template {
  const values = Object.fromEntries(
    Object.entries(template.Parameters).map(([name, { Type, Default }]) => {
      const value = given[name] ?? Default;
      if (value === undefined) throw new Error(`${name} is missing.`);
      return [name, Type === 'CommaDelimitedList' ? String(value).split(',') : value];
    }),
  );
  const settle = (value: Value): Value => evaluateValue(value, values, template.Conditions);
  return { Resources: settle(template.Resources) as Template['Resources'] };
}

function evaluateValue(value: Value, params: Fields, conditions: Fields): Value {
  const settle = (inner: Value): Value => evaluateValue(inner, params, conditions);
  const holds = (name: Value): boolean => settle(conditions[String(name)]) === true;
  const functions: Readonly<Record<string, (inner: never) => Value>> = {
    Ref: (name: string) => (name === 'AWS::NoValue' ? NOTHING : (params[name] ?? { Ref: name })),
    'Fn::If': ([name, yes, no]: Value[]) => settle(holds(name) ? yes : no),
    'Fn::Not': ([inner]: Value[]) => settle(inner) !== true,
    'Fn::Or': (all: Value[]) => all.some((inner) => settle(inner) === true),
    'Fn::Equals': ([one, other]: Value[]) => settle(one) === settle(other),
    'Fn::Split': ([by, text]: Value[]) => String(settle(text)).split(String(by)),
    'Fn::Join': ([by, list]: Value[]) => {
      const items = settle(list) as Value[];
      return items.every((item) => typeof item === 'string') ? items.join(String(by)) : { 'Fn::Join': [by, items] };
    },
    'Fn::Select': ([place, list]: Value[]) => {
      const items = settle(list) as Value[];
      if (Number(place) >= items.length) throw new Error(`Fn::Select cannot select ${place} of: ${items.join()}`);
      return items[Number(place)];
    },
    'Fn::Sub': (inner: string | [string, Fields]) => {
      const [text, own] = typeof inner === 'string' ? [inner, {}] : [inner[0], settle(inner[1]) as Fields];
      const known: Fields = { ...params, ...own };
      const filled = text.replaceAll(/\$\{(\w+)\}/g, (all, name: string) => String(known[name] ?? all));
      return filled.includes('${') ? { 'Fn::Sub': filled } : filled;
    },
  };
  if (Array.isArray(value)) return value.map(settle).filter((item) => item !== NOTHING);
  if (!isFields(value)) return value;
  const [[key = '', inner] = [], ...others] = Object.entries(value);
  const call = others.length === 0 ? functions[key] : undefined;
  if (call !== undefined) return call(inner as never);
  const fields = Object.entries(value).map(([name, field]) => [name, settle(field)] as const);
  return Object.fromEntries(fields.filter(([, field]) => field !== NOTHING));
}
