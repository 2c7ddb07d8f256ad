import { parseAlarmEvent } from '../../../../src/adapters/aws/cloudwatch/alarm-event.ts';
import { parseTimerEvent } from '../../../../src/adapters/aws/scheduler/timer-event.ts';
import { targetKind } from '../../../../src/adapters/targets/registry.ts';
import { cloudWatchAlarms } from '../../../../src/domain/alarm/health-signal.ts';
import type { EnvironmentId } from '../../../../src/domain/environment/environment.ts';
import type { Restrictions } from '../../../../src/domain/restrictions/restrictions.ts';
import type { BuildRequest, News } from '../../../../src/domain/rollout/effect.ts';
import type { ServiceRecord } from '../../../../src/domain/rollout/record.ts';
import type { HookAnswer } from '../../../../src/ports/hooks.ts';
import type { AlarmEvent } from '../../../../src/sandbox/cloud/cloudwatch/event.ts';
import { readStoredValue } from '../../../support/stored-value.ts';
import { createChronicle } from '../chronicle.ts';
import { createFaults, SLUGGISH } from '../faults.ts';
import type { Breach } from '../invariants/invariants.ts';
import { type Invocation, STALE_MS } from '../line.ts';
import { drawsFor } from '../random.ts';
import { type Happening, PARTIES, type Party, type Script } from '../script.ts';
import { ALARM, HOME, MINUTE, SIGNAL, serviceOf, setupsOf } from '../setup.ts';
import { createTroubles } from '../troubles.ts';
import { startWorker } from '../worker.ts';
import { type AwsParty, createAccount, TABLE, type TableCall } from './account.ts';
import { ALARMS, type AlarmName, arnOf } from './alarms.ts';
import { createFunctions, type Event } from './functions.ts';
import { answerMetricData } from './metric-data.ts';
import { comeToRest } from './rest.ts';
import { createScene, type Scene } from './scene.ts';
import { drawDelays, type Statement } from './signals.ts';
import { clockOf, createTime } from './time.ts';
import { createTraffic } from './traffic.ts';

/** The news about those who wait. */
const QUEUE_NEWS: readonly News['about'][] = ['queue', 'hotfix', 'scheduled'];

/** Every run begins on the same morning. */
const T0 = Date.UTC(2026, 0, 5, 9, 0, 0);
/** So long everything has stood before anything happens. */
const STOOD_MS = 10 * MINUTE;
/** CloudWatch evaluates an alarm every ten seconds at most: it does not change twice within them. */
const EVALUATED_MS = 10_000;
/** So long after the last happening faults go on, in milliseconds. */
const FAULTS_GO_ON_MS = 2 * MINUTE;
/** So long at least something may follow a call of a worker, in milliseconds. */
const FOLLOWS_MS = 6 * MINUTE;
/** So long after the end of faults somebody replays the dead letters, which have paged, in milliseconds. */
const REPLAYED_MS = 30_000;
/** A build takes so long, in milliseconds. */
const BUILD_MS = 4 * MINUTE;

/** What one run came to. */
export interface Run {
  readonly breach: Breach | null;
  /** A number that is the same for the same script, whatever is run before. */
  readonly hash: number;
  /** What happened, in order, a line each. */
  readonly story: readonly string[];
  readonly faults: ReadonlyMap<string, string>;
  /** What was met, by kind: faults, statuses, transitions, decisions. */
  readonly met: ReadonlyMap<string, number>;
  /** Calls that were made. */
  readonly calls: number;
}

/** Which target a call writes to, by the name that its input has for it; null for calls that write to none. */
const WRITES: Readonly<Record<string, (input: never) => string>> = {
  'Lambda.UpdateAlias': ({ FunctionName, Name }: { FunctionName: string; Name: string }) => `${FunctionName}:${Name}`,
  'Route53.ChangeResourceRecordSets': (input: {
    ChangeBatch: { Changes: readonly { ResourceRecordSet: { Name: string } }[] };
  }) => input.ChangeBatch.Changes[0]?.ResourceRecordSet.Name.replace(/\.$/, '') ?? '',
  'KeyValueStore.PutKey': ({ Key }: { Key: string }) => Key,
  'ELBv2.ModifyListener': ({ ListenerArn }: { ListenerArn: string }) => ListenerArn,
  'ELBv2.ModifyRule': ({ RuleArn }: { RuleArn: string }) => RuleArn,
  'LaunchDarkly.PatchFlag': ({ url }: { url: string }) => url.split('/').at(-1) ?? '',
};

