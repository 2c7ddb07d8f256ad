import { createHealthSignals } from '../adapters/aws/dynamodb/health-signals.ts';
import { createHistory } from '../adapters/aws/dynamodb/history.ts';
import { createRegistry } from '../adapters/aws/dynamodb/registry.ts';
import { createRestrictions } from '../adapters/aws/dynamodb/restrictions.ts';
import { createStore } from '../adapters/aws/dynamodb/store.ts';
import { createBuilds } from '../adapters/aws/eventbridge/builds.ts';
import { createRolloutEvents } from '../adapters/aws/eventbridge/rollout-events.ts';
import { createLog } from '../adapters/aws/log.ts';
import { createMeter, noMeter } from '../adapters/aws/meter.ts';
import { createSecrets, type Secrets } from '../adapters/aws/ssm/secrets.ts';
import { componentMetrics } from '../adapters/components/registry.ts';
import type { LaunchDarklyAccess } from '../adapters/targets/launchdarkly/api.ts';
import { changedTargets, deployedTarget, targetKind } from '../adapters/targets/registry.ts';
import { createApiCallReceiver } from '../command/receive/api-call.ts';
import { createCallReceiver } from '../command/receive/caller.ts';
import { createReceiver } from '../command/receive/command.ts';
import { createDeploymentReceiver } from '../command/receive/deployment-event.ts';
import { createHealthSignalReceiver } from '../command/receive/health-signal.ts';
import { createHookReceiver } from '../command/receive/hook.ts';
import { type DeadLetterQueue, letterQueues } from '../domain/dead-letter.ts';
import type { Deps } from '../engine/deps.ts';
import type { Engine } from '../engine/engine.ts';
import { onDeadLetters } from '../engine/events/on-dead-letters.ts';
import type { Clock } from '../ports/clock.ts';
import type { DeadLetters } from '../ports/dead-letters.ts';
import type { CallerAnswer, Callers } from '../ports/inbound/caller.ts';
import type { Log } from '../ports/log.ts';
import { createLazyAdapters, createLazyCallers, putEntries, readParameters } from './aws/adapters.ts';
import { type EngineClients, engineClients } from './aws/clients.ts';
import { systemClock } from './clock.ts';
import { componentKinds } from './components.ts';
import { createLazyEngine } from './engine.ts';
import type { engineEnv } from './env.ts';
import { deadLetterAlarm } from './installation.ts';
import { invocationIds } from './invocation.ts';
import { wireLaunchDarkly } from './launchdarkly.ts';
import { wireNotifiers } from './notifiers.ts';
import { perKind } from './per-kind.ts';
import type { createTrials } from './trials.ts';

/** The dependencies of the functions that run the engine. */
export interface EngineParts {
  readonly clients: EngineClients;
  readonly clock: Clock;
  readonly log: Log;
  /** Takes measurements of Serin itself; nothing takes them where it is left out. */
  readonly meter?: Deps['meter'];
  readonly table: string;
  /** The name of Serin's bus. */
  readonly bus: string;
  /** The region that the functions run in. */
  readonly region: string;
  readonly servicesPrefix: string;
  readonly launchdarkly: LaunchDarklyAccess;
  readonly environmentsPrefix: string;
  readonly timers: {
    readonly group: string;
    readonly targetArn: string;
    readonly roleArn: string;
    readonly deadLetterArn: string;
  };
  readonly secrets: () => Promise<Pick<Secrets, 'botToken' | 'macKey' | 'teamId' | 'enterpriseId'>>;
  /** The settings for direct calls: the installation, the account, the verification of callers, and the clock that they sign by. */
  readonly direct: {
    readonly installation: string;
    readonly account: string;
    readonly callers: Callers;
    readonly now: () => number;
  };
  /** The dead-letter queues; only in the function that receives the alarms on them. */
  readonly deadLetters?: DeadLetters;
  /** Tries plans; only in the function that takes people's commands. */
  readonly trials?: (deps: Parameters<typeof createTrials>[0]) => Deps['trials'];
  /** Slack's address and further response addresses, where they are not Slack's own. */
  readonly slack?: { readonly apiUrl: string; readonly responseUrls: readonly string[] };
}

/** The engine and what else the functions route their events to. */
export interface FunctionParts {
  readonly engine: Pick<Engine, 'alarm' | 'wake'>;
  /** Takes what senders have to prove, and drops or refuses the rest. */
  readonly receive: {
    /** Takes the detail of an event with a person's command. */
    command(detail: unknown): Promise<void>;
    /** Takes the detail of an event with the answer of a hook. */
    hookAnswer(detail: unknown): Promise<void>;
    /** Takes an event with a call that CloudTrail wrote down. */
    apiCall(event: unknown): Promise<void>;
    /** Takes an event about a deployment of Amazon ECS. */
    deployment(event: unknown): Promise<void>;
    /** Takes an event with a health signal. */
    healthSignal(event: unknown): Promise<void>;
    /** Takes the command of an IAM identity, and answers it. */
    call(call: unknown): Promise<CallerAnswer>;
  };
  /** The alarms on dead letters; null in functions that do not receive them. */
  readonly deadLetters: {
    /** Returns the queue that an alarm of this installation watches; null for any other alarm. */
    watchedBy(arn: string, home: string): DeadLetterQueue | null;
    /** Tells people what waits in a queue. @param since the moment its alarm began to fire */
    tell(queue: DeadLetterQueue, since: number): Promise<void>;
  } | null;
  /** The region that the functions run in. */
  readonly region: string;
  readonly log: Log;
}

