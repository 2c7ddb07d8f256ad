import type { Service } from '../rollout/service.ts';
import type { Estate } from './estate.ts';
import { type ApplyPlan, planApply, type ServiceChange } from './plan-apply.ts';
import { readConfig } from './read-config.ts';
import { type Exit, exit, type Terminal } from './terminal.ts';

/** How `serin apply` was asked for. */
export interface ApplyOptions {
  readonly file: string;
  /** Write without asking. */
  readonly yes: boolean;
}

/** Brings the services of a `serin.yml` to the account: shows what changes, asks, writes. Running it again is always safe. */
export async function apply(options: ApplyOptions, terminal: Terminal, open: () => Promise<Estate>): Promise<Exit> {
  const services = await readConfig(options.file, terminal);
  if (services === null) return exit.refused;
  const estate = await open();
  const plan = await compare(services, estate);
  terminal.out(...described(plan));
  if (plan.obstacles.length > 0) {
    terminal.err(...plan.obstacles, 'Nothing was written.');
    return exit.refused;
  }
  const writes = plan.changes.filter(({ what }) => what !== 'unchanged');
  if (writes.length === 0) {
    terminal.out('Nothing to change.');
    return exit.done;
  }
  const refusal = await whyNot(options, terminal);
  if (refusal === null) return write(writes, estate, terminal);
  terminal.err(refusal);
  return terminal.signal.aborted ? exit.interrupted : exit.refused;
}

async function compare(services: readonly Service[], estate: Estate): Promise<ApplyPlan> {
  const [texts, claims, alarmArns] = await Promise.all([
    estate.parameters.all(),
    estate.registry.claims(),
    estate.alarms.arnsOf([...new Set(services.flatMap(({ alarms }) => alarms))]),
  ]);
  return planApply(services, { texts, claims, alarmArns });
}

function described({ changes, others }: ApplyPlan): readonly string[] {
  return [
    ...changes.flatMap(({ service, what, lines }) => [`${service}: ${what}`, ...lines.map((line) => `  ${line}`)]),
    ...others.map((service) => `${service}: not in this file, left alone`),
  ];
}

/** Why nothing may be written; null when somebody agreed. */
async function whyNot({ yes }: ApplyOptions, { ask, signal }: Terminal): Promise<string | null> {
  if (yes) return null;
  if (ask === null) return 'Nothing was written: there is no terminal to ask on. Say --yes to write this.';
  try {
    const answer = await ask('Write this? Only "yes" is taken: ');
    return answer.trim().toLowerCase() === 'yes' ? null : 'Nothing was written.';
  } catch (error) {
    if (!signal.aborted) throw error;
    return 'Nothing was written.';
  }
}

/**
 * The registry goes first: an alarm that is registered for a service not yet stored does nothing, while a stored service
 * whose alarms nobody looks up would not be watched. Targets that change hands are let go before they are taken.
 */
async function write(changes: readonly ServiceChange[], estate: Estate, terminal: Terminal): Promise<Exit> {
  const steps = [
    ...changes.flatMap(({ release }) =>
      release === null ? [] : [{ done: null, run: () => estate.registry.register(release) }],
    ),
    ...changes.map(({ service, claim }) => ({
      done: `${service}: registered`,
      run: () => estate.registry.register(claim),
    })),
    ...changes.map(({ service, text }) => ({
      done: `${service}: stored`,
      run: () => estate.parameters.put(service, text),
    })),
  ];
  for (const { done, run } of steps) {
    if (terminal.signal.aborted) {
      terminal.err(
        'Interrupted; the lines above say what was written. Run the same command again to finish: that is safe.',
      );
      return exit.interrupted;
    }
    try {
      await run();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      terminal.err(
        `Stopped: ${reason}`,
        'The lines above say what was written. Run the same command again: that is safe.',
      );
      return exit.refused;
    }
    if (done !== null) terminal.out(done);
  }
  return exit.done;
}
