import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { createHistory } from '../adapters/aws/dynamodb/history.ts';
import { createStore } from '../adapters/aws/dynamodb/store.ts';
import { parseConfig } from '../config/read/parse-config.ts';
import { isFinished, type ServiceRecord } from '../domain/rollout/record.ts';
import type { Service } from '../domain/service.ts';
import type { Log } from '../ports/log.ts';
import type { History, Store } from '../ports/store.ts';
import { type Account, createAccount } from './account/account.ts';
import { CALLERS } from './account/callers.ts';
import { type ComponentStates, componentStates } from './account/component-states.ts';
import { type LocalDynamoDb, startDynamoDb } from './account/dynamodb.ts';
import { type LocalLaunchDarkly, startLaunchDarkly } from './account/launchdarkly.ts';
import { createPipeline } from './account/pipeline.ts';
import { createRoles, type NewestRollout, type Roles } from './account/roles.ts';
import { seed } from './account/seed.ts';
import { storeSecrets } from './account/store-secrets.ts';
import { currentVersions, type Versions } from './account/versions.ts';
import { applyConfig } from './apply-config.ts';
import type { Observer } from './cloud/attach.ts';
import { type LocalSts, startSts } from './cloud/sts.ts';
import { type Bridge, createBridge } from './functions/bridge.ts';
import { createFailureRecorder, watchDeadLetterQueues } from './functions/dead-letters.ts';
import type { DeadLetter } from './functions/function.ts';
import { createFunctions } from './functions/functions.ts';
import { type JournalEntry, journalKeeper, readJournal, redo } from './journal.ts';
import { createObservers, type Observers } from './observers.ts';
import { repostAll } from './repost.ts';
import type { AwsPlaces } from './server/aws-over-http.ts';
import { createEphemerals, type Ephemerals } from './slack/ephemerals.ts';
import { createHomes, type Homes } from './slack/homes.ts';
import { createPosts, type Posts } from './slack/posts.ts';
import { startWorkspace, type Workspace } from './slack/workspace.ts';
import { type ServiceState, serviceState } from './state.ts';
import { createVirtualClock, type VirtualClock } from './time/clock.ts';
import { type Behaviours, createBehaviours } from './traffic/behaviour.ts';
import { createMinutes, type Minutes } from './traffic/minutes.ts';
import { countPopulations, createStacks, type Stacks } from './traffic/stacks.ts';
import { startTraffic } from './traffic/traffic.ts';

/** The options of a world. */
export interface WorldOptions {
  /** The text of a valid `serin.yml`. */
  readonly config: string;
  /** The virtual time at the beginning, in milliseconds since the epoch; a kept world continues at its own time. */
  readonly start: number;
  readonly seed: number;
  /** The address of the sandbox's own server, without a slash at the end. */
  readonly url: string;
  readonly signingSecret: string;
  /** The address of AWS; null for models. */
  readonly endpoint: string | null;
  /** The folder that keeps the account and the records, so that a world can continue; null: nothing is kept. */
  readonly data: string | null;
  readonly log: Log;
}

/** The users, with their roles, behaviours and requests. */
export interface Users {
  readonly roles: Roles;
  readonly behaviours: Behaviours;
  readonly minutes: Pick<Minutes, 'of'>;
  readonly stacks: Stacks;
}