/** Returns the dead-letter queue that an alarm of this installation watches; null for any other alarm. */
function findDeadLetterQueue(
  arn: string,
  home: string,
  { installation, account }: EngineParts['direct'],
): DeadLetterQueue | null {
  const ownAlarmArn = (queue: DeadLetterQueue) =>
    `:cloudwatch:${home}:${account}:alarm:${deadLetterAlarm(installation, queue)}`;
  return letterQueues.find((queue) => arn.endsWith(ownAlarmArn(queue))) ?? null;
}

/** Returns one adapter per kind and process, which queues and paces its calls. @throws for an unknown kind */
function targetKinds({ clients, clock, launchdarkly }: EngineParts): Deps['kind'] {
  return perKind((name) => {
    const { create, schema: _schema, ...facts } = targetKind(name);
    return { ...facts, target: create({ ...clients, launchdarkly, clock }) };
  });
}

/** Stands for trials in the functions that nobody asks for one. */
const NO_TRIALS: Deps['trials'] = {
  try: () => Promise.reject(new Error('Only the worker simulates: a command reached another function.')),
};

/** Composes the engine with its adapters. */
export function wireEngine(parts: EngineParts): FunctionParts {
  const { clients, clock, log, table, deadLetters: letters, direct } = parts;
  const { notifier, people, syncNotifier, deadLetterNotifier } = wireNotifiers({
    secrets: parts.secrets,
    clock,
    log,
    ...parts.slack,
  });
  const macKey = async () => (await parts.secrets()).macKey;
  const aws = createLazyAdapters(parts, macKey);
  const { services, arms } = aws;
  const put = putEntries(clients.eventbridge);
  const engine = createLazyEngine({
    ...aws,
    store: createStore({ client: clients.dynamodb, table, wait: clock.wait }),
    history: createHistory({ client: clients.dynamodb, table }),
    registry: createRegistry({ client: clients.dynamodb, table }),
    restrictions: createRestrictions({ client: clients.dynamodb, table }),
    kind: targetKinds(parts),
    component: componentKinds(clients),
    componentMetrics,
    builds: createBuilds({ put, busName: parts.bus }),
    rolloutEvents: createRolloutEvents({ put, busName: parts.bus }),
    syncNotifier,
    meter: parts.meter ?? noMeter,
    healthSignals: createHealthSignals({ client: clients.dynamodb, table }),
    trials: parts.trials?.({ arms, log, now: clock.now, elapsed: () => performance.now() }) ?? NO_TRIALS,
    people,
    notifier,
    clock,
    log,
  });
  return {
    engine,
    receive: {
      command: createReceiver({ macKey, accept: engine.command, log }),
      hookAnswer: createHookReceiver({ macKey, accept: engine.hook, log }),
      apiCall: createApiCallReceiver({ changedTargets, accept: engine.targetsChanged, log }),
      deployment: createDeploymentReceiver({ deployedTarget, accept: engine.deployment, log }),
      healthSignal: createHealthSignalReceiver({ accept: engine.healthSignal, now: clock.now, log }),
      call: createCallReceiver({ ...direct, answer: engine.answer, log }),
    },
    deadLetters:
      letters === undefined
        ? null
        : {
            watchedBy: (arn, home) => findDeadLetterQueue(arn, home, direct),
            tell: (queue, since) => onDeadLetters({ letters, services, board: deadLetterNotifier, log }, queue, since),
          },
    region: parts.region,
    log,
  };
}

/**
 * Composes the functions for AWS: clients with the function's own credentials, secrets from SSM.
 * @param own the dead letters of the function that receives the alarms on them, and the trials of the one that takes commands
 */
export function wireOnAws(
  env: ReturnType<typeof engineEnv>,
  own: Pick<EngineParts, 'deadLetters' | 'trials'> = {},
): FunctionParts {
  const clients = engineClients();
  const parameters = readParameters(clients.ssm);
  return wireEngine({
    clients,
    clock: systemClock,
    log: createLog({ level: env.logLevel, ids: invocationIds }),
    ...(env.metrics === 'on' && { meter: createMeter({ installation: env.installation, clock: systemClock }) }),
    table: env.table,
    bus: env.bus,
    region: env.region,
    servicesPrefix: env.servicesPrefix,
    launchdarkly: wireLaunchDarkly({ parameters, clock: systemClock, prefix: env.targetsPrefix }),
    environmentsPrefix: env.environmentsPrefix,
    timers: {
      group: env.timerGroup,
      targetArn: env.timerTarget,
      roleArn: env.timerRole,
      deadLetterArn: env.timerDeadLetters,
    },
    secrets: createSecrets({ parameters, clock: systemClock, prefix: env.secretsPrefix }),
    ...own,
    direct: {
      installation: env.installation,
      account: env.account,
      callers: createLazyCallers(env.region),
      now: systemClock.now,
    },
  });
}
