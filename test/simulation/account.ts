import { storedText } from '../../src/config/stored-service.ts';
import { firstCenter } from '../../src/rollout/control-center.ts';
import type { TargetState } from '../../src/rollout/record.ts';
import type { Service, TargetConfig } from '../../src/rollout/service.ts';
import { readSplit, writeSplit } from '../../src/routing/split.ts';
import type { Model } from '../../src/sandbox/cloud/attach.ts';
import type { AlarmEvent } from '../../src/sandbox/cloud/cloudwatch/event.ts';
import { createCloudWatchModel } from '../../src/sandbox/cloud/cloudwatch.ts';
import { createKeyValueStoreModel } from '../../src/sandbox/cloud/key-value-store.ts';
import { createLambdaModel } from '../../src/sandbox/cloud/lambda.ts';
import { createRoute53Model } from '../../src/sandbox/cloud/route53.ts';
import { createSchedulerModel } from '../../src/sandbox/cloud/scheduler.ts';
import { createSsmModel } from '../../src/sandbox/cloud/ssm.ts';
import { createMemoryDynamoDb, type OnPut } from '../support/memory-dynamodb.ts';
import type { Party } from './script.ts';
import { ALARM, STORE, ZONE } from './setup.ts';
import type { Time } from './time.ts';

export const TABLE = 'serin';
export const TIMER_GROUP = 'serin';
export const SERVICES_PREFIX = '/serin/services/';
export const ENVIRONMENTS_PREFIX = '/serin/environments/';

/** A call of the table, as it arrived, and what it was answered. */
export interface TableCall {
  readonly operation: string;
  readonly input: unknown;
  readonly output: object;
  readonly refused: string | null;
}

/** What happens in the account, told as it happens. */
export interface AccountEvents {
  /** A call reached the table; `refused` names the error that it was answered with, null for none. */
  readonly onTable?: (call: TableCall) => void;
  readonly onPut: OnPut;
  readonly onAlarm: (event: AlarmEvent) => void;
  readonly onTimer: (input: string) => void;
}

export interface Account {
  /** Carries out one call, at once. Throws the SDK's own exceptions. */
  answer(party: Exclude<Party, 'Slack'>, operation: string, input: unknown): object;
  /** The share that the canary of a rollout has in a target now, in percent. */
  share(target: TargetState): number;
  /** What a target is like now, to the letter, but for numbers that only count writes. */
  look(target: TargetConfig): string;
  /** Whether nobody is on anything but the canary, and nothing is left of the split. */
  isPromoted(target: TargetState): boolean;
  /** Cohorts that are open in a target. */
  cohorts(target: TargetConfig): readonly string[];
  /** Somebody changes a target by hand. */
  edit(target: TargetConfig, what: 'share' | 'version' | 'gone'): void;
  setAlarm(value: 'ALARM' | 'OK' | 'INSUFFICIENT_DATA'): void;
  deleteAlarm(): void;
  createAlarm(): void;
  /** Null: there is no such alarm. */
  alarm(): string | null;
}

const LABELS = ['v53', 'v54', 'v55'];
const ADDRESSES = ['1.2.3.4', '4.3.2.1'];

const ALARM_INPUT = {
  AlarmName: ALARM,
  ComparisonOperator: 'GreaterThanThreshold',
  Threshold: 1,
  EvaluationPeriods: 1,
  Namespace: 'AWS/Lambda',
  MetricName: 'Errors',
  Statistic: 'Sum',
  Period: 60,
};

/** Of a target only what its kind reads; the simulation knows three kinds. */
const text = (config: TargetConfig, field: string): string => String(config[field]);

function identifiers({ identifiers: named }: TargetConfig): readonly string[] {
  return Object.values(named as Readonly<Record<string, string>>);
}

