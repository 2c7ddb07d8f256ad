import type { Command } from '../ports/command.ts';
import type { Wake } from '../ports/timers.ts';
import type { Breach } from '../rollout/alarm-state.ts';
import { isNews } from '../rollout/alarms.ts';
import type { Reply } from '../rollout/effect.ts';
import type { ServiceRecord } from '../rollout/record.ts';
import { isFinished } from '../rollout/record.ts';
import type { Decision, Planned, Signal } from '../rollout/signal.ts';
import { EVALUATION_INTERVAL_MS } from '../rollout/timing.ts';
import { wakeAt } from '../rollout/wake.ts';
import { isSeen } from './apply.ts';
import { list, status, toSignal } from './commands.ts';
import { converge } from './converge.ts';
import type { Deps } from './deps.ts';
import { drain } from './outbox.ts';
import { replyTo } from './replies.ts';
import { update } from './save.ts';
import type { Taken, Taking } from './submit.ts';
import { readAlarms, submit } from './submit.ts';

/** How long a worker stays to see a shift reach everybody, in milliseconds; then the timer goes on. */
const STAY_MS = 30_000;
const LOOK_EVERY_MS = 5_000;
const LOOK_AGAIN_MS = 1_000;
/** Passes of convergence in one invocation; the timer goes on with the rest. */
const PASSES = 30;

/** What carries out signals. */
export interface Engine {
  /** A person's command, verified. Answers the person. */
  command(command: Command): Promise<void>;
  /** An alarm changed its state. @param key the event's id */
  alarm(breach: Breach, key: string): Promise<void>;
  /** A timer fired. */
  wake(wake: Wake): Promise<void>;
}

async function reload(deps: Deps, record: ServiceRecord): Promise<ServiceRecord> {
  return (await deps.store.load(record.service)) ?? record;
}

/** Whether a shift has been made and only waits until every user has it. */
function isSpreading(record: ServiceRecord): boolean {
  const { rollout } = record;
  return (
    rollout?.phase.status === 'shifting' &&
    rollout.targets.some(
      ({ observed }) => observed !== null && observed.effectiveAt === null && observed.fault === null,
    )
  );
}

/** Whether a late write has undone part of the way back. */
function isUpAgain(record: ServiceRecord): boolean {
  const { rollout } = record;
  return (
    rollout?.phase.status === 'rolling-back' &&
    rollout.phase.stage === 'returning' &&
    rollout.targets.some(({ observed }) => (observed?.weight ?? 0) > 0)
  );
}

/** One pass: converge, take in what was seen, tell. */
async function pass(
  deps: Deps,
  record: ServiceRecord,
): Promise<{ readonly record: ServiceRecord; readonly again: boolean }> {
  const { rollout } = record;
  if (rollout === null) return { record: await drain(deps, record), again: false };
  const seen = await converge(deps, rollout);
  if (seen === 'idle') return { record: await drain(deps, record), again: false };
  if (seen === 'superseded') return { record: await reload(deps, record), again: true };
  const taken = await submit(deps, record.service, seen, { keys: [], known: record });
  const after = taken.record.rollout;
  const moved =
    after === null ||
    after.id !== rollout.id ||
    after.generation !== rollout.generation ||
    after.phase.status !== rollout.phase.status;
  return { record: moved ? taken.record : await drain(deps, taken.record), again: moved };
}

/**
 * Brings the world to what the record intends and empties the outbox, again and again until nothing more follows. A shift that
 * spreads slowly (DNS) is watched for half a minute; the timer does the rest.
 */
async function settle(deps: Deps, start: ServiceRecord): Promise<void> {
  let record = start;
  let stayed = 0;
  for (let passes = 0; passes < PASSES; passes++) {
    const result = await pass(deps, record);
    record = result.record;
    if (result.again) continue;
    if (isUpAgain(record)) {
      await deps.clock.wait(LOOK_AGAIN_MS);
      continue;
    }
    if (!isSpreading(record) || stayed >= STAY_MS) break;
    await deps.clock.wait(LOOK_EVERY_MS);
    stayed += LOOK_EVERY_MS;
    record = await reload(deps, record);
  }
  record = await drain(deps, record);
  if (record.wake.at === null && wakeAt(record, deps.clock.now()) !== null) {
    throw new Error(
      `No timer could be set for ${record.service}. This invocation fails so that it is tried again; check EventBridge Scheduler.`,
    );
  }
}

/** Takes a signal, then settles: also for a repeat, which changes nothing but may finish what a dead worker left. */
async function handle(deps: Deps, service: string, signal: Signal, taking: Taking): Promise<Taken> {
  const taken = await submit(deps, service, signal, taking);
  const fields = {
    service,
    rollout: taken.record.rollout?.id,
    signal: signal.kind,
    answer: taken.repeat ? 'repeat' : taken.decision?.answer,
  };
  deps.log.info(fields, 'signal taken');
  if (taken.repeat || taken.decision?.answer !== 'refused') await settle(deps, taken.record);
  return taken;
}

