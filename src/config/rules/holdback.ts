import { type Plan, planShares } from '../../domain/plan/plan.ts';
import type { TargetConfig } from '../../domain/service.ts';
import { stepTraits } from '../../domain/steps/registry.ts';
import { percent } from '../../domain/wording.ts';
import { type Complaint, nestComplaints } from '../read/complaint.ts';
import { limits } from '../read/limits.ts';
import { valueAt } from '../read/schema-walk.ts';
import { watchedSteps, withHoldback } from '../read/with-holdback.ts';
import { holdbackOf } from '../schema/analysis.ts';
import { inexpressibleComplaints, unevenComplaints } from './share.ts';
import { hasMetricsByVersion } from './target.ts';

/** A service as it is written, with its plan and targets as they could be read. */
interface Written {
  readonly service: unknown;
  readonly plan: Plan;
  readonly targets: readonly TargetConfig[];
}

/**
 * Returns complaints about a holdback: a share that is none, a plan with nothing that watches it, versions that nothing compares,
 * targets that cannot have the share. Paths begin at the service.
 */
export function holdbackRules({ service, plan, targets }: Written): readonly Complaint[] {
  const written = valueAt(service, ['analysis', 'holdback']);
  const holdback = typeof written === 'string' ? holdbackOf(written) : null;
  if (holdback === null) return [];
  if (holdback <= 0 || holdback > limits.holdback) {
    const remedy = `Write more than 0% and at most ${limits.holdback}%, such as \`holdback: 2%\`.`;
    return at([{ path: [], message: `A holdback cannot be ${percent(holdback)}.`, remedy }]);
  }
  return at([
    ...comparisonRules(service, targets),
    // What is wrong with the plan itself is reported already.
    ...(planShares(plan).at(-1)?.share === 100 ? planRules(plan, holdback, targets) : []),
  ]);
}

const at = (complaints: readonly Complaint[]) => nestComplaints(['analysis', 'holdback'], complaints);

function comparisonRules(service: unknown, targets: readonly TargetConfig[]): readonly Complaint[] {
  const hasOwn = valueAt(service, ['analysis', 'metrics']) !== undefined;
  if (hasOwn || targets.length === 0 || targets.some(hasMetricsByVersion)) return [];
  const message = 'A holdback keeps users on stable to compare both versions, and no metrics tell them apart.';
  return [{ path: [], message, remedy: 'Name them in `metrics` (docs/guides/analysis.md), or remove the holdback.' }];
}

function planRules(plan: Plan, holdback: number, targets: readonly TargetConfig[]): readonly Complaint[] {
  const { from, to } = watchedSteps(plan);
  const isWatched = plan.slice(from, to).some((step) => {
    const { watches, asks } = stepTraits(step);
    return watches !== null || asks !== null;
  });
  if (!isWatched) {
    const message = 'A holdback lasts as long as the steps behind the last shift watch, and this plan has none there.';
    return [
      { path: [], message, remedy: 'Put `- bake: 30m` behind `- shift: 100`, in a plan that is a list of steps.' },
    ];
  }
  const held = withHoldback(plan, holdback);
  const left = 100 - holdback;
  const before = planShares(plan).at(-2)?.share ?? 0;
  return [
    ...(before < left
      ? []
      : [
          {
            path: [],
            message: `The plan shifts to ${percent(before)} before its last shift, and a holdback of ${percent(holdback)} lets that reach ${percent(left)} only.`,
            remedy: 'Write a smaller holdback, or lower shares before the last shift.',
          },
        ]),
    ...(held.length <= limits.steps
      ? []
      : [
          {
            path: [],
            message: `A holdback is a step more, and the plan would have ${held.length}; at most ${limits.steps} are possible.`,
            remedy: 'Take larger steps.',
          },
        ]),
    ...inexpressibleComplaints(held.slice(from - 1, from), targets).map((complaint) => ({ ...complaint, path: [] })),
    ...unevenHoldbackComplaints(plan, held, targets),
  ];
}

/** Returns complaints about the step that a holdback adds, where the plan without it is possible. */
function unevenHoldbackComplaints(plan: Plan, held: Plan, targets: readonly TargetConfig[]): readonly Complaint[] {
  if (unevenComplaints(plan, targets).length > 0) return [];
  const remedy = 'Remove the holdback, which is a step more, or choose one that fits the steps of the plan.';
  return unevenComplaints(held, targets).map((complaint) => ({ ...complaint, remedy }));
}
