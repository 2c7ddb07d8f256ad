import type { Check, Problem } from './check.ts';
import { neededActions } from './deployment-actions.ts';
import type { DeploymentSite, InstalledPart, LeftStack } from './deployment-site.ts';

/** The account to look at before Serin is deployed there, and the name of the installation. */
export interface BeforeDeps extends DeploymentSite {
  readonly name: string;
}

/** The least concurrency with which the six functions can run at the same time. */
const LEAST = 6;
/** The concurrency that `Concurrency=reserved` takes, with the 100 that AWS keeps unreserved. */
const ENOUGH_TO_RESERVE = 130;

const account: Check<BeforeDeps> = {
  name: 'account',
  async run(site) {
    const { account, region, arn } = await site.caller();
    const elsewhere =
      'Alarms of us-east-1, where CloudFront and Route 53 have theirs, need a second stack (us-east-1.yml).';
    return {
      said: `${account}, ${region}, as ${arn.replace(/^.*?:(?=[^:]*$)/, '')}`,
      notes: region === 'us-east-1' ? [] : [elsewhere],
      problems: [],
    };
  },
};

const concurrency: Check<BeforeDeps> = {
  name: 'concurrency',
  async run(site) {
    const { all, unreserved } = await site.concurrency();
    const remedy =
      'Reserve less for other functions, or ask AWS for more: the quota "Concurrent executions" of Lambda.';
    const few = `${unreserved} of ${all} are not reserved; Serin has six functions.`;
    return {
      said: `${unreserved} of ${all} are not reserved; Concurrency=${unreserved >= ENOUGH_TO_RESERVE ? 'reserved is possible' : 'shared, the default, is right'}`,
      problems: unreserved < LEAST ? [{ problem: few, remedy }] : [],
    };
  },
};

const permissions: Check<BeforeDeps> = {
  name: 'permissions',
  async run(site) {
    const caller = await site.caller();
    const needed = neededActions(caller, site.name);
    const denied = await site.denied(caller, needed);
    if (denied === null) {
      const note = 'Not looked at: your credentials may not ask IAM (iam:SimulatePrincipalPolicy, iam:GetRole).';
      return { said: 'unknown', notes: [note], problems: [] };
    }
    const names = [...new Set(denied)].sort();
    const remedy = 'Deploy with credentials that may, or with a role for CloudFormation (--role-arn) that may.';
    return {
      said: `all ${needed.flatMap(({ actions }) => actions).length} actions of a deployment are allowed by IAM`,
      problems: names.length === 0 ? [] : [{ problem: `IAM does not allow ${names.join(', ')}.`, remedy }],
    };
  },
};

/** Returns the problem of a stack that a failed deployment left, with the commands that delete it. */
function stackProblem({ name, status, reason }: LeftStack): Problem {
  const why = reason === '' ? '' : ` (${reason.replace(/\.$/, '')})`;
  const stack = `--stack-name ${name}`;
  const isStuck = status === 'ROLLBACK_FAILED' || status === 'DELETE_FAILED';
  const first = isStuck
    ? `Delete by hand what it could not: aws cloudformation describe-stack-events ${stack} names it. Then delete the stack`
    : 'Delete it, then deploy again';
  return {
    problem: `The stack ${name} is in ${status}${why}: CloudFormation cannot update it, only delete it.`,
    remedy: `${first}: aws cloudformation delete-stack ${stack} && aws cloudformation wait stack-delete-complete ${stack}`,
  };
}

const stack: Check<BeforeDeps> = {
  name: 'stack',
  async run(site) {
    const left = await site.leftStacks();
    if (left === null) {
      const note = 'Not looked at: your credentials may not ask CloudFormation (cloudformation:DescribeStacks).';
      return { said: 'unknown', notes: [note], problems: [] };
    }
    return { said: `no failed deployment of ${site.name} left a stack`, problems: left.map(stackProblem) };
  },
};

/** The command by which a part of an earlier deployment is deleted. */
const REMOVE = {
  function: (name) => `aws lambda delete-function --function-name ${name}`,
  table: (name) => `aws dynamodb delete-table --table-name ${name} (its history is lost)`,
  bus: (name) => `aws events delete-event-bus --name ${name}`,
  'schedule group': (name) => `aws scheduler delete-schedule-group --name ${name}`,
  queue: (name) =>
    `aws sqs delete-queue --queue-url "$(aws sqs get-queue-url --queue-name ${name} --query QueueUrl --output text)"`,
  'log group': (name) => `aws logs delete-log-group --log-group-name ${name}`,
} satisfies Record<InstalledPart['kind'], (name: string) => string>;

/** The kinds without which no installation runs; whatever is there without all of them was left over. */
const RUNNING: readonly InstalledPart['kind'][] = ['function', 'table', 'bus', 'schedule group', 'queue'];

const leftOvers: Check<BeforeDeps> = {
  name: 'left-overs',
  async run(site) {
    const parts = await site.parts();
    const isInstalled = RUNNING.every((kind) => parts.some((part) => part.kind === kind));
    if (isInstalled) {
      const note = `An installation called ${site.name} runs here: a deployment updates it, and serin doctor looks at it.`;
      return { said: 'none', notes: [note], problems: [] };
    }
    const problems = parts.map(
      ({ kind, name }): Problem => ({
        problem: `The ${kind} ${name} is there already, and a deployment would fail at it.`,
        remedy: `Delete it, or deploy under another Name: ${REMOVE[kind](name)}`,
      }),
    );
    return { said: `nothing of an earlier deployment of ${site.name} is there`, problems };
  },
};

/** The checks of an account before Serin is deployed there. */
export const beforeChecks: readonly Check<BeforeDeps>[] = [account, concurrency, permissions, stack, leftOvers];
