import { letterQueues } from '../../../domain/dead-letter.ts';
import { secretNames } from '../secrets/deps.ts';
import { type Check, type Checked, checkResult, type Problem, pluralize } from './check.ts';
import type { FunctionName, RuleState, TableState } from './deps.ts';
import { probes } from './probes.ts';

const DEPLOY = 'Deploy the stack (docs/start/install.md, "Deploy").';
const RESTORE =
  'Somebody changed the stack. Put that back by hand, or deploy the stack again (docs/start/install.md, "Deploy").';

const secrets: Check = {
  name: 'secrets',
  async run(deps) {
    const present = await deps.secrets();
    const missing = secretNames.filter((name) => !present.has(name));
    return checkResult(
      `all ${secretNames.length} are stored`,
      missing.length === 0,
      `${missing.join(', ')} is not stored.`,
      'Store what is missing: serin secrets',
    );
  },
};

const table: Check = {
  name: 'table',
  async run({ stack }) {
    const state = await stack.table();
    if (state === null) return checkResult('', false, 'There is no table.', DEPLOY);
    return { said: `${state.status}, ends old history, can be recovered`, problems: tableProblems(state) };
  },
};

function tableProblems({ status, keys, expires, isRecoverable }: TableState): readonly Problem[] {
  const wrong = [
    status !== 'ACTIVE' && `The table is ${status}.`,
    keys.join() !== 'pk,sk' && `The table is keyed by ${keys.join(' and ')} instead of pk and sk.`,
    expires !== 'expires' && 'Old history never ends: the table has no time to live by the attribute expires.',
    !isRecoverable && 'Point-in-time recovery is off: what is deleted is lost.',
  ];
  return wrong.filter((text) => text !== false).map((problem) => ({ problem, remedy: RESTORE }));
}

const commands: Check = {
  name: 'commands',
  async run({ stack }) {
    if (!(await stack.hasBus())) return checkResult('', false, 'There is no bus.', DEPLOY);
    return checkRule(await stack.rule('commands'), 'worker');
  },
};

const alarms: Check = {
  name: 'alarms',
  run: async ({ stack }) => checkRule(await stack.rule('alarms'), 'alarm'),
};

function checkRule(rule: RuleState | null, which: FunctionName): Checked {
  if (rule === null) return checkResult('', false, `There is no rule that calls the ${which} function.`, DEPLOY);
  const target = rule.targets.find(({ arn }) => arn.endsWith(`-${which}`));
  const wrong = [
    !rule.isEnabled && 'The rule is disabled.',
    target === undefined && `The rule does not call the ${which} function.`,
    target?.hasDeadLetters === false &&
      'What cannot be delivered is lost: the target of the rule has no dead-letter queue.',
  ];
  const problems = wrong.filter((text) => text !== false).map((problem) => ({ problem, remedy: RESTORE }));
  return { said: `a rule brings them to the ${which} function`, problems };
}

const timers: Check = {
  name: 'timers',
  run: async ({ stack }) =>
    checkResult('the schedule group is there', await stack.hasTimerGroup(), 'There is no schedule group.', DEPLOY),
};

/** Returns an error answer for a function that timed out; throws every other error, which is not the function's own. */
function timeoutAnswer(cause: unknown): { readonly error: string } {
  if (cause instanceof Error && /^(?:TimeoutError|AbortError)$/.test(cause.name))
    return { error: 'it gave no answer in time' };
  throw cause;
}

/** Calls each function with an event that it reads and ignores, to test its role and environment. */
const functions: Check = {
  name: 'functions',
  async run({ stack }) {
    const names = Object.keys(probes) as FunctionName[];
    const problems = await Promise.all(
      names.map(async (name): Promise<readonly Problem[]> => {
        const invoked = await stack.invoke(name, probes[name].event).catch(timeoutAnswer);
        if (invoked === null) return [{ problem: `There is no ${name} function.`, remedy: DEPLOY }];
        if ('answer' in invoked && probes[name].isRight(invoked.answer)) return [];
        const why = 'error' in invoked ? invoked.error : `it answered ${JSON.stringify(invoked.answer)}`;
        return [
          {
            problem: `The ${name} function does not work: ${why}`,
            remedy: `Its log says more: /aws/lambda/…-${name} in CloudWatch Logs`,
          },
        ];
      }),
    );
    return { said: `${names.join(', ')} answer and may read what they need`, problems: problems.flat() };
  },
};

const itself: Check = {
  name: 'serin itself',
  async run({ stack }) {
    const states = await stack.ownAlarms();
    if (states.size === 0) return checkResult('', false, 'Nothing watches Serin itself.', DEPLOY);
    const firing = [...states].filter(([, state]) => state === 'ALARM').map(([name]) => name);
    const remedy =
      'Look at the log of the function, or at what waits in its dead letters (docs/start/install.md, "When Serin fails").';
    return {
      said: `${pluralize(states.size, 'alarm')}, none fires`,
      problems: firing.map((name) => ({ problem: `${name} fires.`, remedy })),
    };
  },
};

const deadLetters: Check = {
  name: 'dead letters',
  async run({ stack }) {
    const counts = await Promise.all(
      letterQueues.map(async (queue) => [queue, await stack.deadLetters(queue)] as const),
    );
    const waiting = counts.filter(([, count]) => count > 0);
    return {
      said: 'nothing waits that a function did not take',
      problems: waiting.map(([queue, count]) => ({
        problem: `${pluralize(count, 'event')} that the ${queue} function did not take ${count === 1 ? 'waits' : 'wait'}.`,
        remedy: 'See what it is, and have it done: serin replay',
      })),
    };
  },
};

/** The checks of the account. */
export const stackChecks: readonly Check[] = [secrets, table, commands, alarms, timers, functions, itself, deadLetters];