/** A whole world: users, an AWS account, a Slack workspace, and Serin's functions between them. */
export interface World {
  /** The address of the sandbox's own server, without a slash at the end. */
  readonly url: string;
  readonly signingSecret: string;
  readonly clock: VirtualClock;
  readonly services: readonly Service[];
  readonly workspace: Workspace;
  readonly ephemerals: Ephemerals;
  readonly posts: Posts;
  readonly homes: Homes;
  readonly account: Account;
  /** The simulated users; null when AWS is elsewhere. */
  readonly users: Users | null;
  /** The records of the services, as they were last saved. */
  readonly records: Pick<Store, 'load'>;
  /** The series of verdicts, which are stored beside the records. */
  readonly history: Pick<History, 'series'>;
  /** Returns the versions of a service that can be started, and the one that its users have; null when AWS is elsewhere. */
  versionsOf(service: Service): Versions | null;
  /** The dead letters of all functions, including those replayed since. */
  readonly deadLetters: readonly DeadLetter[];
  /** Calls AWS for another process. */
  readonly aws: Bridge;
  /** The addresses of the services that have an endpoint of their own. */
  readonly places: Omit<AwsPlaces, 'now'>;
  /** Hands a request to the production Slack function. */
  slack(event: unknown): Promise<APIGatewayProxyStructuredResultV2>;
  /** Hands a request to the production discovery function. */
  discovery(event: unknown): Promise<APIGatewayProxyStructuredResultV2>;
  /** Hands a request to the production function for health signals. */
  signals(event: unknown): Promise<APIGatewayProxyStructuredResultV2>;
  /** Returns the state of each service, once all work in flight is done or waits for time. */
  serviceStates(): Promise<Readonly<Record<string, ServiceState>>>;
  /** Returns the content of both environments of each service, as AWS has it. */
  componentStates(): Promise<ComponentStates>;
  /**
   * Adds an observer that sees every call to the account, and may hold it or make it fail. Returns a function that removes it.
   */
  observe(observer: Observer): () => void;
  close(): Promise<void>;
}

