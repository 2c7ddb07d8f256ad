import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import type { Template } from './templates/template.ts';

type Database = ReturnType<typeof loadAwsServiceSpecSync>;
type Fields = Readonly<Record<string, { readonly type: Type; readonly required?: boolean }>>;
type Type =
  | { readonly type: 'array' | 'map'; readonly element: Type }
  | { readonly type: 'ref'; readonly reference: { readonly $ref: string } }
  | { readonly type: 'union'; readonly types: readonly Type[] }
  | { readonly type: 'string' | 'number' | 'integer' | 'boolean' | 'json' | 'date-time' | 'null' | 'tag' };

/** Everything in a template that CloudFormation's own specification does not have, or misses; empty when it is right. */
export function complaints({ Resources }: Template): readonly string[] {
  const db = loadAwsServiceSpecSync();
  return Object.entries(Resources).flatMap(([id, { Type, Properties = {} }]) => {
    const [resource] = db.lookup('resource', 'cloudFormationType', 'equals', Type);
    if (resource === undefined) return `${id}: there is no type ${Type}`;
    return fieldComplaints(db, resource.properties as Fields, Properties, id);
  });
}

function fieldComplaints(db: Database, fields: Fields, value: object, path: string): readonly string[] {
  const missing = Object.keys(fields).filter((name) => fields[name]?.required && !(name in value));
  return [
    ...missing.map((name) => `${path}: ${name} is missing`),
    ...Object.entries(value).flatMap(([name, inner]) => {
      const field = fields[name];
      if (field === undefined) return `${path}: there is no ${name}`;
      return valueComplaints(db, field.type, inner, `${path}.${name}`);
    }),
  ];
}

/** Whether a value is decided when the stack is deployed. */
function isIntrinsic(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const [key = '', ...others] = Object.keys(value);
  return others.length === 0 && (key === 'Ref' || key.startsWith('Fn::'));
}

function valueComplaints(db: Database, type: Type, value: unknown, path: string): readonly string[] {
  if (isIntrinsic(value)) return [];
  switch (type.type) {
    case 'array':
      if (!Array.isArray(value)) return [`${path}: is no list`];
      return value.flatMap((item, index) => valueComplaints(db, type.element, item, `${path}[${index}]`));
    case 'map':
      if (typeof value !== 'object' || value === null) return [`${path}: is no map`];
      return Object.entries(value).flatMap(([key, item]) => valueComplaints(db, type.element, item, `${path}.${key}`));
    case 'ref': {
      const { properties } = db.get('typeDefinition', type.reference.$ref);
      if (typeof value !== 'object' || value === null) return [`${path}: is no object`];
      return fieldComplaints(db, properties as Fields, value, path);
    }
    case 'union': {
      const each = type.types.map((one) => valueComplaints(db, one, value, path));
      return each.some((found) => found.length === 0) ? [] : (each[0] ?? []);
    }
    case 'number':
    case 'integer':
      return typeof value === 'number' ? [] : [`${path}: is no number`];
    case 'boolean':
      return typeof value === 'boolean' ? [] : [`${path}: is neither true nor false`];
    case 'string':
      return typeof value === 'string' ? [] : [`${path}: is no text`];
    default:
      return [];
  }
}
