import { utcMoment } from '../../../../src/domain/restrictions/freeze-in-force.ts';
import type { Offer, Reply } from '../../../../src/domain/rollout/effect.ts';
import { isFinished, phaseStart, type Rollout, type ServiceRecord } from '../../../../src/domain/rollout/record.ts';
import type { Service, TargetConfig } from '../../../../src/domain/service.ts';
import { CLOCK_SKEW_MS } from '../../../../src/domain/timing.ts';
import { digestKey } from '../../../../src/engine/ids.ts';
import type { CallerBody } from '../../../../src/ports/inbound/caller.ts';
import type { CommandBody, SlackCommand } from '../../../../src/ports/inbound/command.ts';
import type { Chronicle } from '../chronicle.ts';
import { type CallInvariants, createCallInvariants } from '../invariants/calls.ts';
import { createEventInvariants, type EventInvariants } from '../invariants/events.ts';
import { createForwardInvariants } from '../invariants/forwards.ts';
import { createFreezeInvariants, type FreezeInvariants } from '../invariants/freezes.ts';
import {
  type Breach,
  createInvariants,
  type Ground,
  type Heard,
  type Invariants,
  type Sight,
} from '../invariants/invariants.ts';
import { createLockInvariants, type LockInvariants } from '../invariants/locks.ts';
import { createNoticeInvariants, type NoticeInvariants } from '../invariants/notices.ts';
import { createQueueInvariants, type QueueInvariants } from '../invariants/queue.ts';
import { createShareInvariants, type ShareInvariants } from '../invariants/shares.ts';
import { createStartInvariants } from '../invariants/starts.ts';
import { createUndoneInvariants } from '../invariants/undone.ts';
import { createVerdictInvariants, type VerdictInvariants } from '../invariants/verdicts.ts';
import { createWatchInvariants, type WatchInvariants } from '../invariants/watches.ts';
import type { Invocation } from '../line.ts';
import type { Happening } from '../script.ts';
import { type ArmsSetup, channelOf, MINUTE, type ServiceName, SIGNAL } from '../setup.ts';
import type { Account } from './account.ts';
import type { AlarmName } from './alarms.ts';
import type { Event } from './functions.ts';
import { createHands } from './hands.ts';
import { createMonitor, type Monitor } from './signals.ts';
import type { Time } from './time.ts';
import type { Traffic } from './traffic.ts';

/** The next whole minute, as `at="…"` says it. */
const minuteText = (at: number): string => utcMoment(Math.ceil(at / MINUTE) * MINUTE);

type Said = Extract<Happening, { kind: 'say' }>;
type Called = Extract<Happening, { kind: 'caller' }>;

/** What a service of a world stands on. */
export interface SceneParts {
  readonly name: ServiceName;
  readonly service: Service;
  /** What its canary is like, and the traffic that both arms have; null where nobody tells arms apart. */
  readonly arms: ArmsSetup | null;
  readonly traffic: Traffic | null;
  readonly time: Time;
  readonly account: Account;
  readonly chronicle: Chronicle;
  /** Numbers of the timers that the Scheduler has taken for it. */
  readonly armed: ReadonlySet<number>;
  /** Whether SSM has been in trouble so shortly that the control center need not be written. */
  readonly isCenterExcused: (since: number) => boolean;
  readonly centerUnreadSince: () => number | null;
  readonly wasInTrouble: (since: number) => boolean;
  /** Since when no target of a kind can be read, because its API is away or a permission is missing; null while it can. */
  readonly unreadableSince: (target: TargetConfig) => number | null;
  readonly staleMs: number;
  readonly breach: (breach: Breach) => void;
  /** Something that is to happen later, and that rest has to wait for. */
  readonly later: (ms: number, act: () => void) => void;
  readonly invoke: (event: Event) => void;
  /** A number for the next command of the world. */
  readonly nextCommand: () => number;
}

/** One service of a world: what is said to it, its record as it is saved, and the promises that are kept to it. */
export interface Scene {
  readonly name: ServiceName;
  readonly service: Service;
  readonly invariants: Invariants;
  readonly watch: WatchInvariants;
  readonly shares: ShareInvariants;
  readonly verdicts: VerdictInvariants;
  readonly freezes: FreezeInvariants;
  readonly locks: LockInvariants;
  readonly queues: QueueInvariants;
  readonly events: EventInvariants;
  readonly notices: NoticeInvariants;
  readonly calls: CallInvariants;
  readonly traffic: Traffic | null;
  /** The other system that watches the service; null where none does. */
  readonly monitor: Monitor | null;
  record(): ServiceRecord | null;
  /** A record was saved. */
  onSave(after: ServiceRecord, by: Invocation | null): void;
  /** A person saw an answer, and the rollout that it draws. */
  onReply(reply: Reply, shows: Rollout | null): void;
  /** An alarm's event was taken by a worker: what an alarm does to a rollout, it does wherever the rollout is. */
  onAlarmTaken(alarm: string, value: string, at: number): void;
  /** A target as it is at this moment. */
  sight(target: number): Sight;
  /** Does something that may write to targets, and shows the invariants what it did. @param written by which target's call */
  watched<T>(by: Invocation | null, written: number, act: () => T): T;
  say(one: Said): void;
  call(one: Called): void;
  /** Whether nothing is left to be done. */
  rests(): boolean;
}

