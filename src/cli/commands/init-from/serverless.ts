import { type Carried, type Carryover, change, type Filled, fillAlarm, fillAlias, fillFunction } from './carried.ts';
import { carryPlan } from './plan.ts';
import { type Resolved, resolveText, type Scope } from './resolve.ts';
import { fillVariables, usualStage } from './serverless-variables.ts';
import { expressionText, type Fields, fieldsAt, isAbsent, isFields } from './template.ts';

const KNOWN = ['type', 'alias', 'alarms', 'preTrafficHook', 'postTrafficHook'];

/** The replacements in Serin for settings of the plugin that it cannot do. */
const INSTEAD: Readonly<Record<string, string>> = {
  triggerConfigurations: 'Serin tells Slack, and other systems with `events: on` (docs/guides/events.md)',
  codeDeployRole: 'Serin has a role of its own',
  codeDeployRolePermissionsBoundary: 'the stack of Serin has a parameter for it (docs/start/install.md)',
};

/** The stage and the parameters that the command line names. `stage`: absent where it names none. */
interface Named {
  readonly stage?: string | undefined;
  readonly parameters: Readonly<Record<string, string>>;
}

/** The parts of a serverless.yml that its functions refer to. */
interface File {
  readonly functions: Fields;
  readonly scope: Scope;
  /** The beginning of the name of a function that has no name of its own; null where it is not known. */
  readonly prefix: string | null;
  readonly stage: string;
}

/**
 * Reads the settings of serverless-plugin-canary-deployments. The plugin shifts only functions that have settings of their own, and
 * puts those of `custom` below them, key by key.
 */
export function readServerless(written: Fields, { stage: asked, parameters }: Named): Carryover {
  const stage = asked ?? usualStage(written);
  const root = fillVariables(written, written, { stage, parameters }) as Fields;
  const all = fieldsAt(root.custom, 'deploymentSettings');
  const [functions, unread] = mergeParts(root.functions);
  const [resources] = mergeParts(root.resources);
  const service = typeof root.service === 'string' && !root.service.includes('${') ? root.service : null;
  const file: File = {
    functions,
    scope: { parameters: {}, resources: fieldsAt(resources, 'Resources'), conditions: {}, given: parameters },
    prefix: service === null ? null : `${service}-${stage}-`,
    stage,
  };
  const services: Carried[] = [];
  const without: string[] = [];
  for (const [called, value] of Object.entries(functions)) {
    if (!isFields(value) || value.deploymentSettings === undefined) without.push(called);
    else services.push(carry(called, value, { ...all, ...fieldsAt(value.deploymentSettings) }, file));
  }
  return { services, notes: [...unread.map(unreadNote), ...fileNotes(all, stage), ...withoutNotes(without)] };
}

/** Returns the parts of a section that may be a list of mappings, and what is not in the file. */
function mergeParts(section: unknown): readonly [Fields, readonly string[]] {
  const parts: readonly unknown[] = Array.isArray(section) ? section : [section];
  const merged: Fields = Object.assign({}, ...parts.filter(isFields));
  return [merged, parts.flatMap((part) => (isFields(part) || isAbsent(part) ? [] : [expressionText(part)]))];
}

function unreadNote(shown: string): string {
  return `${shown} is not in the file: run \`serverless print > resolved.yml\` and give that to init`;
}

function fileNotes(all: Fields, stage: string): readonly string[] {
  const { stages } = all;
  const limited = isAbsent(stages)
    ? []
    : [`stages: CodeDeploy shifts only in ${expressionText(stages)}; bring the file to no account of another stage`];
  return [`names are those of the stage ${stage}`, ...limited];
}

function withoutNotes(without: readonly string[]): readonly string[] {
  return without.length === 0 ? [] : [`without deploymentSettings: ${without.join(', ')}`];
}

function carry(called: string, value: Fields, settings: Fields, file: File): Carried {
  const hook = (key: string): Filled | null => {
    if (isAbsent(settings[key])) return null;
    const name = String(settings[key]);
    const known = file.functions[name];
    return isFields(known)
      ? fillFunction(nameOfFunction(name, known, file), name)
      : { text: 'name-of-the-hook', remark: change(`${key} is ${name}, and the file has no such function`) };
  };
  const [before, after] = [hook('preTrafficHook'), hook('postTrafficHook')];
  const alias: Resolved = isAbsent(settings.alias)
    ? { text: null, remark: 'the settings name no alias: write the one that callers use' }
    : resolveText(settings.alias, file.scope);
  return {
    called,
    function: fillFunction(nameOfFunction(called, value, file), called),
    alias: fillAlias(alias),
    alarms: readAlarms(settings.alarms, file.scope),
    plan: carryPlan(settings.type, file.scope, { before, after }),
    before,
    after,
    notes: Object.keys(settings)
      .filter((key) => !KNOWN.includes(key) && key !== 'stages')
      .map((key) => `${key} is not carried over: ${INSTEAD[key] ?? 'init does not know it'}`),
  };
}

/** Returns the name of a function in AWS. Source: Serverless Framework, "AWS Functions": service-stage-function. */
function nameOfFunction(called: string, { name }: Fields, { prefix, scope, stage }: File): Resolved {
  if (name !== undefined) return resolveText(name, scope);
  if (prefix !== null) return { text: `${prefix}${called}`, remark: `its name in the stage ${stage}` };
  return { text: null, remark: `the name of the service is known when it is deployed: write that of ${called}` };
}

/** Returns the alarms of the settings: a text is the logical id of one, a mapping has its name. */
function readAlarms(value: unknown, scope: Scope): readonly Filled[] {
  if (isAbsent(value)) return [];
  const entries: readonly unknown[] = Array.isArray(value) ? value : [value];
  const filled = entries.map((entry, index) => {
    if (isFields(entry) && entry.name !== undefined) return fillAlarm(resolveText(entry.name, scope), entry, index);
    const reference = typeof entry === 'string' && !entry.includes('${') ? { Ref: entry } : entry;
    return fillAlarm(resolveText(reference, scope), reference, index);
  });
  return filled.filter(({ text }, index) => filled.findIndex((other) => other.text === text) === index);
}
