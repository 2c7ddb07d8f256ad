import { targetNames } from '../config/target-rules.ts';
import type { Plan, Step } from '../rollout/plan.ts';
import type { Service } from '../rollout/service.ts';
import { duration, percent } from '../rollout/wording.ts';

/** What differs between two configurations of a service, one line for each key; empty when nothing does. */
export function changes(before: Service, after: Service): readonly string[] {
  return [
    ...changedText('channel', before.channel, after.channel),
    ...changedList('targets', targetNames(before), targetNames(after)),
    ...changedList('alarms', before.alarms, after.alarms),
    ...changedText('plan', planText(before.plan), planText(after.plan)),
    ...changedText('onAlarm', before.onAlarm, after.onAlarm),
    ...changedText('selfApproval', String(before.selfApproval), String(after.selfApproval)),
  ];
}

/** What a new service has, one line for each key. */
export function contents(service: Service): readonly string[] {
  return [
    `channel: ${service.channel}`,
    `targets: ${targetNames(service).join(', ')}`,
    `alarms: ${service.alarms.join(', ')}`,
    `plan: ${planText(service.plan)}`,
    `onAlarm: ${service.onAlarm}`,
    `selfApproval: ${service.selfApproval}`,
  ];
}

function changedText(key: string, before: string, after: string): readonly string[] {
  return before === after ? [] : [`${key}: ${before} -> ${after}`];
}

function changedList(key: string, before: readonly string[], after: readonly string[]): readonly string[] {
  const added = after.filter((entry) => !before.includes(entry)).map((entry) => `+ ${entry}`);
  const removed = before.filter((entry) => !after.includes(entry)).map((entry) => `- ${entry}`);
  if (added.length + removed.length > 0) return [`${key}: ${[...added, ...removed].join(', ')}`];
  return changedText(key, before.join(', '), after.join(', '));
}

function planText(plan: Plan): string {
  return plan.map(stepText).join(', ');
}

function stepText(step: Step): string {
  switch (step.kind) {
    case 'shift':
      return percent(step.weight);
    case 'bake':
      return `bake ${duration(step.ms)}`;
    case 'approve':
      return `approve by ${step.count} of ${step.from.join(' ')} within ${duration(step.within)}`;
  }
}
