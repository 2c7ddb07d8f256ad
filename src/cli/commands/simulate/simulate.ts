import { setImmediate } from 'node:timers/promises';
import { isCompared, splitTargets } from '../../../config/rules/target.ts';
import type { Plan } from '../../../domain/plan/plan.ts';
import type { Service } from '../../../domain/service.ts';
import { type Scenario, scenarioOf } from '../../../simulate/scenario.ts';
import { NotSimulated } from '../../../simulate/simulated-rollout.ts';
import { hasFault, tryPlan } from '../../../simulate/try-plan.ts';
import { readConfig } from '../../read-config.ts';
import { type Exit, exit, type Terminal } from '../../terminal/terminal.ts';
import type { SimulateOptions, WorldOptions } from './options.ts';
import { planDocument, planReport, type TriedPlan } from './report.ts';

/** Returns a service of a serin.yml; says why and returns null where there is none. */
export async function findService(name: string, file: string, terminal: Terminal): Promise<Service | null> {
  const services = await readConfig(file, terminal);
  if (services === null) return null;
  const service = services.find((each) => each.name === name);
  if (service !== undefined) return service;
  const names = services.map((each) => each.name).join(', ');
  terminal.err(`There is no service ${name} in ${file}. It has ${names}.`);
  return null;
}

/** Returns the rollout of a plan of a service in the world of the options. */
export function toScenario(
  service: Service,
  plan: Plan,
  {
    traffic,
    errors,
    canaryErrors = errors,
    latency = 1,
  }: Pick<WorldOptions, 'traffic' | 'errors'> & Pick<SimulateOptions, 'canaryErrors' | 'latency'>,
): Scenario {
  const layout = { targets: splitTargets(service), isCompared: isCompared(service) };
  return scenarioOf({ ...service, plan }, layout, { traffic, errors, canaryErrors, latency });
}

/** Lets other work, such as an interruption, happen after so many rollouts. */
const BREATH = 10;

/** Simulates rollouts, and says on standard error how far it is. @throws the reason of an interruption */
export async function watchSteps<T>(
  steps: Generator<void, T>,
  all: number,
  title: string,
  terminal: Terminal,
): Promise<T> {
  for (let done = 0; ; done++) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (done % BREATH === 0) {
      await setImmediate();
      terminal.signal.throwIfAborted();
    }
    if (done > 0 && done % Math.ceil(all / 4) === 0) terminal.err(`${title}: ${done} of ${all} rollouts simulated`);
  }
}

/** Simulates one plan or two, and prints what they find and whom a fault hurts. */
export async function simulatePlans(name: string, options: SimulateOptions, terminal: Terminal): Promise<Exit> {
  const { config, errors, canaryErrors = errors, users, rollouts, seed, json } = options;
  if (canaryErrors < errors) {
    terminal.err('The canary fails less than today. Write --canary-errors above --errors, or leave it out.');
    return exit.usage;
  }
  const service = await findService(name, config, terminal);
  if (service === null) return exit.refused;
  const plans = [options.plan ?? service.plan, ...(options.compare === undefined ? [] : [options.compare])];
  const tried: TriedPlan[] = [];
  try {
    for (const [i, plan] of plans.entries()) {
      const scenario = toScenario(service, plan, options);
      const title = plans.length === 1 ? name : `plan ${i + 1}`;
      const all = rollouts * (hasFault(scenario.world) ? 2 : 1);
      const steps = tryPlan(scenario, { users, rollouts, seed });
      tried.push({ scenario, tried: await watchSteps(steps, all, title, terminal) });
    }
  } catch (error) {
    if (!(error instanceof NotSimulated)) throw error;
    terminal.err(error.message);
    return exit.refused;
  }
  const trial = { users, rollouts, seed };
  terminal.out(...(json ? [JSON.stringify(planDocument(tried, trial), null, 2)] : planReport(tried, trial)));
  return exit.done;
}