/** @throws ApplyFailed when AWS is elsewhere and lacks resources that the configuration names */
export async function createWorld(options: WorldOptions): Promise<World> {
  const parsed = parseConfig(options.config);
  if (!parsed.ok) throw new TypeError('A world needs a valid configuration.');
  const { services } = parsed;
  const kept = options.data === null ? [] : await readJournal(journalIn(options.data));
  const clock = createVirtualClock(kept[0]?.at ?? options.start, options.log);
  const ephemerals = createEphemerals(clock.now);
  const posts = createPosts(clock.now);
  const homes = createHomes();
  const observers = createObservers();
  const [dynamodb, sts, launchdarkly, workspace] = await Promise.all([
    startDynamoDb(options.data === null ? null : join(options.data, 'dynamodb'), observers.all),
    startSts(Object.values(CALLERS), Date.now),
    startLaunchDarkly(),
    startWorkspace(listChannels(services), {
      siteUrl: options.url,
      onEphemeral: ({ user, message }) => ephemerals.show(user, message),
      onPost: posts.add,
      onHome: homes.take,
    }),
  ]);
  const close = async () => {
    await Promise.all([workspace.close(), launchdarkly.close(), dynamodb.close(), sts.close()]);
  };
  try {
    const ground = { services, kept, clock, dynamodb, sts, launchdarkly, workspace, observers };
    const inhabited = await startWorldTraffic(options, ground);
    const { url, signingSecret } = options;
    return { url, signingSecret, services, clock, workspace, ephemerals, posts, homes, ...inhabited, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function listChannels(services: readonly Service[]): readonly string[] {
  const named = services.flatMap(({ channel }) => (channel.startsWith('#') ? [channel.slice(1)] : []));
  return [...new Set(named)];
}

/** The parts of a world that exist before it starts. */
interface Ground {
  readonly services: readonly Service[];
  /** The changes made to the account in earlier runs. */
  readonly kept: readonly JournalEntry[];
  readonly clock: VirtualClock;
  readonly dynamodb: LocalDynamoDb;
  readonly sts: LocalSts;
  readonly launchdarkly: LocalLaunchDarkly;
  readonly workspace: Workspace;
  readonly observers: Observers;
}

async function startWorldTraffic(options: WorldOptions, ground: Ground) {
  const { services, clock, dynamodb, launchdarkly, observers } = ground;
  const deadLetters: DeadLetter[] = [];
  const account: Account = createAccount({
    clock,
    observer: observers.all,
    endpoint: options.endpoint,
    deliver: {
      command: (event) => functions.worker.invokeLater(event),
      deployment: (event) => functions.worker.invokeLater(event),
      build: createPipeline(services, clock, () => account),
      alarm: (event) => functions.alarm.invokeLater(event),
      wake: (input) => functions.timer.invokeLater(input),
    },
  });
  if (options.endpoint === null) await seed(account, services, { flags: launchdarkly.cloud, now: clock.now() });
  if (options.endpoint === null) await watchDeadLetterQueues(account, clock);
  for (const entry of ground.kept) {
    await clock.advance(entry.at - clock.now());
    redo(entry, account.models);
  }
  if (options.data !== null) observers.add(journalKeeper(journalIn(options.data), clock.now));
  account.startTimers();
  const users = options.endpoint === null ? settleUsers(options, ground, account) : null;
  await applyConfig(options.config, account, { ...dynamodb, clock });
  await keepSecrets(account, options, ground);
  const store = createStore(dynamodb);
  const functions = createFunctions({
    ...{ ...ground, account, log: options.log },
    keep: createFailureRecorder(account, deadLetters),
    stsUrl: ground.sts.url,
    // The server listens on the loopback, which has two names.
    responseUrls: [`${options.url}/`, `${options.url.replace('127.0.0.1', 'localhost')}/`],
    afterwards: async (about) => {
      for (const service of services.filter(({ name }) => about === null || name === about)) {
        users?.learn(service, newestIn(await store.load(service.name)));
      }
    },
  });
  await repostAll(store, { services, now: clock.now(), wake: functions.timer.invokeLater });
  return {
    account,
    users,
    records: store,
    history: createHistory(dynamodb),
    deadLetters,
    versionsOf: (service: Service) =>
      users &&
      currentVersions(service, { ...account, flags: launchdarkly.cloud }, users.stacks.get(service.name) ?? null),
    observe: observers.add,
    slack: functions.slack.invoke,
    discovery: functions.discovery.invoke,
    signals: functions.signals.invoke,
    aws: createBridge({
      models: options.endpoint === null ? account.models : { SQS: account.models.SQS },
      observer: observers.all,
      functions,
    }),
    places: {
      dynamodb: { endpoint: dynamodb.endpoint, table: dynamodb.table },
      sts: ground.sts.url,
      launchdarkly: ground.launchdarkly.access.url,
    },
    componentStates: () => componentStates(services, account),
    serviceStates: async () => {
      await clock.advance(0);
      const states = services.map(
        async (service) => [service.name, await serviceState(service, store, users?.roles ?? null)] as const,
      );
      return Object.fromEntries(await Promise.all(states));
    },
  };
}

/** Stores the secrets of Slack's app and of targets, and keys of this run. */
async function keepSecrets(
  account: Account,
  { signingSecret }: WorldOptions,
  { workspace, launchdarkly }: Ground,
): Promise<void> {
  const { token: botToken, teamId, appId, botId, botUserId } = workspace;
  const ofSlack = { signingSecret, botToken, macKey: randomUUID(), teamId, appId, botId, botUserId };
  const launchdarklyToken = await launchdarkly.access.token(false);
  await storeSecrets(account, ofSlack, { launchdarklyToken, signalKey: randomUUID() });
}

function journalIn(folder: string): string {
  return join(folder, 'aws.jsonl');
}

/** Creates the users and starts their traffic. */
function settleUsers({ seed }: WorldOptions, { services, clock, launchdarkly }: Ground, account: Account) {
  const flags = launchdarkly.cloud;
  const roles = createRoles(services, { ...account, flags });
  const behaviours = createBehaviours();
  const stacks = createStacks(services, account);
  const minutes = createMinutes(countPopulations(services, stacks));
  startTraffic({ ...account, flags, clock, services, roles, behaviours, stacks, minutes, seed });
  const learn = (service: Service, newest: NewestRollout | null): void => {
    roles.update(service, newest);
    if (newest === null) return;
    minutes.begin(service.name, newest.id);
    stacks.get(service.name)?.pages.begin(newest.id);
  };
  return { roles, behaviours, stacks, minutes, learn };
}

function newestIn(record: ServiceRecord | null): NewestRollout | null {
  const rollout = record?.rollout ?? null;
  return rollout === null ? null : { id: rollout.id, isRunning: !isFinished(rollout) };
}
