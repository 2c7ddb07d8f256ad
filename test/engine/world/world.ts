import { cloudWatchAlarms } from '../../../src/domain/alarm/health-signal.ts';
import type { AlarmChange, AlarmReading } from '../../../src/domain/alarm/state.ts';
import type { ArmMetrics } from '../../../src/domain/analysis/metrics.ts';
import type { MinutePart } from '../../../src/domain/analysis/minute.ts';
import type { Sync } from '../../../src/domain/environment/sync.ts';
import type { Home } from '../../../src/domain/home.ts';
import type { Measurement } from '../../../src/domain/measurement.ts';
import type { Metric } from '../../../src/domain/plan/metric.ts';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import type { BuildRequest, Reply } from '../../../src/domain/rollout/effect.ts';
import type { Rollout, ServiceRecord } from '../../../src/domain/rollout/record.ts';
import type { RolloutEvent } from '../../../src/domain/rollout/rollout-event.ts';
import type { Service } from '../../../src/domain/service.ts';
import type { StartForm } from '../../../src/domain/start-form.ts';
import type { Deps } from '../../../src/engine/deps.ts';
import { createEngine, type Engine } from '../../../src/engine/engine.ts';
import { firstCenter } from '../../../src/environments/control-center.ts';
import type { CommandBody, SlackCommand } from '../../../src/ports/inbound/command.ts';
import type { Log } from '../../../src/ports/log.ts';
import type { Notifier } from '../../../src/ports/notifier.ts';
import type { TimerEvent } from '../../../src/ports/timers.ts';
import {
  createMemoryHealthSignals,
  createMemoryHistory,
  createMemoryRestrictions,
  createMemoryStore,
  type MemoryStore,
} from '../../support/memory-store.ts';
import { createSimulatedCenters, type SimulatedCenters } from './simulated-centers.ts';
import { createSimulatedComponents, type SimulatedComponents } from './simulated-component.ts';
import { createSimulatedHooks, type SimulatedHooks } from './simulated-hooks.ts';
import { createSimulatedTargets, type SimulatedTargets } from './simulated-target.ts';

export const MINUTE = 60_000;
/** A person who is in no channel. */
export const OUTSIDER = 'U0OUTSIDER';
const T0 = Date.UTC(2026, 0, 5, 9, 0, 0);

/** What was told, in the order in which it got through. */
export interface Told {
  readonly kind: 'card' | 'thread' | 'breach' | 'notice' | 'restate' | 'reply' | 'deployment';
  readonly key: string;
  readonly text: string;
  /** Whether it was said to have been tried before, so that the notifier looks before it posts. */
  readonly again?: boolean;
}

export interface World {
  readonly engine: Engine;
  readonly deps: Deps;
  readonly store: MemoryStore;
  readonly history: ReturnType<typeof createMemoryHistory>;
  readonly restrictions: ReturnType<typeof createMemoryRestrictions>;
  readonly targets: SimulatedTargets;
  readonly components: SimulatedComponents;
  /** Builds that were asked for, in the order in which the bus took them. */
  readonly builds: BuildRequest[];
  /** The events that other systems were told. */
  readonly events: RolloutEvent[];
  /** Every drawing of a sync. */
  readonly syncs: Sync[];
  readonly replies: Reply[];
  /** Every drawing of an App Home. */
  /** The forms of a start that were drawn, and what was said in their place. */
  readonly forms: { readonly view: string; readonly form: StartForm | null; readonly answer: Reply | null }[];
  readonly homes: { readonly person: string; readonly home: Home | null; readonly answer: Reply | null }[];
  readonly centers: SimulatedCenters;
  readonly hooks: SimulatedHooks;
  /** The metrics of both arms by minute; null: none. Read only where the service has `analysis`. */
  readonly traffic: { minute: ((at: number) => MinutePart | null) | 'unreadable' | null };
  /** What metrics say; null: nothing. And which were asked for. */
  readonly gauge: { left: number | null | 'unreadable'; readonly asked: Metric[] };
  /** What Serin measured of itself. */
  readonly measured: Measurement[];
  readonly timers: TimerEvent[];
  readonly told: Told[];
  readonly alarms: Map<string, AlarmReading>;
  readonly config: { live: Service | 'unreadable' };
  readonly slack: { down: boolean };
  now(): number;
  say(
    body: Partial<CommandBody> & { name: CommandBody['name'] },
    options?: Partial<Pick<SlackCommand, 'key' | 'issuedAt' | 'organisation'>> & {
      as?: string;
      channel?: string;
      /** From the App Home of the person. */
      isHome?: true;
    },
  ): Promise<void>;
  /** An alarm event; the alarm is in that state from then on. */
  alarm(name: string, value: AlarmReading['value'], options?: { key?: string; since?: number }): Promise<void>;
  /** Lets time pass, firing every timer that becomes due. */
  pass(ms: number): Promise<void>;
  rollout(): Promise<Rollout>;
  record(): Promise<ServiceRecord>;
}

