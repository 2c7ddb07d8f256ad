import type { TargetConfig } from '../rollout/service.ts';
import { below, type Complaint } from './complaint.ts';
import { planSchema, targetSchema } from './file-schema.ts';
import { readPlan } from './read-plan.ts';
import { valueAt } from './schema-walk.ts';
import { type ServiceTargets, targetComplaints } from './target-rules.ts';

/** What the schema cannot say. Looks at each part that has its shape, even if others have not, so that all problems come at once. */
export function ruleComplaints(services: unknown): readonly Complaint[] {
  if (typeof services !== 'object' || services === null || Array.isArray(services)) return [];
  const entries = Object.entries(services);
  if (entries.length === 0) {
    return [
      {
        path: ['services'],
        message: 'services is empty.',
        remedy: 'Name at least one service, as in examples/serin.yml.',
      },
    ];
  }
  return below(
    ['services'],
    [
      ...entries.flatMap(([name, service]) => below([name], [...planRules(service), ...alarmRules(service)])),
      ...targetComplaints(entries.map(([name, service]) => targetsOf(name, service))),
    ],
  );
}

function planRules(service: unknown): readonly Complaint[] {
  const plan = planSchema.safeParse(valueAt(service, ['plan']));
  return plan.success ? below(['plan'], readPlan(plan.data).complaints) : [];
}

function alarmRules(service: unknown): readonly Complaint[] {
  const alarms = valueAt(service, ['alarms']);
  if (!Array.isArray(alarms)) return [];
  return alarms.flatMap((alarm, index) =>
    alarms.indexOf(alarm) < index
      ? [{ path: ['alarms', index], message: `${alarm} is there twice.`, remedy: 'Remove one of the two.' }]
      : [],
  );
}

function targetsOf(service: string, value: unknown): ServiceTargets {
  const targets = valueAt(value, ['targets']);
  if (!Array.isArray(targets)) return { service, targets: [] };
  return {
    service,
    targets: targets.flatMap((target, index) => {
      const parsed = targetSchema.safeParse(target);
      return parsed.success ? [{ index, config: parsed.data as TargetConfig }] : [];
    }),
  };
}
