import { stringify } from 'yaml';
import { durationText } from '../../../config/read/durations.ts';
import { planText } from '../../../config/steps/registry.ts';
import { cloudWatchAlarms } from '../../../domain/alarm/health-signal.ts';
import { ANALYSIS_DEFAULTS } from '../../../domain/analysis/analysis.ts';
import { windowText as freezeText } from '../../../domain/restrictions/window-text.ts';
import { type Service, signalGenerations } from '../../../domain/service.ts';
import { sharedName } from '../../../domain/shared-name.ts';
import { joinWithOr, percent } from '../../../domain/wording.ts';

/** Returns the differences between two configurations of a service with full values: a line for each key and each target. */
export function changes(before: Service, after: Service): readonly string[] {
  return [
    ...changedText('channel', before.channel, after.channel),
    ...changedTargets(targetTexts(before), targetTexts(after)),
    ...changedList('alarms', cloudWatchAlarms(before.alarms), cloudWatchAlarms(after.alarms)),
    ...changedList('signals', signalTexts(before), signalTexts(after)),
    ...changedText('plan', planText(before.plan), planText(after.plan)),
    ...changedList('plans', namedPlanTexts(before), namedPlanTexts(after)),
    ...changedText('onAlarm', before.onAlarm, after.onAlarm),
    ...changedText('missingData', before.missingData, after.missingData),
    ...changedList('pipelines', before.pipelines, after.pipelines),
    ...changedText('selfApproval', String(before.selfApproval), String(after.selfApproval)),
    ...changedText('rollbackWindow', windowText(before), windowText(after)),
    ...changedText('analysis', analysisText(before), analysisText(after)),
    ...changedList('discovery', discoveryTexts(before), discoveryTexts(after)),
    ...changedList('environments', environmentTexts(before), environmentTexts(after)),
    ...changedList('components', before.components.map(flow), after.components.map(flow)),
    ...changedList(
      'sharedDependencies',
      before.sharedDependencies.map(sharedName),
      after.sharedDependencies.map(sharedName),
    ),
    ...changedList('freezes', freezeTexts(before), freezeTexts(after)),
    ...changedList('roles', roleTexts(before), roleTexts(after)),
    ...changedList('links', linkTexts(before), linkTexts(after)),
    ...changedList('notify', notifyTexts(before), notifyTexts(after)),
    ...CHOICES.flatMap(({ key, text }) => changedText(key, text(before), text(after))),
    ...tokenWarnings(signalGenerations(before), signalGenerations(after)),
  ];
}

/** Returns a warning where generations of tokens come back that may have been revoked, or where the newest is taken back. */
function tokenWarnings(before: readonly number[], after: readonly number[]): readonly string[] {
  const newest = Math.max(...before);
  const back = after.filter((generation) => generation < newest && !before.includes(generation));
  const next = `A new token takes signalTokens: [${newest + 1}].`;
  if (back.length > 0)
    return [`warning: tokens of generation ${back.join(', ')} count again, also those that you revoked. ${next}`];
  if (Math.max(...after) >= newest) return [];
  return [`warning: with ${newest} in signalTokens again, tokens that count no more from now on would count. ${next}`];
}

/** Returns the contents of a new service: a line for each key and each target. */
export function contents(service: Service): readonly string[] {
  return [
    `channel: ${service.channel}`,
    ...targetTexts(service).map((target) => `targets: ${target}`),
    `alarms: ${cloudWatchAlarms(service.alarms).join(', ')}`,
    ...signalTexts(service).map((text) => `signals: ${text}`),
    `plan: ${planText(service.plan)}`,
    ...namedPlanTexts(service).map((text) => `plans: ${text}`),
    `onAlarm: ${service.onAlarm}`,
    ...(service.missingData === 'hold' ? [] : [`missingData: ${service.missingData}`]),
    ...(service.pipelines.length === 0 ? [] : [`pipelines: ${service.pipelines.join(', ')}`]),
    `selfApproval: ${service.selfApproval}`,
    `rollbackWindow: ${windowText(service)}`,
    `analysis: ${analysisText(service)}`,
    ...discoveryTexts(service).map((text) => `discovery: ${text}`),
    ...environmentTexts(service).map((text) => `environments: ${text}`),
    ...service.components.map((component) => `components: ${flow(component)}`),
    ...service.sharedDependencies.map((dependency) => `sharedDependencies: ${sharedName(dependency)}`),
    ...freezeTexts(service).map((text) => `freezes: ${text}`),
    ...roleTexts(service).map((text) => `roles: ${text}`),
    ...linkTexts(service).map((text) => `links: ${text}`),
    ...notifyTexts(service).map((text) => `notify: ${text}`),
    ...CHOICES.filter(({ usual, text }) => text(service) !== usual).map(({ key, text }) => `${key}: ${text(service)}`),
  ];
}