export const PLAN: Plan = [
  { kind: 'shift', weight: 5 },
  { kind: 'bake', ms: 10 * MINUTE },
  { kind: 'approve', from: ['U0BOB', 'U0CAROL'], count: 1, within: 240 * MINUTE },
  { kind: 'shift', weight: 25 },
  { kind: 'bake', ms: 15 * MINUTE },
  { kind: 'shift', weight: 100 },
  { kind: 'bake', ms: 30 * MINUTE },
];

function aService(change: Partial<Service> = {}): Service {
  return {
    name: 'checkout',
    channel: '#deploys',
    targets: [
      { kind: 'simulated', name: 'api' },
      { kind: 'simulated', name: 'events' },
    ],
    alarms: ['checkout-5xx'],
    plan: PLAN,
    onAlarm: 'rollback',
    missingData: 'hold',
    pipelines: [],
    selfApproval: false,
    rollbackWindow: 86_400_000,
    discovery: null,
    environments: null,
    components: [],
    sharedDependencies: [],
    ...change,
  };
}

/** The metrics of one version. */
function armMetrics(version: string): ArmMetrics {
  const metric = (name: string) => ({ namespace: 'Test', name, dimensions: { Version: version } });
  return { requests: metric('Requests'), errors: [metric('Errors')], latency: null };
}

function quietLog(): Log {
  const nothing = (): void => undefined;
  return { info: nothing, warn: nothing, error: nothing };
}

function createTeller(
  { told, replies, homes, forms }: { readonly told: Told[] } & Pick<World, 'replies' | 'homes' | 'forms'>,
  slack: { down: boolean },
): Notifier {
  const reach = (): void => {
    if (slack.down) throw new Error('Slack is down');
  };
  return {
    card: async (rollout, once) => {
      reach();
      told.push({ kind: 'card', key: once.key, text: `${rollout.phase.status} ${rollout.weight}` });
      return { channel: 'C0DEPLOYS', ts: '1', permalink: `https://slack.example/${rollout.id}` };
    },
    thread: async (_rollout, message, once) => {
      reach();
      told.push({
        kind: 'thread',
        ...once,
        text: message.kind === 'entries' ? message.entries.map((entry) => entry.text).join('\n') : message.kind,
      });
    },
    alarm: async (_channel, breach, outcome, _rollout, once) => {
      reach();
      const calls = outcome.mention === undefined ? '' : ` (${outcome.mention.join(', ')})`;
      told.push({ kind: 'breach', ...once, text: `${breach.name}: ${outcome.did}${calls}` });
      return { channel: 'C0DEPLOYS', ts: `ts of ${once.key}` };
    },
    notice: async (rollout, news, once) => {
      reach();
      told.push({
        kind: 'notice',
        ...once,
        text: `${rollout.phase.status}: ${news.fact} (${news.mention.join(', ')})`,
      });
      return { channel: 'C0DEPLOYS', ts: `ts of ${once.key}` };
    },
    say: async (_channel, text, once) => {
      reach();
      told.push({ kind: 'deployment', ...once, text });
    },
    restate: async (rollout, { key, answer }) => {
      reach();
      told.push({ kind: 'restate', key, text: `${rollout.phase.status}: ${answer?.text ?? ''}` });
    },
    home: async (person, home, answer) => {
      reach();
      homes.push({ person, home, answer });
    },
    startForm: async (view, _from, form, answer) => {
      reach();
      forms.push({ view, form, answer });
    },
    reply: async (to, reply) => {
      reach();
      replies.push(reply);
      told.push({
        kind: 'reply',
        key: `${to.user}`,
        text: [
          `${reply.code} ${reply.text}`,
          ...reply.lines,
          ...reply.findings.map((finding) => finding.code),
          ...reply.checks.map(({ ok, text, remedy }) => `${ok ? '✓' : '✗'} ${text} ${remedy}`),
          reply.link ?? '',
        ].join('\n'),
      });
    },
  };
}

