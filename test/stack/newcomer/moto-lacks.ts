import type { Parameterised } from '../evaluate.ts';

/** What moto lacks on the way of a newcomer, and what the test does instead. Everything else is as on AWS. */
export const LACKS = {
  /** Its CloudFormation refuses a template that refers to one; the timer group is made by its own API, and there is no URL for Slack. */
  refusedTypes: [
    'AWS::Scheduler::ScheduleGroup',
    'AWS::ApiGatewayV2::Api',
    'AWS::ApiGatewayV2::Stage',
    'AWS::ApiGatewayV2::Integration',
    'AWS::ApiGatewayV2::Route',
  ],
  /** Its CloudFormation passes over them in silence. */
  ignoredTypes: [
    'AWS::CloudWatch::Alarm',
    'AWS::Lambda::EventInvokeConfig',
    'AWS::Logs::MetricFilter',
    'AWS::SQS::QueuePolicy',
  ],
  /** Its `Ref` of a bus is no name; the test writes the name, as CloudFormation returns it. */
  refOfBus: 'AWS::Events::EventBus',
  /** Its lists are one text where the default counts, which has too many letters for a list: the test gives the default itself. */
  defaultsOfLists: { Hooks: 'no.hooks' },
  /** It runs no function without Docker: the test runs the bundle of the zip that was deployed, with the environment that was deployed. */
  functions: 'run from their bundles',
  /** Its rules refuse an event whose function it cannot run: a queue in the place of the worker has what the rule lets through. */
  rules: 'read back from a queue',
  /** Its schedules fire nothing: the test calls the timer when one is due. */
  schedules: 'fired by the test',
} as const;

interface Dependent {
  readonly DependsOn?: string | readonly string[];
}

/** Replaces values at any depth. */
function replaceDeep(value: unknown, replace: (value: unknown) => unknown): unknown {
  const replaced = replace(value);
  if (replaced !== value) return replaced;
  if (Array.isArray(value)) return value.map((part) => replaceDeep(part, replace));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, replaceDeep(part, replace)]));
}

/** Returns the released template without what moto refuses. @param name of the installation */
export function toMotoTemplate(template: Parameterised, name: string): object {
  const refused: readonly string[] = LACKS.refusedTypes;
  const entries = Object.entries(template.Resources);
  const gone = entries.flatMap(([id, { Type }]) => (refused.includes(Type) ? [id] : []));
  const buses = entries.flatMap(([id, { Type }]) => (Type === LACKS.refOfBus ? [id] : []));
  const resources = entries
    .filter(([id]) => !gone.includes(id))
    .map(([id, found]) => {
      const { DependsOn: needs, ...resource } = found as typeof found & Dependent;
      const kept = [needs ?? []].flat().filter((need) => !gone.includes(need));
      return [id, { ...resource, ...(kept.length > 0 && { DependsOn: kept }) }] as const;
    });
  const refersTo = (value: unknown, id: string) => JSON.stringify(value).includes(id);
  const outputs = Object.entries((template as { Outputs?: Readonly<Record<string, unknown>> }).Outputs ?? {}).filter(
    ([, output]) => !gone.some((id) => refersTo(output, id)),
  );
  const kept = { ...template, Resources: Object.fromEntries(resources), Outputs: Object.fromEntries(outputs) };
  return replaceDeep(kept, (value) => {
    const { Ref: ref, 'Fn::GetAtt': attribute, 'Fn::Sub': text } = (value ?? {}) as Readonly<Record<string, unknown>>;
    const id = typeof ref === 'string' ? ref : Array.isArray(attribute) ? String(attribute[0]) : '';
    if (gone.includes(id) || buses.includes(id)) return name;
    if (typeof text === 'string' && gone.some((one) => text.includes(`\${${one}`))) return name;
    return value;
  }) as object;
}
