import { parseAlarmEvent } from '../../src/aws/alarm-event.ts';
import { parseWake } from '../../src/aws/wake-event.ts';
import type { Command, CommandBody } from '../../src/ports/command.ts';
import type { HookAnswer, HookResult, Hooks } from '../../src/ports/hooks.ts';
import type { Log } from '../../src/ports/log.ts';
import type { Metrics } from '../../src/ports/metrics.ts';
import { isFinished, type Rollout, type ServiceRecord, since } from '../../src/rollout/record.ts';
import { CLOCK_SKEW_MS } from '../../src/rollout/timing.ts';
import type { AlarmEvent } from '../../src/sandbox/cloud/cloudwatch/event.ts';
import { targetKind } from '../../src/targets/registry.ts';
import { createAccount, TABLE, type TableCall } from './account.ts';
import { startContainer } from './container.ts';
import { createFaults } from './faults.ts';
import { type Container, createFunctions, type Event } from './functions.ts';
import { type Breach, createInvariants, type Heard, type Sight } from './invariants.ts';
import { type Availability, createLine, type Invocation } from './line.ts';
import { hashed } from './random.ts';
import type { Happening, Party, Script } from './script.ts';
import { ALARM, MINUTE, serviceOf } from './setup.ts';
import { createSlack } from './slack.ts';
import { createTime } from './time.ts';

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
/** So long nobody says anything when faults are over: time enough for every plan to end, or to ask. */
const QUIET_MS = 30 * MINUTE;
/** So often somebody answers what Serin asks, and so long that has time to work. */
const ANSWERS = 6;
const ANSWER_MS = 12 * MINUTE;
/** So long after the end of faults somebody replays the dead letters, which have paged, in milliseconds. */
const REPLAYED_MS = 30_000;
/** From when on an alarm that fires must have had its effect on a rollout that runs: the last late timer has come, in milliseconds. */
const ACTED_MS = 6 * MINUTE;

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

/** The calls that write to targets, by the kind of target. */
const WRITES: ReadonlyMap<string, string> = new Map([
  ['lambda-alias', 'Lambda.UpdateAlias'],
  ['route53', 'Route53.ChangeResourceRecordSets'],
  ['edge', 'KeyValueStore.PutKey'],
]);

const clockOf = (at: number): string => new Date(at).toISOString().slice(11, 23);

/**
 * One whole world, from its beginning until everything has come to rest.
 *
 * @param onTable called with every call that reaches the table
 */