/** An AWS account in memory: the sandbox's models, without the SDK in front of them. */
export function createAccount(time: Time, service: Service, events: AccountEvents): Account {
  const world = { now: time.now };
  const lambda = createLambdaModel(world);
  const route53 = createRoute53Model(world);
  const edge = createKeyValueStoreModel(world);
  const ssm = createSsmModel(world);
  const cloudwatch = createCloudWatchModel({ now: time.now, emit: events.onAlarm });
  const scheduler = createSchedulerModel({ now: time.now, group: TIMER_GROUP, fire: events.onTimer });
  const models: Readonly<Record<Exclude<Party, 'Slack'>, Model>> = {
    DynamoDB: createMemoryDynamoDb(events.onPut),
    Lambda: { ...lambda.model, Invoke: () => ({ StatusCode: 204 }) },
    Route53: route53.model,
    KeyValueStore: edge.model,
    SSM: ssm.model,
    CloudWatch: cloudwatch.model,
    Scheduler: scheduler.model,
  };
  const answer: Account['answer'] = (party, operation, input) => {
    const act = models[party][operation] as ((input: unknown) => object) | undefined;
    if (act === undefined) throw new TypeError(`The simulated account has no ${party}.${operation}.`);
    const seen = (output: object, refused: string | null): void => {
      if (party === 'DynamoDB') events.onTable?.({ operation, input, output, refused });
    };
    try {
      const output = act(input);
      seen(output, null);
      if (operation === 'CreateSchedule') wait();
      return output;
    } catch (error) {
      seen({}, (error as Error).name);
      throw error;
    }
  };
  /** Schedules fire at their time; how late they come is for whoever brings them. */
  const wait = (): void => {
    const next = scheduler.next();
    if (next === null) return;
    time.at(next, () => {
      scheduler.due(time.now());
      wait();
    });
  };
  const records = (config: TargetConfig) => {
    const { ResourceRecordSets } = answer('Route53', 'ListResourceRecordSets', { HostedZoneId: ZONE }) as {
      ResourceRecordSets: readonly { SetIdentifier: string; Weight: number; ResourceRecords: object[] }[];
    };
    return ResourceRecordSets.filter(({ SetIdentifier }) => identifiers(config).includes(SetIdentifier));
  };
  const split = (config: TargetConfig) => {
    const held = readSplit(edge.get(text(config, 'store'), text(config, 'key')) ?? '');
    if (held === null) throw new TypeError('The simulated store holds no split.');
    return held;
  };
  const furnish = (config: TargetConfig): void => {
    switch (config.kind) {
      case 'lambda-alias': {
        const name = text(config, 'function');
        lambda.createFunction({ name });
        for (const description of LABELS) lambda.publish(name, { description });
        lambda.createAlias(name, text(config, 'alias'), '1');
        lambda.allowCalls(name, text(config, 'alias'));
        return;
      }
      case 'route53':
        route53.createZone({ id: ZONE, name: 'example.com' });
        identifiers(config).forEach((SetIdentifier, i) => {
          const ResourceRecords = [{ Value: ADDRESSES[i] }];
          const place = { Name: text(config, 'record'), Type: 'A', TTL: 60 } as const;
          route53.createRecord(ZONE, { ...place, SetIdentifier, Weight: i === 0 ? 100 : 0, ResourceRecords });
        });
        return;
      case 'edge': {
        const value = { stable: 'blue', canary: 'green', weight: 0, salt: '', revision: 0, cohorts: [] };
        edge.createStore(STORE, { [text(config, 'key')]: writeSplit(value) });
      }
    }
  };
  const hasVersion = (FunctionName: string, Qualifier: string): boolean => {
    const { Versions } = answer('Lambda', 'ListVersionsByFunction', { FunctionName }) as {
      readonly Versions: readonly { readonly Version: string }[];
    };
    return Versions.some(({ Version }) => Version === Qualifier);
  };
  const setAlarm: Account['setAlarm'] = (value) => {
    answer('CloudWatch', 'SetAlarmState', { AlarmName: ALARM, StateValue: value, StateReason: `${value} it is` });
  };
  const account: Account = {
    answer,
    share: ({ config, frozen }) => {
      switch (config.kind) {
        case 'lambda-alias': {
          const { canary } = frozen as { readonly canary: string };
          return lambda.share(text(config, 'function'), text(config, 'alias'), canary);
        }
        case 'route53': {
          const { canary } = frozen as { readonly canary: { readonly SetIdentifier: string } };
          return route53.share(text(config, 'record'), text(config, 'type'), canary.SetIdentifier);
        }
        default: {
          const { canary } = frozen as { readonly canary: string };
          const { stable, weight } = split(config);
          return stable === canary ? 100 - weight : weight;
        }
      }
    },
    look: (config) => {
      switch (config.kind) {
        case 'lambda-alias': {
          const place = { FunctionName: text(config, 'function'), Name: text(config, 'alias') };
          const { RevisionId: _counted, ...alias } = answer('Lambda', 'GetAlias', place) as { RevisionId: string };
          return JSON.stringify(alias);
        }
        case 'route53':
          return JSON.stringify(records(config));
        default: {
          const { revision: _counted, ...rest } = split(config);
          return JSON.stringify(rest);
        }
      }
    },
    isPromoted: ({ config, frozen }) => {
      const share = account.share({ config, frozen } as TargetState);
      if (config.kind !== 'lambda-alias') return share === 100 && account.cohorts(config).length === 0;
      const { canary } = frozen as { readonly canary: string };
      return share === 100 && lambda.mainVersion(text(config, 'function'), text(config, 'alias')) === canary;
    },
    cohorts: (config) => (config.kind === 'edge' ? split(config).cohorts : []),
    edit: (config, what) => {
      switch (config.kind) {
        case 'lambda-alias': {
          const place = { FunctionName: text(config, 'function'), Name: text(config, 'alias') };
          const main = lambda.mainVersion(place.FunctionName, place.Name);
          if (what === 'gone') return lambda.deleteVersion(place.FunctionName, main);
          // Whoever edits what refers to a deleted version is told so, and gives up.
          if (!hasVersion(place.FunctionName, main)) return;
          const change =
            what === 'version'
              ? { FunctionVersion: '3', RoutingConfig: { AdditionalVersionWeights: {} } }
              : { RoutingConfig: { AdditionalVersionWeights: { [main === '2' ? '1' : '2']: 0.37 } } };
          answer('Lambda', 'UpdateAlias', { ...place, ...change });
          return;
        }
        case 'route53': {
          const Changes = records(config).map((record, i) => ({
            Action: 'UPSERT',
            ResourceRecordSet:
              what === 'version'
                ? { ...record, ResourceRecords: [{ Value: `9.9.9.${i}` }] }
                : { ...record, Weight: i === 0 ? 63 : 37 },
          }));
          answer('Route53', 'ChangeResourceRecordSets', { HostedZoneId: ZONE, ChangeBatch: { Changes } });
          return;
        }
        default: {
          const held = split(config);
          const { ETag } = answer('KeyValueStore', 'DescribeKeyValueStore', { KvsARN: STORE }) as { ETag: string };
          const Value = writeSplit({ ...held, weight: 37, revision: held.revision + 1 });
          answer('KeyValueStore', 'PutKey', { KvsARN: STORE, Key: text(config, 'key'), Value, IfMatch: ETag });
        }
      }
    },
    setAlarm,
    deleteAlarm: () => {
      answer('CloudWatch', 'DeleteAlarms', { AlarmNames: [ALARM] });
    },
    createAlarm: () => {
      answer('CloudWatch', 'PutMetricAlarm', ALARM_INPUT);
    },
    alarm: () => cloudwatch.states()[ALARM] ?? null,
  };
  for (const target of service.targets) furnish(target);
  account.createAlarm();
  setAlarm('OK');
  const put = (Name: string, Value: string) => answer('SSM', 'PutParameter', { Name, Value, Type: 'String' });
  put(SERVICES_PREFIX + service.name, storedText(service));
  if (service.environments !== null) {
    const center = firstCenter(service.name, service.environments.stable, time.now());
    put(ENVIRONMENTS_PREFIX + service.name, JSON.stringify(center));
  }
  return account;
}