function aBreach(reading: AlarmReading): AlarmChange {
  return {
    arn: `arn:${reading.name}`,
    name: reading.name,
    kind: 'metric',
    value: reading.value,
    previous: null,
    since: reading.since,
    suppressed: false,
    reason: reading.reason,
    description: '',
    metric: 'AWS/Lambda Errors',
    observedValue: 7,
    threshold: 1,
    comparison: '>',
  };
}

/** An engine in a container of its own for each invocation. */
function perInvocation(engine: () => Engine): Engine {
  return {
    command: (command) => engine().command(command),
    answer: (command, by) => engine().answer(command, by),
    alarm: (breach, key) => engine().alarm(breach, key),
    healthSignal: (service, heard) => engine().healthSignal(service, heard),
    hook: (answer) => engine().hook(answer),
    targetsChanged: (change) => engine().targetsChanged(change),
    deployment: (news) => engine().deployment(news),
    wake: (wake) => engine().wake(wake),
  };
}

/** How a world differs from the usual one. */
interface WorldOptions {
  readonly service?: Partial<Service>;
  readonly spreadMs?: number;
  /** Changes the dependencies of all invocations. */
  readonly wrap?: (deps: Deps) => Deps;
  /** Changes the dependencies of one invocation; called as it begins. */
  readonly wrapEach?: (deps: Deps) => Deps;
}

