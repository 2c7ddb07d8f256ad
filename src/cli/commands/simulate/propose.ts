import { setImmediate } from 'node:timers/promises';
import { durationText } from '../../../config/read/durations.ts';
import { planText } from '../../../config/steps/registry.ts';
import { countText } from '../../../domain/analysis/count-words.ts';
import { planHoldbackText } from '../../../domain/plan/holdback.ts';
import type { Plan } from '../../../domain/plan/plan.ts';
import { stepTraits } from '../../../domain/steps/registry.ts';
import { duration } from '../../../domain/wording.ts';
import { leftOutMetrics } from '../../../simulate/blind-spots.ts';
import { timetableMinutes } from '../../../simulate/run.ts';
import { candidatePlans, type Search, searchPlan } from '../../../simulate/search-plan.ts';
import { chanceText, minutesText, rateText, spreadText } from '../../../simulate/words.ts';
import { type Exit, exit, type Terminal } from '../../terminal/terminal.ts';
import type { ProposeOptions } from './options.ts';
import { findService, toScenario } from './simulate.ts';

/** Good versions that people may be asked about: one in ten. */
const ASKED = 0.1;
/** Bad versions that may reach everybody: one in fifty. */
const MISSED = 0.02;
/** Rollouts that confirm a plan, with the fault, and as many without. */
const ROLLOUTS = 200;
const MINUTE_MS = 60_000;

/** Returns a plan of shares and bakes as serin.yml has it. */
function planYaml(plan: Plan): readonly string[] {
  return [
    'plan:',
    ...plan.map((step) => {
      const { share, lasts } = stepTraits(step);
      return share === null ? `  - bake: ${durationText(lasts ?? 0)}` : `  - shift: ${share}`;
    }),
  ];
}

async function search(name: string, steps: Generator<void, Search>, terminal: Terminal): Promise<Search> {
  terminal.err(`${name}: tries up to ${candidatePlans().length} plans`);
  for (let done = 1; ; done++) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (done % 10 === 0) await setImmediate();
    terminal.signal.throwIfAborted();
    if (done % 400 === 0) terminal.err(`${name}: ${done} rollouts simulated`);
  }
}

function describe(
  { found, nearest, plans }: Search,
  { hurt, fault, errors }: ProposeOptions,
  held: Plan,
): readonly string[] {
  const { plan, fault: bad, good } = found ?? nearest;
  const users = spreadText(bad.users);
  if (found === null || good === null) {
    const asked = good === null ? '' : ` Good versions asked about: ${chanceText(good.asked)}.`;
    return [
      `# None of ${plans} plans keeps the users hurt by ${rateText(fault)} errors at ${countText(hurt)} or fewer, lets at most 1 in 50 of them reach everybody, and asks about at most 1 in 10 good versions.`,
      `# Nearest: ${planText(plan)}. Users hurt: ${users}. Reaches everybody: ${chanceText(bad.completed)}.${asked}`,
      '# Allow more users, or count on the question: at this traffic nobody can know sooner.',
    ];
  }
  return [
    `# ${rateText(fault)} errors where ${rateText(errors)} is usual: users hurt: ${users}.`,
    `# It is stopped in ${chanceText(bad.stopped)} of rollouts; a person is asked in ${chanceText(bad.asked)}, and it reaches everybody in ${chanceText(bad.completed)}.`,
    `# A good version takes ${duration(timetableMinutes(plan) * MINUTE_MS)}, and waits ${minutesText(good.waited)} longer; a person is asked in ${chanceText(good.asked)}.`,
    ...planYaml(plan),
    ...(planHoldbackText(held, 'stable') === null
      ? []
      : ['  - bake: 30m # the holdback of the service lasts as long as this watches; it is not simulated here']),
  ];
}

/** Proposes a plan by which a fault hurts no more users than wished, and prints it as YAML. Ends with 1 where none is found. */
export async function proposePlan(name: string, options: ProposeOptions, terminal: Terminal): Promise<Exit> {
  const { config, errors, fault, hurt, users, seed, json } = options;
  if (fault <= errors) {
    terminal.err('The fault is no worse than today. Write --fault above --errors.');
    return exit.usage;
  }
  const service = await findService(name, config, terminal);
  if (service === null) return exit.refused;
  const scenario = toScenario(service, service.plan, { ...options, canaryErrors: fault });
  if (!scenario.isCompared || scenario.service.analysis?.acts !== true) {
    terminal.err(`Nothing compares both versions of ${name}, so no plan stops a fault: configure analysis first.`);
    return exit.refused;
  }
  const result = await search(
    name,
    searchPlan(scenario, { users, rollouts: ROLLOUTS, seed }, { hurt, asked: ASKED, missed: MISSED }),
    terminal,
  );
  const { found, nearest, plans } = result;
  const document = { v: 1, service: name, found: found !== null, plans, ...(found ?? nearest) };
  const notes = leftOutMetrics(service).map((text) => `# ${text}`);
  terminal.out(
    ...(json ? [JSON.stringify(document, null, 2)] : [...describe(result, options, service.plan), ...notes]),
  );
  return found === null ? exit.refused : exit.done;
}