const namedPlanTexts = ({ plans = {} }: Service): readonly string[] =>
  Object.entries(plans).map(
    ([name, { plan, start }]) => `${name}: ${planText(plan)}${start === undefined ? '' : ` by ${joinWithOr(start)}`}`,
  );

const signalTexts = ({ signals = [] }: Service): readonly string[] =>
  signals.map(({ name, expires }) => `${name}, unknown after ${durationText(expires)}`);

const freezeTexts = ({ freezes = [] }: Service): readonly string[] => freezes.map(freezeText);

const roleTexts = ({ roles = {} }: Service): readonly string[] =>
  Object.entries<readonly string[]>({ ...roles }).map(([role, people]) => `${role} by ${joinWithOr(people)}`);

const linkTexts = ({ links = {} }: Service): readonly string[] =>
  Object.entries<string>({ ...links }).map(([name, url]) => `${name} ${url}`);

const notifyTexts = ({ notify = {} }: Service): readonly string[] =>
  Object.entries<string | readonly string[]>({ ...notify }).map(
    ([change, who]) => `${change} ${[who].flat().join(' ')}`,
  );

/** The keys with one value, most of them one of two. */
const CHOICES: readonly { readonly key: string; readonly usual: string; text(service: Service): string }[] = [
  { key: 'signalTokens', usual: '1', text: (service) => signalGenerations(service).join(', ') },
  { key: 'unchanged', usual: 'refuse', text: ({ unchanged = 'refuse' }) => unchanged },
  { key: 'confirm', usual: 'always', text: ({ confirm = 'always' }) => confirm },
  { key: 'events', usual: 'off', text: ({ events = 'off' }) => events },
];

function changedText(key: string, before: string, after: string): readonly string[] {
  return before === after ? [] : [`${key}: ${before} -> ${after}`];
}

function changedTargets(before: readonly string[], after: readonly string[]): readonly string[] {
  const differences = changedEntries(before, after);
  if (differences.length > 0) return differences.map((difference) => `targets: ${difference}`);
  return changedText('targets', before.join(', '), after.join(', '));
}

function changedList(key: string, before: readonly string[], after: readonly string[]): readonly string[] {
  const differences = changedEntries(before, after);
  if (differences.length > 0) return [`${key}: ${differences.join(', ')}`];
  return changedText(key, before.join(', '), after.join(', '));
}

function changedEntries(before: readonly string[], after: readonly string[]): readonly string[] {
  return [
    ...after.filter((entry) => !before.includes(entry)).map((entry) => `+ ${entry}`),
    ...before.filter((entry) => !after.includes(entry)).map((entry) => `- ${entry}`),
  ];
}

/** Returns the rollback window as serin.yml has it. */
function windowText({ rollbackWindow }: Service): string {
  return rollbackWindow === 0 ? 'none' : durationText(rollbackWindow);
}

/** Returns the settings of the comparison in one line. */
function analysisText({ analysis = ANALYSIS_DEFAULTS }: Service): string {
  const { acts, onUnhealthy, onSharedIncident, maxHold, guard, metrics, custom = [] } = analysis;
  const settings = [
    ...(acts ? [`${onUnhealthy} when unhealthy`, `at most ${durationText(maxHold)} for evidence`] : ['off']),
    ...(onSharedIncident === 'hold' ? ['hold in a shared incident'] : []),
    ...(guard === null ? [] : [`guard ${percent(100 * guard)}`]),
    ...(metrics === null ? [] : [`metrics ${flow(metrics)}`]),
    ...custom.map((metric) => `also ${flow(metric)}`),
  ];
  return settings.join(', ');
}

/** Returns an entry for each discovery action and origin; empty when the service has no discovery. */
function discoveryTexts({ discovery }: Service): readonly string[] {
  if (discovery === null) return [];
  const actions = Object.entries(discovery.actions);
  return [
    ...actions.map(([action, urls]) => `${action} at ${Object.values(urls).join(' or ')}`),
    ...discovery.origins.map((origin) => `for ${origin}`),
  ];
}

/** Returns the targets as serin.yml has them, one line each. */
function targetTexts({ targets }: Service): readonly string[] {
  return targets.map(flow);
}

/** Returns the environments as serin.yml has them, one line each. */
function environmentTexts({ environments }: Service): readonly string[] {
  if (environments === null) return [];
  const { stable, a, b } = environments;
  return [`stable: ${stable}`, `a: ${flow(a)}`, `b: ${flow(b)}`];
}

function flow(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim();
}
