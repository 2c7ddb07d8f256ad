import { MOST_ERRORS } from '../command/trial-words.ts';
import { pastSources } from '../config/analysis/past-metrics.ts';
import { readPlanLine } from '../config/plan/plan-line.ts';
import { isCompared, splitTargets } from '../config/rules/target.ts';
import { planText } from '../config/steps/registry.ts';
import { countText } from '../domain/analysis/count-words.ts';
import type { Load } from '../domain/analysis/metrics.ts';
import { findNamedPlan } from '../domain/plan/named-plan.ts';
import type { Service } from '../domain/service.ts';
import type { ArmReadings } from '../ports/health/monitoring.ts';
import type { Log } from '../ports/log.ts';
import type { Trials, TrialWish } from '../ports/trials.ts';
import type { SaidWorld } from '../simulate/scenario.ts';

const MINUTE_MS = 60_000;
/** The past from which today's traffic is taken, as before a start. */
const PAST_MS = 3 * 60 * MINUTE_MS;
/** So long a person waits for the simulation; the function has a minute. */
const LONGEST_MS = 25_000;
/** The users where nobody says how many there are. */
const USERS = 20_000;
/** The errors today where neither a person nor a metric says them. */
const ERRORS = 0.001;
/** A canary that fails twice as often, and at least this often, where nobody says how often it fails. */
const LEAST_FAULT = 0.005;

/** The world, as far as trials need it. */
interface TrialDeps {
  readonly arms: Pick<ArmReadings, 'minutes'>;
  readonly log: Log;
  /** The moment, in milliseconds since the epoch. */
  readonly now: () => number;
  /** The time that passes for the person who waits, in milliseconds from any beginning. */
  readonly elapsed: () => number;
}

/** A world to simulate, and what says its traffic. */
interface FoundWorld {
  readonly world: SaidWorld;
  readonly source: string;
}

type Answer = Awaited<ReturnType<Trials['try']>>;

const refuse = (code: string, text: string): Answer => ({ code, text, lines: [] });

/** Creates the trials of the worker. The simulation is loaded when somebody asks for one. */
/** Returns the plan that somebody wants tried: that of the service, one of its further plans by name, or one that is written out. */
function readWish(service: Service, wish: string | null): ReturnType<typeof readPlanLine> {
  const named = wish === null ? service : findNamedPlan(service, wish.trim().toLowerCase());
  return named === null ? readPlanLine(wish ?? '') : { plan: named.plan, problem: null };
}

export function createTrials({ arms, log, now, elapsed }: TrialDeps): Trials {
  /** Returns the traffic of the last three hours; null where there was none, or CloudWatch does not answer. */
  async function readLoad(service: Service): Promise<Load | null> {
    const past = pastSources(service);
    if ('problem' in past) return null;
    const { pastLoad, toPast } = await import('../simulate/past/past.ts');
    const to = Math.floor(now() / MINUTE_MS) * MINUTE_MS;
    try {
      const found = toPast(await arms.minutes({ sources: past.sources }, { from: to - PAST_MS, to }));
      const load = found === null ? null : pastLoad(found);
      return load === null || load.traffic === 0 ? null : load;
    } catch (error) {
      log.warn({ service: service.name, error: String(error) }, 'the traffic for a simulation could not be read');
      return null;
    }
  }

  /** Returns the world that is simulated, with what says its traffic; null where nothing does. */
  async function findWorld(service: Service, { traffic, errors, canaryErrors }: TrialWish): Promise<FoundWorld | null> {
    const today = traffic !== null && errors !== null ? null : await readLoad(service);
    const known = traffic ?? today?.traffic;
    if (known === undefined) return null;
    const rate = Math.min(errors ?? today?.rate ?? ERRORS, MOST_ERRORS);
    const fault = canaryErrors ?? Math.max(2 * rate, LEAST_FAULT);
    const world = { traffic: known, errors: rate, canaryErrors: fault, latency: 1 };
    return { world, source: traffic === null ? ' (the last 3 h)' : '' };
  }

  /** Simulates, and returns what people read. @param source what says the traffic */
  async function simulate(service: Service, { world, source }: FoundWorld, wish: TrialWish): Promise<Answer> {
    const [{ briefLines, tryBriefly }, { scenarioOf }] = await Promise.all([
      import('../simulate/brief.ts'),
      import('../simulate/scenario.ts'),
    ]);
    const layout = { targets: splitTargets(service), isCompared: isCompared(service) };
    const scenario = scenarioOf(service, layout, world);
    const [users, seed, begun] = [wish.users ?? USERS, wish.seed ?? 1, elapsed()];
    const brief = tryBriefly(scenario, { users, seed }, () => elapsed() - begun > LONGEST_MS);
    if ('problem' in brief) return refuse('not-simulated', brief.problem);
    const count = `${brief.good.rollouts} rollouts${brief.isWhole ? '' : ' (there was no time for more)'}`;
    const who = `${countText(users)} users${wish.users === null ? ' (assumed)' : ''}`;
    const met = `${countText(world.traffic)} requests a minute${source} of ${who}`;
    const text = `${service.name}, simulated: ${count} at ${met}, seed ${seed}. Nothing was moved.`;
    return { code: '', text, lines: [`Plan: ${planText(service.plan)}`, ...briefLines(scenario, brief)] };
  }

  return {
    async try(service, wish) {
      const { plan, problem } = readWish(service, wish.plan);
      if (problem !== null) return refuse('bad-plan', problem);
      const found = await findWorld(service, wish);
      if (found === null) {
        const how = `Say it: \`/canary simulate ${service.name} traffic=50/s\`.`;
        return refuse('traffic-unknown', `No metric says how much traffic ${service.name} has. ${how}`);
      }
      if (found.world.canaryErrors < found.world.errors) {
        const text = 'The canary fails less than today. Say canary-errors= above errors=, or leave it out.';
        return refuse('no-fault', text);
      }
      return simulate({ ...service, plan }, found, wish);
    },
  };
}
