import { shapeText } from '../../../config/plan/plan-remedy.ts';
import { readPlan } from '../../../config/plan/read-plan.ts';
import { durationText } from '../../../config/read/durations.ts';
import type { FilePlan } from '../../../config/schema/plans.ts';
import { planShares } from '../../../domain/plan/plan.ts';
import { type PlanShape, planOfShape, shapeInName } from '../../../domain/plan/predefined.ts';
import { CAREFUL_PLAN } from '../init/yaml-parts.ts';
import { type CarriedPlan, change, type Filled } from './carried.ts';
import { resolveText, type Scope } from './resolve.ts';
import { fieldsAt, intrinsicIn, isAbsent } from './template.ts';

const MINUTE = 60_000;

/** CodeDeploy's own canary and linear configurations for Lambda. Source: AWS CodeDeploy User Guide, "Predefined deployment configurations". */
const PREDEFINED =
  /^(?:Canary10Percent(?:5|10|15|30)Minutes|Linear10PercentEvery(?:1Minute|(?:2|3|10)Minutes)|AllAtOnce)$/;

/** The time that CodeDeploy waits for the answer of a hook. Source: AWS CodeDeploy User Guide, "AppSpec 'hooks' section". */
const HOOK_WAIT = '1h';

/** Returns the plan of a type of deployment with its hooks: a plan to begin with, marked, where the type cannot be read. */
export function carryPlan(
  type: unknown,
  scope: Scope,
  hooks: { readonly before: Filled | null; readonly after: Filled | null },
): CarriedPlan {
  const read = readType(type, scope);
  const before = hooks.before === null ? [] : [hookStep(hooks.before)];
  const after = hooks.after === null ? [] : [hookStep(hooks.after)];
  const withHooks = (steps: readonly Step[]): FilePlan => [...before, ...steps, ...after];
  const isPlain = before.length + after.length === 0;
  if ('wrong' in read) return { plan: withHooks(CAREFUL_PLAN), remark: change(read.wrong) };
  const plan = isPlain ? read.text : withHooks(toSteps(read.shape));
  const [complaint] = readPlan(plan).complaints;
  return complaint === undefined
    ? { plan, remark: read.remark }
    : {
        plan: withHooks(CAREFUL_PLAN),
        remark: change(`${read.text} is not possible. ${complaint.message} ${complaint.remedy}`),
      };
}

type Step = Exclude<FilePlan, string>[number];

function hookStep({ text }: Filled): Step {
  return { hook: { function: text, within: HOOK_WAIT, onFailure: 'rollback' } };
}

/** Returns the steps of a shape as a file has them; one shift to everybody where there is none. */
function toSteps(shape: PlanShape | null): readonly Step[] {
  if (shape === null) return [{ shift: 100 }];
  const shares = planShares(planOfShape(shape)).map(({ share }) => share);
  return shares.flatMap((share) =>
    share < 100 ? [{ shift: share }, { bake: durationText(shape.ms) }] : [{ shift: share }],
  );
}

/** The plan of a type as one text, and its shape, which AllAtOnce has none of; or what is wrong. */
type ReadType =
  | { readonly text: string; readonly shape: PlanShape | null; readonly remark: string | null }
  | { readonly wrong: string };

function readType(type: unknown, scope: Scope): ReadType {
  if (isAbsent(type)) return { wrong: 'the template has no type of deployment: write the plan' };
  const configured = readConfiguration(type, scope);
  if (configured !== null) return configured;
  const { text: written, remark } = resolveText(type, scope);
  if (written === null) return { wrong: remark };
  const name = written.replace(/^CodeDeployDefault\.(?:Lambda)?/, '');
  if (PREDEFINED.test(name)) return { text: name, shape: shapeInName(name), remark };
  const shape = shapeInName(name);
  // A name like one of AppConfig's would be read as its plan, so the numbers are written out.
  if (shape !== null) return { text: shapeText(shape), shape, remark: `${written}, by the numbers of its name` };
  return { wrong: `${written} is a configuration of your own: write its steps, for example canary 10% 5m` };
}

/** Returns the plan of a deployment configuration in the template itself; null where the type is none. */
function readConfiguration(type: unknown, scope: Scope): ReadType | null {
  const intrinsic = intrinsicIn(type);
  if (intrinsic?.name !== 'Ref') return null;
  const name = String(intrinsic.given);
  const { Type: kind, Properties: properties } = fieldsAt(scope.resources, name);
  if (kind !== 'AWS::CodeDeploy::DeploymentConfig') return null;
  const routing = fieldsAt(properties, 'TrafficRoutingConfig');
  if (routing.Type === 'AllAtOnce') return { text: 'AllAtOnce', shape: null, remark: `the configuration ${name}` };
  const canary = fieldsAt(routing, 'TimeBasedCanary');
  const linear = fieldsAt(routing, 'TimeBasedLinear');
  const shape: PlanShape =
    routing.Type === 'TimeBasedCanary'
      ? { form: 'canary', weight: Number(canary.CanaryPercentage), ms: Number(canary.CanaryInterval) * MINUTE }
      : { form: 'linear', weight: Number(linear.LinearPercentage), ms: Number(linear.LinearInterval) * MINUTE };
  if (Number.isNaN(shape.weight) || Number.isNaN(shape.ms))
    return { wrong: `the numbers of the configuration ${name} are known when it is deployed: write its steps` };
  return { text: shapeText(shape), shape, remark: `the configuration ${name}` };
}