/** A whole world around the engine, in memory: one service, simulated targets, a clock that waits for nobody. */
export function aWorld(options: WorldOptions = {}): World {
  let now = T0;
  const store = createMemoryStore();
  const history = createMemoryHistory();
  const restrictions = createMemoryRestrictions();
  const healthSignals = createMemoryHealthSignals();
  const targets = createSimulatedTargets(() => now, options.spreadMs ?? 0);
  const components = createSimulatedComponents();
  const builds: BuildRequest[] = [];
  const events: RolloutEvent[] = [];
  const syncs: Sync[] = [];
  const replies: Reply[] = [];
  const forms: World['forms'] = [];
  const homes: { readonly person: string; readonly home: Home | null; readonly answer: Reply | null }[] = [];
  const hooks = createSimulatedHooks();
  const gauge: World['gauge'] = { left: null, asked: [] };
  const traffic: World['traffic'] = { minute: null };
  const measured: Measurement[] = [];
  const timers: TimerEvent[] = [];
  const told: Told[] = [];
  const slack = { down: false };
  const service = aService(options.service);
  const centers = createSimulatedCenters();
  if (service.environments !== null) centers.put(firstCenter(service.name, service.environments.stable, T0));
  const config: World['config'] = { live: service };
  const alarms = new Map<string, AlarmReading>();
  for (const name of cloudWatchAlarms(service.alarms)) {
    alarms.set(name, { name, value: 'OK', since: T0 - 60 * MINUTE, suppressed: false, reason: 'fine' });
    store.watch(`arn:${name}`, service.name);
  }
  const plain: Deps = {
    store,
    history,
    registry: { owner: async () => service.name },
    restrictions,
    services: {
      get: async (name) => {
        if (config.live === 'unreadable') throw new Error('SSM is away');
        return name === config.live.name ? config.live : null;
      },
      names: async () => [service.name],
      all: async () => new Map([[service.name, config.live === 'unreadable' ? null : config.live]]),
    },
    controlCenters: centers,
    component: components.kind,
    componentMetrics: () => [],
    builds: {
      request: async (build) => {
        builds.push(build);
      },
    },
    rolloutEvents: {
      publish: async (event) => {
        events.push(event);
      },
    },
    syncNotifier: {
      show: async (sync) => {
        if (slack.down) throw new Error('Slack is down');
        syncs.push(sync);
        return { channel: 'C0DEPLOYS', ts: '2', permalink: '' };
      },
    },
    kind: (name) => {
      if (name !== 'simulated') throw new Error(`unknown kind ${name}`);
      return {
        name: (target) => String(target.name),
        choice: (target) => String(target.name),
        exact: ({ config }) => ({ kind: config.kind, name: String(config.name), stable: '53', canary: '54' }),
        splits: 'requests',
        metrics: () => ({ stable: armMetrics('53'), canary: armMetrics('54'), before: null }),
        target: targets,
      };
    },
    healthSignals,
    meter: {
      record: (measurement) => {
        measured.push(measurement);
      },
    },
    health: {
      readings: async (names) =>
        names.map((name) => {
          const missing: AlarmReading = { name, value: 'MISSING', since: 0, suppressed: false, reason: '' };
          return { ...(alarms.get(name) ?? missing), readAt: now };
        }),
    },
    hooks,
    shared: {
      parameters: async () => ({ missing: [], unequal: [] }),
      variables: async () => ({ missing: [], unequal: [] }),
    },
    arms: {
      minutes: async ({ sources }, { from, to }) => {
        const { minute } = traffic;
        if (minute === 'unreadable') throw new Error('CloudWatch is away');
        const minutes = Array.from({ length: (to - from) / MINUTE }, (_, i) => from + i * MINUTE);
        return minutes.flatMap((at) => {
          const part = minute?.(at) ?? null;
          return part === null ? [] : [{ at, parts: sources.map(() => part) }];
        });
      },
      quantiles: async (metrics) => metrics.map(() => null),
    },
    metrics: {
      newest: async (metric, since) => {
        if (gauge.left === 'unreadable') throw new Error('CloudWatch is away');
        gauge.asked.push(metric);
        return gauge.left === null ? null : { value: gauge.left, at: Math.max(since, now - MINUTE) };
      },
    },
    trials: { try: async ({ name }, { plan }) => ({ code: '', text: `${name} was tried`, lines: [`Plan: ${plan}`] }) },
    timers: {
      arm: async (wake) => {
        if (!timers.some((timer) => timer.seq === wake.seq && timer.at === wake.at)) timers.push(wake);
      },
    },
    people: {
      isAmong: async (person, from) => from.includes(person.id),
      isFrom: async (origin, channel) =>
        origin.isHome ? origin.channelId !== OUTSIDER : `#${origin.channelName}` === channel,
      belongsTo: async () => true,
      whyNotIn: async () => null,
    },
    notifier: createTeller({ told, replies, homes, forms }, slack),
    clock: {
      now: () => now,
      wait: async (ms) => {
        now += ms;
      },
    },
    log: quietLog(),
  };
  const deps = options.wrap?.(plain) ?? plain;
  const { wrapEach } = options;
  const engine = wrapEach === undefined ? createEngine(deps) : perInvocation(() => createEngine(wrapEach(deps)));
  let said = 0;
  const world: World = {
    engine,
    deps,
    store,
    history,
    restrictions,
    targets,
    components,
    builds,
    events,
    syncs,
    replies,
    homes,
    forms,
    centers,
    hooks,
    gauge,
    traffic,
    measured,
    timers,
    told,
    alarms,
    config,
    slack,
    now: () => now,
    say: (body, { as = 'U0ALICE', channel = 'deploys', isHome, key, issuedAt, organisation } = {}) => {
      said += 1;
      const full = {
        service: service.name,
        rollout: null,
        at: null,
        text: '',
        label: 'v54',
        explicit: {},
        force: false,
        adopt: false,
        confirmed: 'yes',
        ms: 5 * MINUTE,
        ...body,
      } as unknown as CommandBody;
      const name = as.replace('U0', '').toLowerCase();
      return engine.command({
        v: 1,
        key: key ?? `said-${said}`,
        issuedAt: issuedAt ?? now,
        by: { id: as, name },
        team: 'T0',
        ...(organisation === undefined ? {} : { organisation }),
        ...(isHome
          ? {
              origin: { channelId: as, channelName: '', isHome },
              replyTo: { user: as, channel: as, responseUrl: '', home: true },
            }
          : {
              origin: { channelId: 'C0', channelName: channel },
              replyTo: { user: as, channel: 'C0', responseUrl: '' },
            }),
        body: full,
      });
    },
    alarm: (name, value, { key, since } = {}) => {
      const reading: AlarmReading = { name, value, since: since ?? now, suppressed: false, reason: '7 is over 1' };
      alarms.set(name, reading);
      return engine.alarm(aBreach(reading), key ?? `${name}-${value}-${reading.since}`);
    },
    pass: async (ms) => {
      const until = now + ms;
      for (;;) {
        const due = timers.filter((timer) => timer.at <= until).sort((a, b) => a.at - b.at)[0];
        if (due === undefined) break;
        timers.splice(timers.indexOf(due), 1);
        now = Math.max(now, due.at);
        await engine.wake(due);
      }
      now = Math.max(now, until);
    },
    rollout: async () => {
      const rollout = (await store.load(service.name))?.rollout;
      if (!rollout) throw new Error('no rollout');
      return rollout;
    },
    record: async () => {
      const record = await store.load(service.name);
      if (!record) throw new Error('no record');
      return record;
    },
  };
  return world;
}
