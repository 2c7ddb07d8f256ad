import { type Carried, type Carryover, fillAlarms, fillAlias, fillFunction } from './carried.ts';
import { carryPlan } from './plan.ts';
import { type Resolved, resolveText, type Scope, settleConditions } from './resolve.ts';
import { expressionText, type Fields, fieldsAt, intrinsicIn, isAbsent, isFields } from './template.ts';

/** The replacements in Serin for properties of a DeploymentPreference that it cannot do. */
const INSTEAD: Readonly<Record<string, string>> = {
  Role: 'Serin has a role of its own',
  TriggerConfigurations: 'Serin tells Slack, and other systems with `events: on` (docs/guides/events.md)',
  PassthroughCondition: 'a serin.yml has no conditions',
};

const KNOWN = ['Alarms', 'Enabled', 'Hooks', 'Type'];

/** Reads the deployment preferences of a SAM template, those of Globals included. */
export function readSam(written: Fields, given: Scope['given']): Carryover {
  const { Parameters, Conditions } = written;
  const names = { parameters: fieldsAt(Parameters), conditions: fieldsAt(Conditions), given };
  const template = fieldsAt(settleConditions(written, { ...names, resources: {} }));
  const scope: Scope = { ...names, resources: fieldsAt(template.Resources) };
  const globals = fieldsAt(template.Globals, 'Function');
  const services: Carried[] = [];
  const notes: string[] = [];
  const without: string[] = [];
  for (const [called, resource] of Object.entries(scope.resources)) {
    notes.push(...unreadNotes(called, resource));
    if (fieldsAt(resource).Type !== 'AWS::Serverless::Function') continue;
    const properties = mergeGlobals(globals, fieldsAt(resource, 'Properties')) as Fields;
    const preference = readPreference(properties.DeploymentPreference);
    if (preference === null) without.push(called);
    else if ('leftOut' in preference) notes.push(`${called}: ${preference.leftOut}`);
    else
      services.push(
        carry(
          called,
          fieldsAt(resource),
          { ...properties, DeploymentPreference: preference.fields },
          preference.notes,
          scope,
        ),
      );
  }
  if (without.length > 0) notes.push(`without a DeploymentPreference: ${without.join(', ')}`);
  return { services, notes };
}

/** Returns what is not read of a resource that CodeDeploy has to do with. */
function unreadNotes(called: string, resource: unknown): readonly string[] {
  const { Type: type, UpdatePolicy: policy } = fieldsAt(resource);
  if (called.startsWith('Fn::'))
    return [`${called} makes resources when it is deployed: run init on the processed template`];
  if (type === 'AWS::Serverless::Application' || type === 'AWS::CloudFormation::Stack')
    return [`${called} is a template of its own: run init on it`];
  return isFields(policy) && policy.CodeDeployLambdaAliasUpdate !== undefined
    ? [`${called} has an UpdatePolicy of CodeDeploy, which init does not read: write its service yourself`]
    : [];
}

/**
 * Merges Globals into a resource as SAM does: mappings key by key, lists one behind the other, and of anything else the
 * resource's own. Source: AWS SAM Developer Guide, "Globals section of the AWS SAM template".
 */
function mergeGlobals(global: unknown, own: unknown): unknown {
  if (own === undefined) return global;
  if (Array.isArray(global) && Array.isArray(own)) return [...global, ...own];
  const areMappings = [global, own].every((value) => isFields(value) && intrinsicIn(value) === null);
  if (!areMappings) return own;
  const [below, above] = [global as Fields, own as Fields];
  return {
    ...below,
    ...Object.fromEntries(Object.keys(above).map((key) => [key, mergeGlobals(below[key], above[key])])),
  };
}

interface Preference {
  readonly fields: Fields;
  readonly notes: readonly string[];
}

/** Returns a deployment preference, or why it is left out; null where there is none. */
function readPreference(value: unknown): Preference | { readonly leftOut: string } | null {
  if (isAbsent(value)) return null;
  const intrinsic = intrinsicIn(value);
  if (intrinsic?.name === 'If' && Array.isArray(intrinsic.given)) {
    const [condition, ...branches] = intrinsic.given;
    const mappings = branches.filter((branch) => isFields(branch) && intrinsicIn(branch) === null);
    const rest = branches.filter(isAbsent);
    if (mappings.length === 1 && rest.length === 1) {
      const side = branches.indexOf(mappings[0]) === 0 ? 'true' : 'false';
      return withEnabled(mappings[0] as Fields, [
        `CHANGE: its DeploymentPreference holds where ${expressionText(condition)} is ${side}; take the service out of a stack where it is not`,
      ]);
    }
  }
  if (intrinsic !== null || !isFields(value))
    return {
      leftOut: `its DeploymentPreference is ${expressionText(value)}, which only the deployment knows: write its service yourself`,
    };
  return withEnabled(value, []);
}

function withEnabled(fields: Fields, notes: readonly string[]): Preference | { readonly leftOut: string } {
  const { Enabled: enabled = true } = fields;
  // SAM takes the text "false" too; yes and no are booleans of the YAML that it reads.
  if (['false', 'no', 'off'].includes(String(enabled).toLowerCase()))
    return { leftOut: 'its DeploymentPreference is not enabled, so CodeDeploy shifts nothing' };
  if (['true', 'yes', 'on'].includes(String(enabled).toLowerCase())) return { fields, notes };
  return {
    fields,
    notes: [
      ...notes,
      `CHANGE: Enabled is ${expressionText(enabled)}; take the service out of a stack where that is false`,
    ],
  };
}

function carry(called: string, resource: Fields, properties: Fields, notes: readonly string[], scope: Scope): Carried {
  const preference = fieldsAt(properties.DeploymentPreference);
  const { Hooks: hooks } = preference;
  const hook = (name: string) => {
    const value = fieldsAt(hooks)[name];
    return isAbsent(value) ? null : fillFunction(resolveText(value, scope), `${called}-${name}`);
  };
  const [before, after] = [hook('PreTraffic'), hook('PostTraffic')];
  const alias: Resolved = isAbsent(properties.AutoPublishAlias)
    ? { text: null, remark: 'the function has no AutoPublishAlias: write the alias that callers use' }
    : resolveText(properties.AutoPublishAlias, scope);
  return {
    called,
    function: fillFunction(
      resolveText(
        { Ref: called },
        { ...scope, resources: { ...scope.resources, [called]: { Type: resource.Type, Properties: properties } } },
      ),
      called,
    ),
    alias: fillAlias(alias),
    alarms: fillAlarms(preference.Alarms, scope),
    plan: carryPlan(preference.Type, scope, { before, after }),
    before,
    after,
    notes: [
      ...notes,
      ...(resource.Condition === undefined
        ? []
        : [`CHANGE: the function is there where ${String(resource.Condition)} is true`]),
      ...unreadHooks(hooks),
      ...Object.keys(preference)
        .filter((key) => !KNOWN.includes(key))
        .map((key) => `${key} is not carried over: ${INSTEAD[key] ?? 'init does not know it'}`),
    ],
  };
}

function unreadHooks(hooks: unknown): readonly string[] {
  if (isAbsent(hooks)) return [];
  if (!isFields(hooks) || intrinsicIn(hooks) !== null)
    return [`CHANGE: Hooks is ${expressionText(hooks)}; write hook steps for it`];
  return Object.keys(hooks)
    .filter((key) => key !== 'PreTraffic' && key !== 'PostTraffic')
    .map((key) => `CHANGE: the hook ${key} is not carried over: init does not know it`);
}
