import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { createDiscoverySource } from '../../adapters/aws/dynamodb/discovery-source.ts';
import { createBus } from '../../adapters/aws/eventbridge/bus.ts';
import { putEntriesBy } from '../../adapters/aws/eventbridge/put-entries.ts';
import { createSignalBus } from '../../adapters/aws/eventbridge/signal-bus.ts';
import { parseTimerEvent } from '../../adapters/aws/scheduler/timer-event.ts';
import { createDeadLetters } from '../../adapters/aws/sqs/dead-letters.ts';
import { readParametersBy } from '../../adapters/aws/ssm/read-parameters.ts';
import { createSecrets } from '../../adapters/aws/ssm/secrets.ts';
import { createSignalSource } from '../../adapters/aws/ssm/signal-source.ts';
import { createLaunchDarklyToken } from '../../adapters/aws/ssm/target-secrets.ts';
import { createCallers } from '../../adapters/aws/sts/callers.ts';
import { toLoaders } from '../../adapters/shared/lazy.ts';
import { createSlackHandler } from '../../adapters/slack/inbound/app.ts';
import { createOpenModal } from '../../adapters/slack/inbound/modals/open-modal.ts';
import { createResponseUrls } from '../../adapters/slack/inbound/response-urls.ts';
import { isApiCallEvent } from '../../command/receive/api-call.ts';
import { wireEngine } from '../../compose/functions.ts';
import { createTrials } from '../../compose/trials.ts';
import { createDiscovery } from '../../discovery/discovery.ts';
import { type EngineHandlers, engineHandlers } from '../../functions/events/handlers.ts';
import type { Log } from '../../ports/log.ts';
import { createSignals } from '../../signals/signals.ts';
import { type Account, NAMES } from '../account/account.ts';
import type { LocalLaunchDarkly } from '../account/launchdarkly.ts';
import type { Workspace } from '../slack/workspace.ts';
import type { VirtualClock } from '../time/clock.ts';
import { letterUrls } from './dead-letters.ts';
import { createFunction, type DeadLetter, type LambdaFunction } from './function.ts';

/** The path to which Slack sends commands and clicks. */
export const SLACK_PATH = '/slack/events';

/** The path at which monitors tell the health of a service; its name follows. */
export const SIGNALS_PATH = '/signals/';

/** The path at which clients ask for the arm of a user; the name of the service follows. */
export const DISCOVERY_PATH = '/discovery/';

const SERVICES_PREFIX = '/serin/services/';

/** The production functions, each in containers of its own. */
export interface Functions {
  readonly slack: LambdaFunction<unknown, APIGatewayProxyStructuredResultV2>;
  readonly discovery: LambdaFunction<unknown, APIGatewayProxyStructuredResultV2>;
  readonly signals: LambdaFunction<unknown, APIGatewayProxyStructuredResultV2>;
  readonly worker: LambdaFunction<unknown, unknown>;
  readonly alarm: LambdaFunction<unknown, unknown>;
  readonly timer: LambdaFunction<unknown, unknown>;
}

/** The dependencies of the functions. */
export interface FunctionsDeps {
  readonly account: Account;
  readonly dynamodb: { readonly watched: DynamoDBClient; readonly table: string };
  readonly launchdarkly: Pick<LocalLaunchDarkly, 'access'>;
  readonly workspace: Workspace;
  readonly clock: VirtualClock;
  readonly log: Log;
  /** The beginnings of the addresses that answers may go to. */
  readonly responseUrls: readonly string[];
  /** The address of STS. */
  readonly stsUrl: string;
  /** Takes a dead letter. */
  readonly keep: (letter: DeadLetter) => Promise<void>;
  /**
   * Called after each invocation of a function that runs the engine, whether it succeeded or failed.
   * @param about the one service that it was about; null when it may have been any
   */
  readonly afterwards: (about: string | null) => Promise<void>;
}

