import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHealthSignals } from '../../../src/adapters/aws/dynamodb/health-signals.ts';
import { createStore } from '../../../src/adapters/aws/dynamodb/store.ts';
import { bundle } from '../../../src/build/functions.ts';
import { NAMES } from '../../../src/sandbox/account/account.ts';
import { CALLERS } from '../../../src/sandbox/account/callers.ts';
import { startDynamoDb } from '../../../src/sandbox/account/dynamodb.ts';
import { startSts } from '../../../src/sandbox/cloud/sts.ts';
import { letterUrls } from '../../../src/sandbox/functions/dead-letters.ts';
import { startWorkspace } from '../../../src/sandbox/slack/workspace.ts';
import { startLoopback } from '../../adapters/slack/support/loopback.ts';
import { type Cell, type Outcome, startCell } from './cell.ts';
import { type Cloud, startCloud } from './cloud.ts';
import { planted } from './planted.ts';
import { type Sent, startWire } from './wire.ts';

/** The functions that are built, by name. */
export type FunctionName = 'slack' | 'worker' | 'alarm' | 'timer' | 'discovery' | 'signals';

/** Requests that read, and requests by which nothing is changed. */
const READS = /^(?:SSM Get|DynamoDB (?:GetItem|Query)|Lambda (?:Get|List)|CloudWatch )/;

/** Serin's built functions, each in a process of its own, in an account and a workspace on the loopback interface. */
export interface Premises {
  readonly cloud: Cloud;
  readonly workspace: Awaited<ReturnType<typeof startWorkspace>>;
  readonly records: ReturnType<typeof createStore>;
  readonly signals: ReturnType<typeof createHealthSignals>;
  /** Everything that any of them sent. */
  readonly sent: readonly Sent[];
  /** Everything that any of them answered or threw, as JSON. */
  readonly answers: readonly string[];
  /** Gives a function one event as JSON text. */
  invoke(name: FunctionName, event: string | object): Promise<Outcome>;
  /** The same, with what it has sent meanwhile, and what of that may change something. */
  attack(
    name: FunctionName,
    event: string | object,
  ): Promise<Outcome & { readonly asked: string[]; readonly done: string[] }>;
  /** Hands over what is on its way between the functions, until nothing more follows. */
  deliver(): Promise<void>;
  /** Lets time pass, and timers fire. @param minutes in steps of one */
  pass(minutes: number): Promise<void>;
  /** The time in Serin's world, in milliseconds since the epoch. */
  now(): number;
  /** All that functions wrote to standard output and error, by name. */
  written(): Readonly<Record<string, string>>;
  /** Addresses outside that were called and that nothing here stands for. */
  outside(): readonly string[];
  close(): Promise<void>;
}

function environmentOf(url: string, table: string): Readonly<Record<string, string>> {
  return {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'ASIAFUNCTION',
    AWS_SECRET_ACCESS_KEY: planted.functionKey,
    AWS_SESSION_TOKEN: planted.functionSession,
    AWS_ENDPOINT_URL: url,
    SERIN_LOG_LEVEL: 'debug',
    SERIN_BUS: NAMES.bus,
    SERIN_NAME: NAMES.installation,
    SERIN_ACCOUNT: NAMES.account,
    SERIN_TABLE: table,
    SERIN_TIMER_GROUP: NAMES.timerGroup,
    SERIN_TIMER_TARGET: NAMES.timerTarget,
    SERIN_TIMER_ROLE: NAMES.timerRole,
    SERIN_TIMER_DEAD_LETTERS: NAMES.timerDeadLetters,
    SERIN_WORKER_LETTERS_URL: letterUrls.worker,
    SERIN_ALARM_LETTERS_URL: letterUrls.alarm,
    SERIN_TIMER_LETTERS_URL: letterUrls.timer,
  };
}

/** @param only the functions that are built and started */
export async function openPremises(only: readonly FunctionName[]): Promise<Premises> {
  let ahead = 0;
  const now = () => Date.now() + ahead;
  const outdir = await mkdtemp(join(tmpdir(), 'serin-attacks-'));
  const built = await bundle({ outdir, only });
  const dynamodb = await startDynamoDb(null, {});
  const sts = await startSts(Object.values(CALLERS), now);
  const workspace = await startWorkspace(['deploys'], {
    siteUrl: 'http://localhost',
    onEphemeral: () => undefined,
    onPost: () => undefined,
    onHome: () => undefined,
  });
  const hooks = await startLoopback(() => ({}));
  const queue: { readonly to: FunctionName; readonly event: object }[] = [];
  const cloud = await startCloud({
    now,
    dynamodb,
    workspace,
    config: await readFile(new URL('./serin.yml', import.meta.url), 'utf8'),
    deliver: (to, event) => queue.push({ to, event }),
  });
  const wire = await startWire(cloud.models, dynamodb.endpoint, {
    slack: { url: workspace.apiUrl.replace(/\/$/, '') },
    hooks: { url: hooks.url.replace(/\/$/, '') },
    sts: { url: sts.url.replace(/\/$/, ''), host: 'sts.us-east-1.amazonaws.com' },
    launchdarkly: { url: cloud.launchdarklyUrl },
  });
  const routes = {
    'https://slack.com/api/': `${wire.url}/slack/`,
    'https://hooks.slack.com/': `${wire.url}/hooks/`,
    'https://sts.us-east-1.amazonaws.com/': `${wire.url}/sts/`,
    'https://app.launchdarkly.com/': `${wire.url}/launchdarkly/`,
  };
  const environment = environmentOf(wire.url, dynamodb.table);
  const cells = new Map<string, Cell>();
  for (const { name, file } of built) cells.set(name, await startCell({ file, environment, routes }));
  const cell = (name: FunctionName): Cell => {
    const found = cells.get(name);
    if (found === undefined) throw new TypeError(`${name} was not built.`);
    return found;
  };
  const answers: string[] = [];
  const invoke: Premises['invoke'] = async (name, event) => {
    const outcome = await cell(name).invoke(typeof event === 'string' ? event : JSON.stringify(event), ahead);
    answers.push(JSON.stringify(outcome));
    return outcome;
  };
  const deliver = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { thrown } = await invoke(next.to, next.event);
      if (thrown !== undefined) throw new Error(`${next.to} threw ${thrown} at ${JSON.stringify(next.event)}`);
    }
  };
  return {
    cloud,
    workspace,
    records: createStore(dynamodb),
    signals: createHealthSignals(dynamodb),
    sent: wire.sent,
    answers,
    invoke,
    attack: async (name, event) => {
      const before = wire.sent.length;
      const outcome = await invoke(name, event);
      const asked = wire.sent.slice(before).map(({ to, what }) => `${to} ${what}`);
      return { ...outcome, asked, done: asked.filter((call) => !READS.test(call)) };
    },
    deliver,
    pass: async (minutes) => {
      for (let passed = 0; passed < minutes; passed += 1) {
        ahead += 60_000;
        cloud.scheduler.due(now());
        await deliver();
      }
    },
    now,
    written: () => Object.fromEntries([...cells].map(([name, one]) => [name, one.written()])),
    outside: () => [...cells.values()].flatMap(({ outside }) => outside),
    close: async () => {
      await Promise.all([...cells.values()].map((one) => one.stop()));
      await Promise.all([wire.close(), cloud.close(), workspace.close(), hooks.stop(), sts.close(), dynamodb.close()]);
      await rm(outdir, { recursive: true });
    },
  };
}
