import type { DoctorDeps, FunctionName, RuleState, Stack } from '../../src/cli/commands/doctor/deps.ts';
import { secretNames } from '../../src/cli/commands/secrets/deps.ts';
import { parseConfig } from '../../src/config/read/parse-config.ts';
import { storedText } from '../../src/config/read/stored-service.ts';
import { targetNames } from '../../src/config/rules/target.ts';
import { aFile } from '../config/a-file.ts';
import { NOW } from '../rollout/builders.ts';
import { leftTarget } from '../rollout/signals.ts';

/** What differs from an installation in which everything is right. */
export interface Differences {
  readonly apply?: Partial<DoctorDeps['apply']>;
  readonly stack?: Partial<Stack>;
  readonly slack?: Partial<DoctorDeps['slack']>;
  readonly secrets?: DoctorDeps['secrets'];
  readonly inspect?: DoctorDeps['inspect'];
  readonly read?: DoctorDeps['read'];
  /** The alarms of the service, as serin.yml has them. */
  readonly alarms?: string;
  readonly targets?: string;
  readonly analysis?: string;
  /** The environments and the components of the service. */
  readonly environments?: string;
  readonly components?: string;
}

export const ids = { teamId: 'T1', appId: 'A1', botId: 'B1', botUserId: 'U1' };

export const aRule = (which: FunctionName, difference: Partial<RuleState> = {}): RuleState => ({
  isEnabled: true,
  targets: [{ arn: `arn:aws:lambda:us-east-1:0:function:serin-${which}`, hasDeadLetters: true }],
  ...difference,
});

export const aTable = { status: 'ACTIVE', keys: ['pk', 'sk'], expires: 'expires', isRecoverable: true };

const SCOPES = ['commands', 'chat:write', 'channels:read', 'channels:history', 'groups:read', 'groups:history'];

/** An installation with one service, in which everything is right but for the differences. */
export function doctorDeps(different: Differences = {}): DoctorDeps & { readonly posted: readonly string[] } {
  const parsed = parseConfig(
    aFile({
      alarms: different.alarms ?? '[checkout-5xx]',
      ...(different.targets !== undefined && { targets: different.targets }),
      ...(different.analysis !== undefined && { analysis: different.analysis }),
      ...(different.environments !== undefined && { environments: different.environments }),
      ...(different.components !== undefined && { components: different.components }),
    }),
  );
  if (!parsed.ok) throw new Error('The file of the tests is not valid.');
  const [service] = parsed.services;
  if (service === undefined) throw new Error('The file of the tests has no service.');
  const posted: string[] = [];
  const arnOf = (name: string) => `arn:${name}`;
  return {
    posted,
    apply: {
      parameters: {
        all: async () => new Map([[service.name, storedText(service)]]),
        put: async () => undefined,
        remove: async () => undefined,
      },
      alarms: { arnsOf: async (names) => new Map(names.map((name) => [name, arnOf(name)])) },
      registry: {
        claims: async () => [
          { service: service.name, alarmArns: service.alarms.map(arnOf), targets: targetNames(service) },
        ],
        register: async () => undefined,
        owner: async () => service.name,
      },
      controlCenters: {
        read: async () => ({ is: 'missing' }),
        begin: async () => undefined,
        remove: async () => undefined,
      },
      records: { load: async () => null },
      ...different.apply,
    },
    stack: {
      hasBus: async () => true,
      hasTimerGroup: async () => true,
      table: async () => aTable,
      rule: async (which) => aRule(which === 'commands' ? 'worker' : 'alarm'),
      isForwarded: async () => true,
      ownAlarms: async () => new Map([['serin-own-worker-errors', 'OK']]),
      deadLetters: async () => 0,
      invoke: async (which) => ({
        answer:
          { slack: { statusCode: 401 }, discovery: { statusCode: 404 }, signals: { statusCode: 401 } }[String(which)] ??
          null,
      }),
      ...different.stack,
    },
    slack: {
      identity: async () => ({
        ...ids,
        scopes: [...SCOPES, 'users:read', 'users:read.email', 'usergroups:read'],
      }),
      stored: async () => ids,
      whyNotIn: async () => null,
      post: async (channel) => {
        posted.push(channel);
      },
      ...different.slack,
    },
    secrets: different.secrets ?? (async () => new Set(secretNames)),
    inspect: different.inspect ?? (async () => []),
    read: different.read ?? (async ({ name }) => leftTarget(name)),
    now: () => NOW,
  };
}