async function tell(deps: Deps, command: Command, reply: Reply, shows: ServiceRecord['rollout']): Promise<void> {
  try {
    await deps.announcer.reply(command.replyTo, reply, shows);
  } catch (error) {
    deps.log.warn({ person: command.by.id, error: String(error) }, 'an answer did not reach the person');
  }
}

async function onCommand(deps: Deps, command: Command): Promise<void> {
  const { body } = command;
  if (body.name === 'list') return tell(deps, command, await list(deps), null);
  if (body.name === 'status') {
    const { reply, shows } = await status(deps, body.service);
    return tell(deps, command, reply, shows);
  }
  const record = await deps.store.load(body.service);
  if (record !== null && isSeen(record, command.key)) return settle(deps, record);
  const signal = await toSignal(deps, command, body, record?.rollout ?? null);
  if ('tone' in signal) return tell(deps, command, signal, null);
  const answer = (decision: Decision, before: ServiceRecord): Reply =>
    replyTo(decision, decision.answer === 'accepted' ? decision.next : before.rollout, body.name === 'start');
  const taken = await handle(deps, body.service, signal, {
    keys: [command.key],
    ...(record === null ? {} : { known: record }),
    extra: (decision, before): readonly Planned[] =>
      decision.answer === 'accepted'
        ? [
            {
              key: `reply#${command.key}`,
              body: { kind: 'reply', to: command.replyTo, reply: answer(decision, before) },
            },
          ]
        : [],
  });
  if (taken.decision !== null && taken.decision.answer !== 'accepted')
    await tell(deps, command, answer(taken.decision, taken.record), null);
}

function told(decision: Decision): string {
  return decision.answer === 'accepted' ? decision.say : decision.answer === 'needs-alarms' ? '' : decision.because;
}

async function onAlarm(deps: Deps, breach: Breach, key: string): Promise<void> {
  const services = await deps.store.watching(breach.arn);
  const reading = {
    name: breach.name,
    value: breach.value,
    since: breach.since,
    suppressed: breach.suppressed,
    reason: breach.reason,
  };
  const results = await Promise.allSettled(
    services.map(async (service) => {
      const posted = async (decision: Decision, record: ServiceRecord): Promise<readonly Planned[]> => {
        if (!isNews(record.rollout, reading)) return [];
        const running = record.rollout !== null && !isFinished(record.rollout);
        const channel =
          record.rollout !== null && running
            ? record.rollout.config.channel
            : (await deps.services.get(service, false))?.channel;
        if (channel === undefined) return [];
        const outcome = { rollout: record.rollout?.id ?? null, did: told(decision) };
        return [{ key: `breach#${breach.name}#${breach.since}`, body: { kind: 'breach', channel, breach, outcome } }];
      };
      return handle(deps, service, { kind: 'alarm', key, breach }, { keys: [key], extra: posted });
    }),
  );
  const failed = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  if (failed.length > 0)
    throw new AggregateError(
      failed,
      `The alarm ${breach.name} was not taken by ${failed.length} of ${services.length} services; it is tried again.`,
    );
}

async function onWake(deps: Deps, wake: Wake): Promise<void> {
  let record: ServiceRecord | null;
  try {
    record = await deps.store.load(wake.service);
  } catch (error) {
    await deps.timers.arm({ ...wake, seq: wake.seq + 1, at: deps.clock.now() + EVALUATION_INTERVAL_MS });
    throw error;
  }
  if (record === null) return;
  const { rollout } = record;
  const isOurs = wake.seq >= record.wake.seq;
  if (rollout === null || isFinished(rollout)) {
    const waits = isOurs && record.outbox.length > 0;
    return settle(deps, waits ? await update(deps, record, (same) => ({ ...same }), wake.seq) : record);
  }
  const alarms = await readAlarms(deps, rollout);
  const signal: Signal = { kind: 'timer', key: `wake#${wake.seq}`, rollout: rollout.id, alarms };
  await handle(
    deps,
    wake.service,
    signal,
    isOurs ? { keys: [], known: record, usedWake: wake.seq } : { keys: [], known: record },
  );
}

/** The engine: the only caller of the ports. Load, decide, watchdog, save, converge, tell. */
export function createEngine(deps: Deps): Engine {
  return {
    command: (command) => onCommand(deps, command),
    alarm: (breach, key) => onAlarm(deps, breach, key),
    wake: (wake) => onWake(deps, wake),
  };
}
