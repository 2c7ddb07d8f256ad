import type { MetricSource } from '../../../src/domain/analysis/metrics.ts';
import { CLOCK_SKEW_MS } from '../../../src/domain/timing.ts';
import type { Deps } from '../../../src/engine/deps.ts';
import type { Log } from '../../../src/ports/log.ts';
import type { Chronicle } from './chronicle.ts';
import type { Faults } from './faults.ts';
import { type Availability, createLine, type Invocation, type Line } from './line.ts';
import { SIGNAL } from './setup.ts';
import type { Account } from './world/account.ts';
import { alarmsIn, type Told } from './world/alarms.ts';
import { startContainer } from './world/container.ts';
import type { Container } from './world/functions.ts';
import { createHooks, createMetrics, type HookWatchers } from './world/hooks.ts';
import { createSlack, type SlackParts } from './world/slack.ts';
import type { Time } from './world/time.ts';

/** What containers of a world are started with. */
export interface WorkerParts {
  readonly time: Time;
  readonly faults: Faults;
  readonly isAway: Availability;
  readonly account: Account;
  readonly chronicle: Chronicle;
  /** What the monitor of a service says at this moment; null where it has none. */
  readonly signalOf: (service: string) => Told | null;
  /** Called when a call leaves a worker that lives. */
  readonly onCall: (name: string) => void;
  /** Carries out what one worker's call does; meanwhile it is the one who speaks. */
  readonly speaking: <T>(by: Invocation, act: () => T) => T;
  readonly slack: Omit<SlackParts, 'line'>;
  readonly hooks: HookWatchers;
  /** Called when a worker asks for minutes of both arms of a service. */
  readonly onMinutes: (sources: readonly MetricSource[], to: number) => void;
  readonly builds: (line: Line) => Deps['builds'];
  readonly rolloutEvents: (line: Line) => Deps['rolloutEvents'];
}

function logOf({ note, count, mix }: Chronicle, who: () => Invocation): Log {
  return {
    info: (fields, message) => {
      if (message === 'signal taken') count(`decision ${fields.signal}: ${fields.answer}`);
      mix(`${who().n} ${message}`);
    },
    warn: (_fields, message) => mix(`${who().n} ${message}`),
    error: (fields, message) => {
      count(`logged ${message}`);
      const why = fields.error === undefined ? '' : ` (${String(fields.error).slice(0, 120)})`;
      note(`worker ${who().n} logs: ${message}${why}`);
    },
  };
}

/** How a fault is counted: an outage by the party, everything else by what it is. */
function kindOf(what: string): string {
  const isOutage = what.includes(' ') && !what.startsWith('answer') && !what.startsWith('done');
  return `fault ${isOutage ? `outage: ${what}` : what}`;
}

/** An answer of Elastic Load Balancing, and when it was true. */
interface Described {
  readonly operation: string;
  readonly question: string;
  readonly answer: object;
  readonly at: number;
}

/** Keeps what a worker was told of the actions of a listener or a rule. */
function noteActions(by: Invocation, { operation, question, answer, at }: Described): void {
  if (operation !== 'DescribeListeners' && operation !== 'DescribeRules') return;
  const { ListenerArns = [], RuleArns = [] } = JSON.parse(question) as Readonly<Record<string, readonly string[]>>;
  const [arn = ''] = [...ListenerArns, ...RuleArns];
  by.actions.set(arn, [...(by.actions.get(arn) ?? []), { at, actions: JSON.stringify(answer) }]);
}

/** A container of a function, with lines of its own to the world and a clock of its own. */
export function startWorker(parts: WorkerParts): Container {
  const { time, faults, isAway, account, chronicle, speaking } = parts;
  let invocation: Invocation | null = null;
  const who = (): Invocation => invocation as Invocation;
  const skew = faults.skew(CLOCK_SKEW_MS / 2);
  const plain = createLine({
    ...{ time, faults, isAway, who },
    tell: (by, operation, what) => {
      chronicle.count(kindOf(what));
      chronicle.note(`worker ${by.n}: ${operation} ${what}`);
    },
  });
  const line: Line = async (party, operation, question, act) => {
    const by = who();
    if (by.isAlive) parts.onCall(`${party}.${operation}`);
    const service = operation === 'Query' ? /"signal#([^"]+)"/.exec(question())?.[1] : undefined;
    let signal: Told | null = null;
    let at = 0;
    const result = await plain(party, operation, question, () =>
      speaking(by, () => {
        chronicle.mix(`${time.now()} ${by.n} ${operation}`);
        if (service !== undefined) signal = parts.signalOf(service);
        at = time.now();
        return act();
      }),
    );
    if (signal !== null) by.alarms = new Map([...by.alarms, [SIGNAL, signal]]);
    if (party === 'ELBv2') noteActions(by, { operation, question: question(), answer: result as object, at });
    if (operation === 'DescribeAlarms') {
      const read = alarmsIn(party === 'CloudWatch' ? 'home' : 'edge', result);
      by.alarms = new Map([...by.alarms, ...read]);
    }
    return result;
  };
  const others = { time, faults, chronicle, line, who };
  const engine = startContainer({
    account,
    line,
    clock: {
      now: () => time.now() + skew,
      wait: (ms) => {
        const by = who();
        return new Promise((resolve) => time.at(time.now() + ms, () => by.isAlive && resolve()));
      },
    },
    log: logOf(chronicle, who),
    whenRead: (sources, series) => who().series.set(JSON.stringify(sources), series),
    whenAsked: parts.onMinutes,
    others: {
      ...createSlack({ ...parts.slack, line }),
      builds: parts.builds(line),
      rolloutEvents: parts.rolloutEvents(line),
      hooks: createHooks(others, parts.hooks),
      metrics: createMetrics(others),
    },
  });
  return {
    engine,
    take: (next) => {
      invocation = next;
    },
  };
}
