import { asksLess } from '../../domain/plan/named-plan.ts';
import type { TargetConfig } from '../../domain/service.ts';
import { analysisRules } from '../analysis/analysis.ts';
import { type Complaint, nestComplaints } from '../read/complaint.ts';
import { limits } from '../read/limits.ts';
import { valueAt } from '../read/schema-walk.ts';
import { serviceNamePattern } from '../schema/common-fields.ts';
import { holdbackRules } from './holdback.ts';
import { planRules, wholePlan } from './service-plan.ts';
import { unchangedRules } from './unchanged.ts';

/** Returns complaints about the further plans of a service: the same as about its own, and who may choose them. Paths begin at the service. */
export function namedPlanRules(
  service: unknown,
  targets: readonly TargetConfig[],
  places: number | null,
): readonly Complaint[] {
  const plans = valueAt(service, ['plans']);
  if (typeof plans !== 'object' || plans === null || Array.isArray(plans)) return [];
  const entries = Object.entries(plans);
  const each = entries.flatMap(([name, named]) => {
    // As a service of its own that goes by this plan.
    const going = { ...Object(service), plan: valueAt(named, ['plan']) };
    const about = [...nameRules(name), ...planRules(going, targets), ...askRules(name, service, named)];
    return nestComplaints([name], [...about, ...wholeRules(going, service, targets, places)]);
  });
  return nestComplaints(['plans'], [...countRules(entries.length), ...each]);
}

function countRules(count: number): readonly Complaint[] {
  if (count <= limits.plans) return [];
  const message = `There are ${count} further plans; at most ${limits.plans} are possible.`;
  return [{ path: [], message, remedy: 'Remove those that nobody starts with.' }];
}

function nameRules(name: string): readonly Complaint[] {
  if (serviceNamePattern.test(name)) return [];
  const remedy = 'Use lower-case letters, digits and -, starting with a letter, at most 40.';
  return [{ path: [], message: `"${name}" cannot be the name of a plan.`, remedy }];
}

/** Refuses a plan that asks less than the service's own and leaves it to everybody to choose it. */
function askRules(name: string, service: unknown, named: unknown): readonly Complaint[] {
  const plan = wholePlan(named);
  const isOpen = valueAt(named, ['start']) === undefined;
  if (!isOpen || plan.length === 0 || !asksLess(plan, wholePlan(service))) return [];
  const message = `${name} asks less than the plan of the service: an approval is missing, comes later or asks fewer people.`;
  const remedy = 'Say who may start with it, such as `start: [S0ONCALL]`, or add the approval.';
  return [{ path: [], message, remedy }];
}

/** Returns what does not go together with this plan; what does not go together with any is said at the service. */
function wholeRules(
  going: unknown,
  service: unknown,
  targets: readonly TargetConfig[],
  places: number | null,
): readonly Complaint[] {
  const rules = (each: unknown): readonly Complaint[] => {
    const plan = wholePlan(each);
    return [
      ...unchangedRules(each, plan),
      ...analysisRules(each, plan, places),
      ...holdbackRules({ service: each, plan, targets }),
    ];
  };
  const said = new Set(rules(service).map(({ message }) => message));
  return rules(going)
    .filter(({ message }) => !said.has(message))
    .map((complaint) => ({ ...complaint, path: ['plan'] }));
}