/** Composes the production handlers with the sandbox's account, table, workspace and clock. */
export function createFunctions(deps: FunctionsDeps): Functions {
  const engine = (name: keyof EngineHandlers, about: (event: unknown) => string | null) =>
    createFunction<unknown, unknown>(
      `serin-${name}`,
      () => {
        const handler: (event: unknown) => Promise<unknown> = startEngine(deps)[name];
        return async (event) => {
          try {
            return await handler(event);
          } finally {
            await deps.afterwards(about(event));
          }
        };
      },
      deps,
    );
  return {
    slack: createFunction('serin-slack', () => startSlack(deps), deps),
    discovery: createFunction('serin-discovery', () => startDiscovery(deps), deps),
    signals: createFunction('serin-signals', () => startSignals(deps), deps),
    worker: engine('worker', () => null),
    alarm: engine('alarm', () => null),
    timer: engine('timer', readService),
  };
}

/** Returns the service that the timer function was invoked for; null where it was for another event. */
function readService(event: unknown): string | null {
  return isApiCallEvent(event) ? null : parseTimerEvent(event).service;
}

function startEngine(deps: FunctionsDeps): EngineHandlers {
  const { account, dynamodb, launchdarkly, workspace, clock, log, responseUrls, stsUrl } = deps;
  const { keyValueStore, elb, ecs, apiGateway, s3, sqs, ...clients } = account.clients;
  const loaders = { keyValueStore, elb, apiGateway, s3, ecs };
  const parameters = readParametersBy(clients.ssm);
  return engineHandlers(
    wireEngine({
      clients: { ...toLoaders(clients), ...loaders, dynamodb: dynamodb.watched },
      clock,
      log,
      table: dynamodb.table,
      bus: NAMES.bus,
      region: 'us-east-1',
      servicesPrefix: SERVICES_PREFIX,
      launchdarkly: {
        ...launchdarkly.access,
        token: createLaunchDarklyToken({ parameters, clock, prefix: NAMES.targetsPrefix }),
      },
      environmentsPrefix: NAMES.environmentsPrefix,
      timers: {
        group: NAMES.timerGroup,
        targetArn: NAMES.timerTarget,
        roleArn: NAMES.timerRole,
        deadLetterArn: NAMES.timerDeadLetters,
      },
      secrets: createSecrets({ parameters, clock, prefix: NAMES.secretsPrefix }),
      direct: {
        installation: NAMES.installation,
        account: NAMES.account,
        callers: createCallers({ endpoint: stsUrl, fetch }),
        // Calls are signed with real time.
        now: Date.now,
      },
      deadLetters: createDeadLetters({ client: sqs, urls: letterUrls }),
      slack: { apiUrl: workspace.apiUrl, responseUrls },
      trials: createTrials,
    }),
  );
}

function startDiscovery({ account, dynamodb, clock, log }: FunctionsDeps) {
  const source = createDiscoverySource({
    ssm: account.clients.ssm,
    records: { client: dynamodb.watched, table: dynamodb.table },
    clock,
    log,
    prefix: SERVICES_PREFIX,
  });
  return createDiscovery({ source, log });
}

function startSignals({ account, clock, log }: FunctionsDeps) {
  const { ssm, eventbridge } = account.clients;
  const source = createSignalSource({
    parameters: readParametersBy(ssm),
    clock,
    prefixes: { signals: NAMES.signalsPrefix, services: SERVICES_PREFIX },
  });
  return createSignals({
    ...{ source, clock, log },
    bus: createSignalBus({ put: putEntriesBy(eventbridge), busName: NAMES.bus }),
  });
}

function startSlack({ account, workspace, clock, log, responseUrls }: FunctionsDeps) {
  const secrets = createSecrets({
    parameters: readParametersBy(account.clients.ssm),
    clock,
    prefix: NAMES.secretsPrefix,
  });
  return createSlackHandler({
    secrets,
    bus: createBus({ put: putEntriesBy(account.clients.eventbridge), busName: NAMES.bus }),
    clock,
    // Requests are signed with real time; answers show virtual time.
    slackNow: Date.now,
    log,
    responseUrls: createResponseUrls({ fetch, allowed: responseUrls }),
    openModal: createOpenModal({
      fetch,
      botToken: async () => (await secrets()).botToken,
      log,
      apiUrl: workspace.apiUrl,
    }),
    path: SLACK_PATH,
  });
}