/** Whose API is asked about targets, by their kind. */
const PARTY_OF: Readonly<Record<string, Party>> = {
  'lambda-alias': 'Lambda',
  route53: 'Route53',
  edge: 'KeyValueStore',
  launchdarkly: 'LaunchDarkly',
  alb: 'ELBv2',
};

/** A start has begun a rollout by then, in milliseconds. */
const STARTED_MS = 45_000;

/** Whether nothing but words comes in the way of the first start of a script. */
function startsUndisturbed({ faults, happenings, setup }: Script): boolean {
  const [start, ...rest] = happenings;
  if (faults !== 0 || setup.second !== undefined || setup.monitored || start?.kind !== 'say' || start.at > 0)
    return false;
  const isInTheWay = (one: Happening): boolean =>
    one.kind !== 'say' || ['lock', 'freeze', 'freeze-all'].includes(one.name);
  return rest.every((one) => one.after === undefined && (!isInTheWay(one) || one.at > STARTED_MS));
}

/** When the last thing of a script is over, from its beginning, in milliseconds. */
function endOf(one: Happening): number {
  if (one.after !== undefined) return FOLLOWS_MS;
  return one.at + ('lasts' in one && one.lasts !== null ? one.lasts : 0);
}

/** Which side of whose component a call writes to; null where it writes to none. */
function partWrittenBy(
  operation: string,
  input: unknown,
): { readonly service: string; readonly side: EnvironmentId } | null {
  const { FunctionName, Name, restApiId, stageName } = input as Readonly<Record<string, string | undefined>>;
  const [owner, alias] = operation === 'UpdateStage' ? [restApiId, stageName] : [FunctionName, Name];
  if ((operation !== 'UpdateStage' && operation !== 'UpdateAlias') || alias?.startsWith('env-') !== true) return null;
  return { service: owner?.split('-')[0] ?? '', side: alias === 'env-a' ? 'a' : 'b' };
}

/** What a call would have to name to write to a target. */
function writtenName(target: Scene['service']['targets'][number]): string {
  if (target.kind === 'lambda-alias') return `${target.function}:${target.alias}`;
  return String(target.record ?? target.key ?? target.flag ?? target.listener ?? target.rule);
}

/**
 * One whole world, from its beginning until everything has come to rest.
 *
 * @param onTable called with every call that reaches the table
 */
