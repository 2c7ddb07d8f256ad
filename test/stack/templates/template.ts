/** A resource of a CloudFormation template. */
export interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: properties differ with the type, which the specification checks
  readonly Properties: any;
  readonly DeletionPolicy?: string;
  readonly DependsOn?: readonly string[];
}

/** A CloudFormation template, as far as the tests look at it. */
export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<Record<string, unknown>>;
}

/** A statement of a policy. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** One, several or nothing, as CloudFormation takes it. */
export const listed = <T>(value: T | readonly T[] | undefined): readonly T[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value as T];

/** The resources of a type, by logical id. */
export function ofType(template: Template, type: string): Readonly<Record<string, Resource>> {
  return Object.fromEntries(Object.entries(template.Resources).filter(([, { Type }]) => Type === type));
}

/** The logical id that `!GetAtt X.Arn` or `!Ref X` names. */
export function named(reference: unknown): string {
  const { Ref, 'Fn::GetAtt': attribute } = reference as { Ref?: string; 'Fn::GetAtt'?: readonly string[] };
  return Ref ?? attribute?.[0] ?? '';
}

/** All statements of a role. */
export function statementsOf(role: Resource | undefined): readonly Statement[] {
  return listed(role?.Properties.Policies).flatMap(({ PolicyDocument }) => listed<Statement>(PolicyDocument.Statement));
}

/** All actions that a role allows. */
export function actionsOf(role: Resource | undefined): readonly string[] {
  return statementsOf(role).flatMap(({ Action }) => listed(Action));
}