export async function run(script: Script, onTable?: (call: TableCall) => void): Promise<Run> {
  const time = createTime(T0 - STOOD_MS);
  const service = serviceOf(script.setup);
  const story: string[] = [];
  const met = new Map<string, number>();
  const heard: Heard[] = [];
  const armed = new Set<number>();
  const shown = new Set<string>();
  let breach: Breach | null = null;
  let hash = 0;
  let calls = 0;
  let record: ServiceRecord | null = null;
  let speaks: Invocation | null = null;
  let arrives: readonly number[] = [];
  let pending = 0;
  let changedAt = 0;

  const count = (what: string): void => {
    met.set(what, (met.get(what) ?? 0) + 1);
  };
  const note = (text: string): void => {
    const line = `${clockOf(time.now())} ${text}`;
    hash = hashed(line, hash);
    story.push(line);
  };
  /** Something that is to happen later and that rest has to wait for. */
  const later = (ms: number, act: () => void): void => {
    pending += 1;
    time.at(time.now() + ms, () => {
      pending -= 1;
      act();
    });
  };

  const endOf = (one: Happening): number => {
    if (one.after !== undefined) return FOLLOWS_MS;
    return one.kind === 'outage' ? one.at + one.lasts : one.at;
  };
  const calm = T0 + Math.max(0, ...script.happenings.map(endOf)) + FAULTS_GO_ON_MS;
  const faults = createFaults(script, () => time.now() >= calm);
  const outages: { readonly party: Party; readonly how: ReturnType<Availability>; readonly until: number }[] = [];
  const isAway: Availability = (party) =>
    outages.find((one) => one.party === party && time.now() < one.until)?.how ?? null;
  /** How often each call was made, and what happens after one of them. */
  const made = new Map<string, number>();
  const follows = (name: string): void => {
    const n = (made.get(name) ?? 0) + 1;
    made.set(name, n);
    for (const one of script.happenings)
      if (one.after === `${name}#${n}` && one.kind !== 'call')
        time.at(time.now() + one.at, () => time.now() < calm && happen(one));
  };
  let fired: string | null = null;

  const account = createAccount(time, service, {
    ...(onTable && { onTable }),
    onPut: (_before, item) => {
      if (item.sk?.S !== 'current') return;
      const after = JSON.parse(item.record?.S ?? 'null') as ServiceRecord;
      const before = record;
      record = after;
      noteSave(before, after);
      invariants.onSave(before, after, speaks);
    },
    onAlarm: (event) => {
      for (const delay of arrives) later(delay, () => functions.invoke(alarmed(event)));
    },
    onTimer: (input) => {
      fired = input;
      for (const delay of faults.timer()) later(delay, () => functions.invoke(woken(input)));
    },
  });
  const invariants = createInvariants({
    now: time.now,
    account,
    targets: service.targets,
    heard,
    armed,
    breach: (found) => {
      breach ??= found;
    },
  });

  const sight = (target: number): Sight => {
    const config = service.targets[target];
    const state = record?.rollout?.targets[target];
    if (config === undefined) throw new TypeError(`There is no target ${target}.`);
    return { look: account.look(config), share: state === undefined ? 0 : account.share(state) };
  };
  /** Does something that may write to targets, and shows the invariants what it did. */
  const watched = <T>(by: Invocation | null, written: number, act: () => T): T => {
    const before = service.targets.map((_, i) => sight(i));
    const result = act();
    before.forEach((was, i) => {
      const after = sight(i);
      if (was.look !== after.look || was.share !== after.share)
        note(
          `${by === null ? 'by hand' : `worker ${by.n}`}: ${service.targets[i]?.kind} ${i} ${was.share} % → ${after.share} %`,
        );
      if (i === written) invariants.onWrite(i, was, after, by);
    });
    return result;
  };

  /** Which target a call writes. */
  const writtenBy = (name: string, input: unknown): number =>
    service.targets.findIndex(({ kind, function: of }) =>
      kind === 'lambda-alias' ? (input as { FunctionName?: unknown }).FunctionName === of : name === WRITES.get(kind),
    );

  const answer: typeof account.answer = (party, operation, input) => {
    const name = `${party}.${operation}`;
    if (![...WRITES.values()].includes(name)) {
      const output = account.answer(party, operation, input);
      if (operation === 'CreateSchedule') {
        const { Target } = input as { readonly Target: { readonly Input: string } };
        armed.add(parseWake(JSON.parse(Target.Input)).seq);
      }
      return output;
    }
    return watched(speaks, writtenBy(name, input), () => account.answer(party, operation, input));
  };

  const noteSave = (before: ServiceRecord | null, after: ServiceRecord): void => {
    const [was, is] = [before?.rollout ?? null, after.rollout];
    const from = was === null ? 'none' : was.phase.status;
    const to = is === null ? 'none' : is.phase.status;
    count(`status ${to}`);
    if (was?.id !== is?.id || from !== to) count(`transition ${from} → ${to}`);
    if (is !== null && is.phase.status === 'holding') count(`holds ${is.phase.why.kind}`);
    const who = speaks === null ? 'somebody' : `worker ${speaks.n}`;
    const line = is === null ? '' : is.timeline.filter(({ n }) => n > (was?.id === is.id ? was.entries : 0));
    const said = line === '' ? '' : line.map(({ text }) => ` “${text}”`).join('');
    note(`${who} saves ${after.revision}: ${to}${is === null ? '' : ` ${is.weight} %`}${said}`);
  };

  const hooks = (line: ReturnType<typeof createLine>, who: () => Invocation): Hooks => ({
    whyNot: () =>
      line(
        'Lambda',
        'DryRun',
        () => '',
        () => null,
      ),
    call: async (request) => {
      const id = `${request.rollout}/${request.step}/${request.call}`;
      const how = faults.hook();
      count(`hook ${how}`);
      const act = (): HookResult => {
        invariants.onHookCall(id, how !== 'busy');
        note(`worker ${who().n} calls the hook of step ${request.step}: ${how}`);
        const by = (delay: number, ok: boolean): void =>
          later(delay, () => functions.invoke(hooked({ ...request, ok, text: 'later' })));
        switch (how) {
          case 'fails':
            return { kind: 'answered', ok: false, text: 'no' };
          case 'later twice':
            by(70_000, true);
            by(71_000, true);
            return { kind: 'taken' };
          case 'later':
            by(30_000, true);
            return { kind: 'taken' };
          case 'never':
            return { kind: 'taken' };
          case 'busy':
            return { kind: 'refused', again: true, text: 'Rate exceeded.' };
          case 'unknown':
            return { kind: 'unknown', text: 'no answer' };
          default:
            invariants.onHookAnswer(id, true);
            return { kind: 'answered', ok: true, text: '' };
        }
      };
      return line('Lambda', 'Invoke', () => id, act).catch(
        (error: unknown): HookResult => ({ kind: 'unknown', text: String(error) }),
      );
    },
  });

  /** Metrics say something of the last whole minute, or nothing. */
  const metrics = (line: ReturnType<typeof createLine>, who: () => Invocation): Metrics => ({
    newest: (_metric, from) => {
      const by = who();
      return line(
        'CloudWatch',
        'GetMetricData',
        () => '',
        () => {
          const value = faults.left();
          const at = Math.floor(time.now() / MINUTE - 1) * MINUTE;
          by.reading = value === null || at < from ? null : { value, at };
          count(`reading ${by.reading?.value ?? 'none'}`);
          return by.reading;
        },
      );
    },
  });

  const log = (who: () => Invocation): Log => ({
    info: (fields, message) => {
      if (message === 'signal taken') count(`decision ${fields.signal}: ${fields.answer}`);
      hash = hashed(`${who().n} ${message}`, hash);
    },
    warn: (_fields, message) => {
      hash = hashed(`${who().n} ${message}`, hash);
    },
    error: (fields, message) => {
      count(`logged ${message}`);
      note(
        `worker ${who().n} logs: ${message}${fields.error === undefined ? '' : ` (${String(fields.error).slice(0, 120)})`}`,
      );
    },
  });

  const start = (): Container => {
    let invocation: Invocation | null = null;
    const who = (): Invocation => invocation as Invocation;
    const skew = faults.skew(CLOCK_SKEW_MS / 2);
    const plain = createLine({
      time,
      faults,
      isAway,
      who,
      tell: (by, operation, what) => {
        count(
          `fault ${what.includes(' ') && !what.startsWith('answer') && !what.startsWith('done') ? `outage: ${what}` : what}`,
        );
        note(`worker ${by.n}: ${operation} ${what}`);
      },
    });
    const line: typeof plain = (party, operation, question, act) => {
      calls += 1;
      const by = who();
      if (by.isAlive) follows(`${party}.${operation}`);
      return plain(party, operation, question, () => {
        speaks = by;
        hash = hashed(`${time.now()} ${by.n} ${operation}`, hash);
        try {
          return act();
        } finally {
          speaks = null;
        }
      }).then((result) => {
        if (operation === 'DescribeAlarms') by.alarms = { at: time.now(), values: alarmsIn(result) };
        return result;
      });
    };
    const engine = startContainer({
      account: { ...account, answer },
      line,
      clock: {
        now: () => time.now() + skew,
        wait: (ms) => {
          const by = who();
          return new Promise((resolve) => time.at(time.now() + ms, () => by.isAlive && resolve()));
        },
      },
      log: log(who),
      others: {
        ...createSlack({ line, shown, onTold: invariants.onTold }),
        hooks: hooks(line, who),
        metrics: metrics(line, who),
      },
    });
    return {
      engine,
      take: (next) => {
        invocation = next;
      },
    };
  };
  const functions = createFunctions({
    time,
    faults,
    start,
    note,
    onKill: () => count('fault a worker is killed'),
    onDeadLetter: (event) => {
      count('dead letter');
      dead.push(event);
    },
  });
  const dead: Event[] = [];

  const woken = (input: string): Event => {
    const wake = parseWake(JSON.parse(input));
    return { what: `timer ${wake.seq}`, command: null, handle: (engine) => engine.wake(wake) };
  };
  const alarmed = (event: AlarmEvent): Event => {
    const breached = parseAlarmEvent(event, 'us-east-1');
    return {
      what: `alarm ${breached.value} of ${clockOf(breached.since)}`,
      command: null,
      handle: (engine) => engine.alarm(breached, event.id),
      taken: () => actedOn(breached.value, breached.since),
    };
  };
  const hooked = (given: HookAnswer): Event => {
    const { service: name, rollout, step, call, ok, text } = given;
    return {
      what: `answer of the hook of step ${step}`,
      command: null,
      handle: (engine) => {
        invariants.onHookAnswer(`${rollout}/${step}/${call}`, ok);
        return engine.hook({ service: name, rollout, step, call, ok, text });
      },
    };
  };
  const commanded = (command: Command): Event => ({
    what: `${command.by.name}: ${command.body.name}`,
    command: { name: command.body.name, by: command.by.id },
    handle: (engine) => {
      heard.push({ name: command.body.name, by: command.by.id, at: command.issuedAt });
      return engine.command(command);
    },
    taken: () => {
      const isQuestion = command.body.name === 'status' || command.body.name === 'list' || command.body.name === 'env';
      invariants.onTaken(command.key, isQuestion || record?.seen.some(({ key }) => key === command.key) === true);
    },
  });

  /** 5. Watching never stops: what an alarm does to a rollout, it does wherever the rollout is. */
  const actedOn = (value: string, at: number): void => {
    const rollout = record?.rollout ?? null;
    if (value !== 'ALARM' || rollout === null || account.alarm() !== 'ALARM') return;
    const known = rollout.alarms[ALARM];
    if (isFinished(rollout) || rollout.startedAt > at - CLOCK_SKEW_MS || known?.excused === true) return;
    if (known?.value !== 'ALARM' && known !== undefined && known.since > at) return;
    if (rollout.config.onAlarm !== 'rollback' || rollout.noReturnAt !== null) return;
    if (!['rolling-back', 'stuck'].includes(rollout.phase.status))
      breach ??= {
        invariant: 'watching never stops',
        detail: `an alarm was taken, and the rollout is ${rollout.phase.status}`,
      };
  };

  let said = 0;
  const say = (one: Extract<Happening, { kind: 'say' }>): void => {
    said += 1;
    const { name, as, label, insists, button } = one;
    const rollout = record?.rollout ?? null;
    const aim =
      button && rollout !== null
        ? { rollout: rollout.id, at: { step: rollout.step, since: since(rollout.phase) } }
        : { rollout: null, at: null };
    const body = {
      ...{ name, service: service.name, ...aim, text: insists ? 'anyway, I mean it' : '' },
      ...{ label, explicit: {}, force: insists, adopt: false },
    } as CommandBody;
    const command: Command = {
      v: 1,
      key: `said-${said}`,
      issuedAt: time.now(),
      by: { id: as, name: as.slice(2).toLowerCase() },
      team: 'T0',
      origin: { channelId: 'C0', channelName: as === 'U0MALLORY' ? 'random' : 'deploys' },
      replyTo: { user: as, channel: 'C0', responseUrl: '' },
      body,
    };
    note(
      `${as.slice(2).toLowerCase()} ${button ? 'clicks' : 'says'} ${name}${name === 'start' ? ` ${label}` : ''}${insists ? ' (insists)' : ''}`,
    );
    count(`said ${name}`);
    for (const delay of one.arrives) later(delay, () => functions.invoke(commanded(command)));
    if (one.arrives.length > 1) count('fault duplicate or late command');
  };

  const happen = (one: Happening): void => {
    switch (one.kind) {
      case 'say':
        say(one);
        return;
      case 'alarm':
        if (account.alarm() === null || account.alarm() === one.value) return;
        if (time.now() < changedAt + EVALUATED_MS) {
          time.at(changedAt + EVALUATED_MS, () => happen(one));
          return;
        }
        changedAt = time.now();
        note(`the alarm goes to ${one.value}${one.arrives.length === 0 ? ', and its event is lost' : ''}`);
        count(
          one.arrives.length === 0
            ? 'fault event lost'
            : one.arrives.length > 1
              ? 'fault duplicate event'
              : 'alarm event',
        );
        arrives = one.arrives;
        account.setAlarm(one.value);
        return;
      case 'alarm deleted':
        if (account.alarm() === null) return;
        note('somebody deletes the alarm');
        count('fault alarm deleted');
        account.deleteAlarm();
        return;
      case 'edit': {
        const target = service.targets[one.target];
        if (target === undefined) return;
        note(`somebody edits the ${one.what} of ${target.kind} ${one.target}`);
        count(`fault edit of the ${one.what}`);
        watched(null, one.target, () => account.edit(target, one.what));
        return;
      }
      case 'outage':
        outages.push({ ...one, until: Math.min(time.now() + one.lasts, calm) });
        note(`${one.party} ${one.how} until ${clockOf(time.now() + one.lasts)}`);
        count(`outage ${one.party} ${one.how}`);
        return;
      case 'timer again': {
        if (fired === null) return;
        const again = woken(fired);
        note(`${again.what} fires again`);
        functions.invoke(again);
      }
    }
  };

  const claim = (pk: string, sk: string): void => {
    const item = { pk: { S: pk }, sk: { S: sk }, service: { S: service.name } };
    account.answer('DynamoDB', 'PutItem', { TableName: TABLE, Item: item });
  };
  claim(`alarm#arn:aws:cloudwatch:us-east-1:123456789012:alarm:${ALARM}`, `service#${service.name}`);
  for (const target of service.targets) claim(`target#${targetKind(target.kind).name(target)}`, 'owner');

  for (const one of script.happenings) if (one.after === undefined) time.at(T0 + one.at, () => happen(one));
  const isBroken = (): boolean => breach !== null;
  const current = (): ServiceRecord | null => record;
  const rests = (): boolean => {
    const now = current();
    const isOver =
      now === null ||
      (now.wake.at === null && now.outbox.length === 0 && (now.rollout === null || isFinished(now.rollout)));
    return isBroken() || (isOver && pending === 0 && functions.busy() === 0);
  };

  await time.run(calm, isBroken);
  if (!isBroken()) await comeToRest();
  if (!isBroken()) invariants.atRest(current());

  /** Faults are over. The alarm says once more how it is; then nobody says anything, until Serin has to be answered. */
  async function comeToRest(): Promise<void> {
    note('from here on nothing fails');
    arrives = script.endsInAlarm ? [] : [100];
    if (account.alarm() === null) account.createAlarm();
    if (script.endsInAlarm) account.setAlarm('OK');
    account.setAlarm(script.endsInAlarm ? 'ALARM' : 'OK');
    for (const event of dead.splice(0)) later(REPLAYED_MS, () => functions.invoke(event));
    await time.run(calm + ACTED_MS, rests);
    if (!isBroken()) firingActs();
    await time.run(calm + QUIET_MS, () => rests() || isAsked(current()?.rollout ?? null));
    if (!isBroken()) isAskedOrOver(current()?.rollout ?? null);
    arrives = [100];
    account.setAlarm('OK');
    for (let n = 0; n < ANSWERS && !rests(); n++) {
      answerFor(current()?.rollout ?? null);
      await time.run(time.now() + ANSWER_MS, rests);
    }
  }

  /** 5. An alarm whose event was lost acts all the same, since the alarms are read. 1. And whoever goes back is back. */
  function firingActs(): void {
    const rollout = current()?.rollout ?? null;
    if (rollout === null || isFinished(rollout)) return;
    const { phase, config, noReturnAt, alarms } = rollout;
    const isGoing = phase.status === 'rolling-back' || phase.status === 'stuck';
    if (
      script.endsInAlarm &&
      config.onAlarm === 'rollback' &&
      noReturnAt === null &&
      alarms[ALARM]?.excused !== true &&
      !isGoing
    )
      breach ??= {
        invariant: 'watching never stops',
        detail: `the alarm fires for 6 minutes, and the rollout is ${phase.status}`,
      };
    const up = rollout.targets.find((target, i) => account.share(target) > 0 && !invariants.isEdited(i));
    if (isGoing && up !== undefined)
      breach ??= {
        invariant: 'rollback wins',
        detail: `${up.name} still has ${account.share(up)} % though it has answered for 6 minutes`,
      };
  }

  /** Whatever a rollout is at, it has come to its end by now, or waits for a person who was told so. */
  function isAskedOrOver(rollout: Rollout | null): void {
    if (rollout === null || isFinished(rollout)) return;
    if (isAsked(rollout)) return;
    breach ??= {
      invariant: 'everything comes to rest',
      detail: `after half an hour without faults it is ${JSON.stringify(rollout.phase).slice(0, 200)}`,
    };
  }

  function answerFor(rollout: Rollout | null): void {
    if (rollout === null || isFinished(rollout)) return;
    const { phase } = rollout;
    const isQuestion = phase.status === 'stuck' || (phase.status === 'rolling-back' && phase.question !== null);
    say({
      ...{ at: 0, kind: 'say', name: isQuestion ? 'resume' : 'rollback', as: 'U0CAROL', label: 'v54' },
      ...{ insists: true, button: false, arrives: [30] },
    });
  }

  return { breach, hash, story, faults: faults.met, met, calls };
}

/** Whether a rollout waits for a person who was told so. */
function isAsked(rollout: Rollout | null): boolean {
  if (rollout === null) return false;
  const { phase } = rollout;
  if (phase.status === 'rolling-back') return phase.question !== null;
  return phase.status === 'holding' || phase.status === 'paused' || phase.status === 'stuck';
}

function alarmsIn(output: unknown): ReadonlyMap<string, string> {
  const { MetricAlarms = [] } = output as { MetricAlarms?: readonly { AlarmName: string; StateValue: string }[] };
  const found = new Map(MetricAlarms.map(({ AlarmName, StateValue }) => [AlarmName, StateValue]));
  return found.has(ALARM) ? found : new Map([[ALARM, 'MISSING']]);
}