export async function run(script: Script, onTable?: (call: TableCall) => void): Promise<Run> {
  const time = createTime(T0 - STOOD_MS);
  const chronicle = createChronicle(time);
  const { note, count } = chronicle;
  const setups = setupsOf(script.setup);
  const services = setups.map(([name, setup]) => serviceOf(name, setup));
  const calm = T0 + Math.max(0, ...script.happenings.map(endOf)) + FAULTS_GO_ON_MS;
  const faults = createFaults(script, () => time.now() >= calm);
  const dead: Event[] = [];
  const shown = new Set<string>();
  const changedAt = new Map<AlarmName, number>();
  let breach: Breach | null = null;
  let calls = 0;
  let commands = 0;
  let pending = 0;
  let speaks: Invocation | null = null;
  let arrives: readonly number[] = [];
  let fired: string | null = null;

  const broken = (found: Breach): void => {
    breach ??= found;
  };
  /** Something that is to happen later and that rest has to wait for. */
  const later = (ms: number, act: () => void): void => {
    pending += 1;
    time.at(time.now() + ms, () => {
      pending -= 1;
      act();
    });
  };

  const account = createAccount(time, services, {
    ...(onTable && { onTable }),
    onPut: (_before, item) => {
      if (item.pk?.S === 'restrictions') {
        const restrictions = readStoredValue<Restrictions>(item);
        for (const { freezes, locks } of scenes) {
          freezes.onRestrictions(restrictions, speaks);
          locks.onRestrictions(restrictions, speaks);
        }
      }
      const [, at] = item.sk?.S?.split('series#') ?? [];
      const id = item.pk?.S?.split('#')[1];
      if (at !== undefined)
        for (const { verdicts } of scenes) verdicts.onSeries(`${id}/${Number(at)}`, readStoredValue(item));
      if (item.sk?.S !== 'current') return;
      const after = readStoredValue<ServiceRecord>(item);
      sceneOf(after.service)?.onSave(after, speaks);
    },
    onAlarm: (event) => {
      for (const delay of arrives) later(delay, () => functions.invoke(alarmed(event)));
    },
    metricData: (input) =>
      answerMetricData(
        scenes.map(({ service, traffic, record }) => ({ service, traffic, rollout: () => record()?.rollout ?? null })),
        input,
      ),
    onTimer: (input) => {
      fired = input;
      for (const delay of faults.timer()) later(delay, () => functions.invoke(woken(input)));
    },
  });
  const armed = new Map(services.map(({ name }) => [name, new Set<number>()]));
  const scenes: Scene[] = [];
  const sceneOf = (name: string | undefined): Scene | undefined => scenes.find((scene) => scene.name === name);
  const troubles = createTroubles({ time, account, chronicle, calm, scenes });
  setups.forEach(([name, setup], i) => {
    const service = services[i];
    if (service === undefined) return;
    const scene = createScene({
      ...{ name, service, time, account, chronicle, later },
      arms: setup.arms ?? null,
      traffic:
        setup.arms === undefined
          ? null
          : createTraffic({ service: name, seed: script.seed, setup: setup.arms, start: T0, now: time.now }),
      armed: armed.get(name) ?? new Set(),
      isCenterExcused: (since) => script.faults !== 0 || troubles.wasInTrouble(since, 'SSM'),
      centerUnreadSince: () => {
        const since = script.faults === 0 ? troubles.unreadableSince('SSM') : null;
        const isElsewhere = PARTIES.some((party) => party !== 'SSM' && troubles.wasInTrouble(since ?? 0, party));
        return isElsewhere ? null : since;
      },
      staleMs: typeof script.faults === 'number' && [0, SLUGGISH].includes(script.faults) ? 0 : STALE_MS,
      wasInTrouble: (since) => troubles.wasInTrouble(since),
      unreadableSince: ({ kind }) => troubles.unreadableSince(PARTY_OF[kind] ?? 'Lambda'),
      breach: broken,
      invoke: (event) => functions.invoke(event),
      nextCommand: () => {
        commands += 1;
        return commands;
      },
    });
    scenes.push(scene);
  });

  /** How often each call was made, and what happens after one of them. */
  const made = new Map<string, number>();
  const onCall = (name: string): void => {
    calls += 1;
    const n = (made.get(name) ?? 0) + 1;
    made.set(name, n);
    for (const one of script.happenings)
      if (one.after === `${name}#${n}` && one.kind !== 'call')
        time.at(time.now() + one.at, () => time.now() < calm && happen(one));
  };

  const answer = (party: AwsParty, operation: string, input: unknown): object => {
    const name = WRITES[`${party}.${operation}`]?.(input as never);
    const act = () => account.answer(party, operation, input);
    const scene = scenes.find(({ service }) => service.targets.some((target) => writtenName(target) === name));
    if (scene !== undefined) {
      const written = scene.service.targets.findIndex((target) => writtenName(target) === name);
      return scene.watched(speaks, written, act);
    }
    const output = act();
    const part = partWrittenBy(operation, input);
    if (part !== null) sceneOf(part.service)?.watch.onPartWrite(part.side, speaks);
    if (party === 'SSM' && operation === 'PutParameter')
      for (const { watch, service } of scenes)
        if ((input as { Name: string }).Name.endsWith(`/${service.name}`)) watch.onCenterWrite();
    if (operation === 'CreateSchedule') {
      const { Target } = input as { readonly Target: { readonly Input: string } };
      const wake = parseTimerEvent(JSON.parse(Target.Input));
      armed.get(wake.service)?.add(wake.seq);
    }
    return output;
  };

  /** Builds are made elsewhere, and some never come. */
  const built = ({ component, side, version }: BuildRequest): void => {
    const buckets = component.replace('frontend ', '').split('/');
    const bucket = buckets[side === 'a' ? 0 : 1];
    if (bucket !== undefined && faults.builds()) later(BUILD_MS, () => account.build(bucket, version));
  };

  const functions = createFunctions({
    ...{ time, faults, note },
    start: () =>
      startWorker({
        ...{ time, faults, chronicle, onCall },
        isAway: troubles.isAway,
        signalOf: (service) => sceneOf(service)?.monitor?.told() ?? null,
        account: { ...account, answer },
        speaking: (by, act) => {
          speaks = by;
          try {
            return act();
          } finally {
            speaks = null;
          }
        },
        slack: {
          shown,
          onTold: (rollout, key, text) => {
            const scene = sceneOf(rollout?.service);
            scene?.invariants.onTold(key, text);
            const [what, , alarm] = key.split('#');
            if (what === 'breach') scene?.watch.onBreach(alarm ?? '', key);
          },
          onCalled: (rollout, mention) => sceneOf(rollout.service)?.calls.onCalled(rollout, mention),
          onNews: (rollout, news) => {
            const scene = sceneOf(rollout.service);
            (QUEUE_NEWS.includes(news.about) ? scene?.queues : scene?.notices)?.onNews(rollout, news);
          },
          onCard: (rollout) => sceneOf(rollout.service)?.watch.onCard(rollout),
          onShown: (rollout) => sceneOf(rollout.service)?.shares.onShown(rollout),
          onReply: (reply, shows) => {
            note(`${reply.tone}${reply.code === '' ? '' : ` (${reply.code})`}: “${reply.text.slice(0, 160)}”`);
            count(`reply ${reply.code || reply.tone}`);
            for (const scene of scenes) scene.onReply(reply, shows);
          },
        },
        hooks: {
          onCall: (call, ran) => {
            for (const { invariants } of scenes) invariants.onHookCall(call, ran);
          },
          onAnswer: (call, ok) => {
            for (const { invariants } of scenes) invariants.onHookAnswer(call, ok);
          },
          answersLater: (delay, given) => later(delay, () => functions.invoke(hooked(given))),
        },
        onMinutes: (sources, to) => {
          for (const { verdicts, record } of scenes)
            if (JSON.stringify(record()?.rollout?.analysis?.sources) === JSON.stringify(sources)) verdicts.onAsked(to);
        },
        rolloutEvents: (line) => ({
          publish: (event) =>
            line(
              'Scheduler',
              'PutRolloutEvents',
              () => '',
              () => sceneOf(event.service)?.events.onPublished(event),
            ),
        }),
        builds: (line) => ({
          request: (request) =>
            line(
              'Scheduler',
              'PutEvents',
              () => '',
              () => built(request),
            ),
        }),
      }),
    onKill: () => count('fault a worker is killed'),
    onDeadLetter: (event) => {
      count('dead letter');
      dead.push(event);
    },
  });

  /** What services call the alarm of an event. */
  const calledOf = ({ detail }: AlarmEvent): AlarmName =>
    ALARMS.find((alarm) => alarm.endsWith(detail.alarmName)) ?? ALARM;
  const woken = (input: string): Event => {
    const wake = parseTimerEvent(JSON.parse(input));
    return { what: `timer ${wake.seq}`, command: null, handle: (engine) => engine.wake(wake) };
  };
  const alarmed = (event: AlarmEvent): Event => {
    const breached = parseAlarmEvent(event, HOME);
    return {
      what: `alarm ${breached.value} of ${clockOf(breached.since)}`,
      command: null,
      handle: (engine) => engine.alarm(breached, event.id),
      taken: () => {
        for (const scene of scenes) scene.onAlarmTaken(calledOf(event), breached.value, breached.since);
      },
    };
  };
  /** Every minute the monitor of a service says how that is; some of it is lost, late, or comes twice, until faults are over. */
  const signalled = (scene: Scene, statement: Statement): Event => ({
    what: `signal ${statement.health} of ${clockOf(statement.at)}`,
    command: null,
    handle: (engine) => {
      scene.monitor?.onArrived(statement);
      return engine.healthSignal(scene.name, { name: 'monitor', ...statement, value: '', link: null });
    },
    taken: () => {
      scene.monitor?.onTaken(statement);
      scene.onAlarmTaken(SIGNAL, statement.health === 'unhealthy' ? 'ALARM' : 'OK', statement.at);
    },
  });
  const saySignal = (scene: Scene): void => {
    const health = scene.monitor?.state ?? 'silent';
    if (health === 'silent') return;
    const statement = { health, at: time.now() };
    const isCalm = time.now() < T0 || time.now() >= calm;
    const delays = isCalm ? [100] : drawDelays(drawsFor(script.seed, `signal of ${scene.name} at ${statement.at}`));
    count(`signal ${health}${delays.length === 0 ? ' lost' : delays.length > 1 ? ' twice' : ''}`);
    for (const delay of delays) later(delay, () => functions.invoke(signalled(scene, statement)));
  };
  const watchOver = (scene: Scene): void => {
    saySignal(scene);
    time.at(time.now() + MINUTE, () => watchOver(scene));
  };
  const hooked = (given: HookAnswer): Event => ({
    what: `answer of the hook of step ${given.step}`,
    command: null,
    handle: (engine) => {
      for (const { invariants } of scenes)
        invariants.onHookAnswer(`${given.rollout}/${given.step}/${given.call}`, given.ok);
      return engine.hook(given);
    },
  });

  const changeAlarm = (one: Extract<Happening, { kind: 'alarm' }>): void => {
    const { alarm = ALARM, value } = one;
    const state = account.alarms.state(alarm);
    if (state === null || state === value) return;
    if (!account.alarms.isEvaluated(alarm)) {
      if (time.now() < calm) time.at(time.now() + EVALUATED_MS, () => changeAlarm(one));
      return;
    }
    const from = (changedAt.get(alarm) ?? 0) + EVALUATED_MS;
    if (time.now() < from) {
      time.at(from, () => changeAlarm(one));
      return;
    }
    changedAt.set(alarm, time.now());
    const isLost = one.arrives.length === 0;
    note(`${alarm} goes to ${value}${isLost ? ', and its event is lost' : ''}`);
    count(isLost ? 'fault event lost' : one.arrives.length > 1 ? 'fault duplicate event' : 'alarm event');
    arrives = one.arrives;
    account.alarms.set(alarm, value);
  };

  const happen = (one: Happening): void => {
    const scene = sceneOf('service' in one ? one.service : 'checkout') ?? (scenes[0] as Scene);
    switch (one.kind) {
      case 'say':
        scene.say(one);
        return;
      case 'caller':
        scene.call(one);
        return;
      case 'alarm':
        changeAlarm(one);
        return;
      case 'signal': {
        const { monitor } = scene;
        if (monitor === null || time.now() >= calm) return;
        note(`the monitor of ${scene.name} is ${one.says}`);
        monitor.state = one.says;
        saySignal(scene);
        later(one.lasts, () => {
          monitor.state = 'healthy';
          saySignal(scene);
        });
        return;
      }
      case 'alarm deleted': {
        const { alarm = ALARM } = one;
        if (account.alarms.state(alarm) === null) return;
        note(`somebody deletes ${alarm}`);
        count('fault alarm deleted');
        account.alarms.delete(alarm);
        return;
      }
      case 'evaluation':
        troubles.evaluation(one);
        return;
      case 'edit': {
        const target = scene.service.targets[one.target];
        if (target === undefined) return;
        note(`somebody edits the ${one.what} of ${target.kind} ${one.target}`);
        count(`fault edit of the ${one.what}`);
        scene.watched(null, one.target, () => account.place(target).edit(one.what));
        return;
      }
      case 'deploy':
        if (scene.service.components.length === 0) return;
        note(`somebody deploys to side ${one.side}`);
        count('fault deployment');
        account.deploy(scene.service, one.side);
        scene.watch.onDeploy();
        return;
      case 'apply': {
        const last = account.stored(scene.name).at(-1)?.service ?? scene.service;
        const other = last.onAlarm === 'rollback' ? 'hold' : 'rollback';
        note(`somebody applies another ${one.what} of ${scene.name}`);
        count(`fault another ${one.what} is applied`);
        account.apply(one.what === 'channel' ? { ...last, channel: '#payments' } : { ...last, onAlarm: other });
        return;
      }
      case 'claim': {
        const target = scene.service.targets[one.target];
        if (target === undefined) return;
        note(`another service takes ${target.kind} ${one.target}`);
        count('fault a target is taken');
        account.claim(targetKind(target.kind).name(target), 'payments');
        return;
      }
      case 'vanish':
        troubles.vanish(scene, one);
        return;
      case 'undo':
        troubles.undo(scene, one);
        return;
      case 'denied':
        troubles.deny(one);
        return;
      case 'outage':
        troubles.outage(one);
        return;
      case 'timer again': {
        if (fired === null) return;
        const again = woken(fired);
        note(`${again.what} fires again`);
        functions.invoke(again);
      }
    }
  };

  const claim = (pk: string, sk: string, service: string): void => {
    const item = { pk: { S: pk }, sk: { S: sk }, service: { S: service } };
    account.answer('DynamoDB', 'PutItem', { TableName: TABLE, Item: item });
  };
  for (const { name, alarms, targets } of services) {
    for (const alarm of cloudWatchAlarms(alarms)) claim(`alarm#${arnOf(alarm as AlarmName)}`, `service#${name}`, name);
    for (const target of targets) claim(`target#${targetKind(target.kind).name(target)}`, 'owner', name);
  }

  /** CloudWatch looks at every metric once a minute. */
  const evaluate = (): void => {
    for (const alarm of ALARMS) account.alarms.evaluate(alarm);
    if (time.now() < calm) time.at(time.now() + MINUTE, evaluate);
  };
  time.at(T0, evaluate);
  for (const scene of scenes) if (scene.monitor !== null) time.at(T0 - 2 * MINUTE, () => watchOver(scene));
  for (const one of script.happenings) if (one.after === undefined) time.at(T0 + one.at, () => happen(one));
  const isBroken = (): boolean => breach !== null;
  const rests = (): boolean =>
    isBroken() || (pending === 0 && functions.busy() === 0 && scenes.every((scene) => scene.rests()));

  await time.run(T0 + STARTED_MS, isBroken);
  if (!isBroken() && startsUndisturbed(script) && scenes[0]?.record()?.rollout == null)
    broken({ invariant: 'who may start can', detail: 'nothing stood in the way of the first start' });
  await time.run(calm, isBroken);
  if (!isBroken()) {
    note('from here on nothing fails');
    await comeToRest({
      ...{ script, time, account, scenes, calm, isBroken, rests, breach: broken, mend: troubles.mend },
      isBlind: () => troubles.wasInTrouble(time.now(), 'EdgeCloudWatch'),
      isDenied: ({ kind }) => troubles.wasInTrouble(time.now(), PARTY_OF[kind] ?? 'Lambda'),
      deliverAlarms: (delays) => {
        arrives = delays;
      },
      replayDeadLetters: () => {
        for (const event of dead.splice(0)) later(REPLAYED_MS, () => functions.invoke(event));
      },
    });
  }
  if (!isBroken())
    for (const { invariants, events, notices, watch, queues, record } of scenes) {
      invariants.atRest(record());
      queues.atRest(record());
      events.atRest(record());
      notices.atRest(record());
      watch.atRest(record());
    }

  return { breach, hash: chronicle.hash(), story: chronicle.story, faults: faults.met, met: chronicle.met, calls };
}