/** Whether a service holds when an alarm fires that is about both versions, instead of going back. */
export function holdsForBoth({ config, analysis }: Rollout): boolean {
  return analysis !== undefined && config.analysis?.acts === true && config.analysis.onSharedIncident === 'hold';
}

export function createScene(parts: SceneParts): Scene {
  const { name, service, time, account, chronicle } = parts;
  const { note, count } = chronicle;
  const monitor = service.signals === undefined ? null : createMonitor(time.now);
  const prefix = name === 'checkout' ? '' : `${name}: `;
  const heard: Heard[] = [];
  let record: ServiceRecord | null = null;
  let offered: string | null = null;
  /** The starts that were typed to be shown first. */
  const waiting: { readonly command: SlackCommand; readonly after: number }[] = [];
  const { armed, isCenterExcused, centerUnreadSince, wasInTrouble, unreadableSince, staleMs, breach } = parts;
  const hands = createHands(time.now, service.targets.length);
  const ground: Ground = {
    ...{ now: time.now, account, service, heard, armed },
    ...{ isCenterExcused, centerUnreadSince, wasInTrouble, unreadableSince, staleMs, breach },
    foreignSince: hands.since,
    firings: (alarm) => (alarm === SIGNAL ? (monitor?.firings() ?? 0) : account.alarms.firings(alarm as AlarmName)),
  };
  const invariants = createInvariants(ground);
  const watch = createWatchInvariants(ground);
  const shares = createShareInvariants(ground);
  const undone = createUndoneInvariants(ground);
  const forwards = createForwardInvariants(ground);
  const starts = createStartInvariants(ground);
  const freezes = createFreezeInvariants(ground);
  const locks = createLockInvariants(ground);
  const queues = createQueueInvariants(ground);
  const events = createEventInvariants(ground);
  const notices = createNoticeInvariants(ground);
  const calls = createCallInvariants(ground);
  const { arms, traffic } = parts;
  const verdicts = createVerdictInvariants({ ...ground, arms, traffic });

  const sight: Scene['sight'] = (target) => {
    const config = service.targets[target];
    const state = record?.rollout?.targets[target];
    if (config === undefined) throw new TypeError(`There is no target ${target}.`);
    return { look: account.place(config).look(), share: state === undefined ? 0 : account.share(state) };
  };

  const noteSave = (before: ServiceRecord | null, after: ServiceRecord, by: Invocation | null): void => {
    const [was, is] = [before?.rollout ?? null, after.rollout];
    const from = was === null ? 'none' : was.phase.status;
    const to = is === null ? 'none' : is.phase.status;
    count(`status ${to}`);
    const verdict = is?.analysis?.verdict;
    if (verdict !== undefined && verdict.outcome !== was?.analysis?.verdict?.outcome)
      count(`verdict ${parts.arms?.quality ?? 'none'}: ${verdict.outcome} (${verdict.reason})`);
    if (was?.id !== is?.id || from !== to) count(`transition ${from} → ${to}`);
    if (is !== null && is.phase.status === 'holding') count(`holds ${is.phase.why.kind}`);
    if (after.sync !== null && after.sync !== before?.sync) count(`sync ${after.sync.status}`);
    const who = by === null ? 'somebody' : `worker ${by.n}`;
    const line = is === null ? [] : is.timeline.filter(({ n }) => n > (was?.id === is.id ? was.entries : 0));
    const said = line.map(({ text }) => ` “${text}”`).join('');
    note(`${prefix}${who} saves ${after.revision}: ${to}${is === null ? '' : ` ${is.weight}%`}${said}`);
  };

  /** What a person's command says. */
  const bodyOf = ({
    name: what,
    button,
    label,
    insists,
    ms,
    startsAfter,
    waits,
    hotfix,
    startsIn,
  }: Said): CommandBody => {
    const rollout = record?.rollout ?? null;
    const aim =
      button && rollout !== null
        ? { rollout: rollout.id, at: { step: rollout.step, since: phaseStart(rollout.phase) } }
        : { rollout: null, at: null };
    switch (what) {
      case 'list':
        return { name: 'list' };
      case 'sync':
        return { name: 'sync', service: name, plan: null };
      case 'sync it':
        return { name: 'sync', service: name, plan: offered };
      case 'stop it':
        return { name: 'stop-sync', service: name, sync: record?.sync?.id ?? '' };
      default: {
        const text = insists ? 'anyway, I mean it' : '';
        return {
          name: what,
          service: name,
          ...aim,
          text,
          label,
          explicit: {},
          force: insists,
          adopt: false,
          ...(startsAfter === undefined && { confirmed: 'yes' }),
          ms,
          ...(insists && arms?.quality === 'fix-forward' && { fix: true }),
          ...(waits === true && { queue: true }),
          ...(what === 'start' && startsIn !== undefined && { startAt: minuteText(time.now() + startsIn) }),
          ...(hotfix === true && { hotfix: 'it is down' }),
        } as CommandBody;
      }
    }
  };

  /** Whether the record need not remember it: what only asks, or is shown first, and what is about all services. */
  const isQuestion = ({ name: what, ...body }: CommandBody): boolean =>
    ['status', 'list', 'env', 'queue', 'freeze-all', 'unfreeze-all'].includes(what) ||
    (what === 'start' && !('confirmed' in body)) ||
    ('plan' in body && body.plan === null);

  const commanded = (command: SlackCommand): Event => ({
    what: `${command.by.name}: ${command.body.name}`,
    // Who puts a share back resumes too.
    command: {
      name: command.body.name === 'put-back' ? 'resume' : command.body.name,
      by: command.by.id,
      saidAt: command.issuedAt,
      isForced: command.body.name === 'start' && command.body.force,
      isHotfix: command.body.name === 'start' && command.body.hotfix !== undefined,
    },
    handle: (engine) => {
      const said = { by: command.by.id, at: command.issuedAt };
      heard.push({ ...said, name: command.body.name });
      if (command.body.name === 'put-back') heard.push({ ...said, name: 'resume' });
      return engine.command(command);
    },
    taken: () => {
      const isKept =
        isQuestion(command.body) || record?.seen.some(({ key }) => key === digestKey(command.key)) === true;
      invariants.onTaken(command.key, isKept);
    },
  });

  const say: Scene['say'] = (one) => {
    const n = parts.nextCommand();
    const { as, label, insists, button } = one;
    const who = as.slice(2).toLowerCase();
    const command: SlackCommand = {
      v: 1,
      key: `said-${n}`,
      issuedAt: time.now(),
      by: { id: as, name: who },
      team: 'T0',
      origin: { channelId: 'C0', channelName: (one.channel ?? channelOf(as)).slice(1) },
      replyTo: { user: as, channel: 'C0', responseUrl: '' },
      body: bodyOf(one),
    };
    const what = `${one.name}${one.name === 'start' ? ` ${label}` : ''}${insists ? ' (insists)' : ''}`;
    note(`${prefix}${who} ${button ? 'clicks' : 'says'} ${what}`);
    count(`said ${one.name}`);
    // Who says that it is a hotfix need not be shown it.
    if (one.startsAfter !== undefined && one.hotfix !== true) {
      starts.onUnconfirmed(command.key, { shown: null });
      waiting.push({ command, after: one.startsAfter });
    }
    for (const delay of one.arrives) parts.later(delay, () => parts.invoke(commanded(command)));
    if (one.arrives.length > 1) count('fault duplicate or late command');
  };

  /** The person who was shown a start clicks below it, once for each time that it was typed. */
  const clickStart = ({ kind: _, ...start }: Extract<Offer, { kind: 'start' }>, shows: Rollout): void => {
    const next = waiting.shift();
    if (next === undefined) return;
    parts.later(next.after, () => {
      const key = `clicked-${parts.nextCommand()}`;
      const command = { ...next.command, key, issuedAt: time.now(), body: { name: 'start' as const, ...start } };
      note(`${prefix}${command.by.name} clicks Start`);
      count('clicked start');
      starts.onUnconfirmed(key, { shown: shows, isScheduled: start.startAt !== undefined });
      parts.invoke(commanded(command));
    });
  };

  /** A pipeline waits for its answer, and asks again with the same key when AWS did not give one. */
  const asked = (body: CallerBody, arn: string, key: string, tries: number): Event => ({
    what: `${arn.split('/').at(-1)} calls ${body.name}`,
    command: { name: body.name, by: arn },
    handle: async (engine) => {
      heard.push({ name: body.name, by: arn, at: time.now() });
      const command = { v: 1, installation: 'serin', key, issuedAt: time.now(), body } as const;
      const { code } = await engine.answer(command, { arn });
      count(`answer to a caller: ${code || 'done'}`);
      const isDeed = body.name === 'start' || body.name === 'pause' || body.name === 'rollback';
      const isKept = record?.seen.some((one) => one.key === digestKey(`iam#${key}`)) === true;
      if (isDeed && code !== 'not-yet' && code !== 'config-unreadable') invariants.onTaken(`iam#${key}`, isKept);
      if (code === 'not-yet' && tries > 0) parts.later(5_000, () => parts.invoke(asked(body, arn, key, tries - 1)));
    },
  });

  const call: Scene['call'] = ({ name: what, as, label }) => {
    const n = parts.nextCommand();
    note(`${prefix}${as.split('/').at(-1)} calls ${what}`);
    count(`called ${what}`);
    const body = {
      name: what,
      service: name,
      label,
      explicit: {},
      force: false,
      adopt: false,
      rollout: null,
      text: '',
    };
    parts.invoke(asked(body as CallerBody, as, `called-${n}`, 3));
  };

  const isFiring = (alarm: string): boolean =>
    alarm === SIGNAL ? monitor?.isUnhealthy() === true : account.alarms.state(alarm as AlarmName) === 'ALARM';

  const onAlarmTaken: Scene['onAlarmTaken'] = (alarm, value, at) => {
    const rollout = record?.rollout ?? null;
    if (value !== 'ALARM' || rollout === null || !isFiring(alarm)) return;
    const known = rollout.alarms[alarm];
    if (!rollout.config.alarms.includes(alarm) || known?.excused === true) return;
    if (isFinished(rollout) || rollout.startedAt > at - CLOCK_SKEW_MS) return;
    if (known?.value !== 'ALARM' && known !== undefined && known.since > at) return;
    if (rollout.config.onAlarm !== 'rollback' || rollout.noReturnAt !== null) return;
    if (rollout.phase.status === 'holding' && holdsForBoth(rollout)) return;
    if (!['rolling-back', 'stuck'].includes(rollout.phase.status))
      parts.breach({
        invariant: 'watching never stops',
        detail: `an alarm was taken, and the rollout is ${rollout.phase.status}`,
      });
  };

  return {
    name,
    service,
    invariants,
    watch,
    shares,
    verdicts,
    freezes,
    locks,
    queues,
    events,
    notices,
    calls,
    traffic,
    monitor,
    record: () => record,
    onSave: (after, by) => {
      const before = record;
      record = after;
      noteSave(before, after, by);
      const [was, is] = [before?.rollout ?? null, after.rollout];
      if (is !== null && was?.id !== is.id) {
        count(`began ${by?.command?.name === 'start' ? 'by a command' : 'from the queue'}`);
        hands.begin(by);
        traffic?.begin(service.targets.map((_, i) => sight(i).share));
      }
      invariants.onSave(before, after, by);
      watch.onSave(before, after, by);
      shares.onSave(before, after, by);
      undone.onSave(before, after);
      forwards.onSave(before, after);
      verdicts.onSave(before, after, by);
      freezes.onSave(before, after, by);
      locks.onSave(before, after);
      queues.onSave(before, after, by);
      notices.onSave(before, after);
      calls.onSave(before, after);
      if (is !== null && was?.id !== is.id) starts.onStart(was, is, by);
      if (was !== null && is?.reopenedAt !== undefined && was.reopenedAt === undefined) starts.onReopen(was);
      const isPutBack = was?.phase.status === 'completed' && is?.phase.status === 'promoting';
      if (was !== null && was.id === is?.id && isPutBack) starts.onReopen(was);
    },
    onReply: ({ offer }, shows) => {
      if (offer?.kind === 'sync' && offer.service === name) offered = offer.plan;
      if (offer?.kind === 'start' && offer.service === name && shows !== null) clickStart(offer, shows);
    },
    onAlarmTaken,
    sight,
    watched: (by, written, act) => {
      const before = service.targets.map((_, i) => sight(i));
      const result = act();
      before.forEach((was, i) => {
        const after = sight(i);
        traffic?.note(i, after.share);
        if (was.look !== after.look || was.share !== after.share)
          note(
            `${prefix}${by === null ? 'by hand' : `worker ${by.n}`}: ${service.targets[i]?.kind} ${i} ${was.share}% → ${after.share}%`,
          );
        if (i !== written) return;
        const running = record?.rollout ?? null;
        const foreign = hands.since(i);
        hands.write(i, was, after, by, running !== null && !isFinished(running));
        invariants.onWrite(i, was, after, by);
        watch.onWrite(was, after, by);
        shares.onWrite(i, was, after, by, foreign);
        undone.onWrite(i, was, after, by);
        forwards.onWrite(i, was, after, by);
      });
      return result;
    },
    say,
    call,
    rests: () => {
      if (record === null) return true;
      const isOver = record.rollout === null || isFinished(record.rollout);
      return isOver && record.wake.at === null && record.outbox.length === 0;
    },
  };
}
