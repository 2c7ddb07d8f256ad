import { isPerson } from '../../../../src/domain/people/requester.ts';
import { approvalSteps } from '../../../../src/domain/plan/plan.ts';
import {
  isFinished,
  type Rollout,
  type ServiceRecord,
  type TargetState,
} from '../../../../src/domain/rollout/record.ts';
import type { Service, TargetConfig } from '../../../../src/domain/service.ts';
import { CLOCK_SKEW_MS, WRITER_LIFETIME_MS } from '../../../../src/domain/timing.ts';
import { digestKey } from '../../../../src/engine/ids.ts';
import { hasGivenUp } from '../../../../src/rollout/rollback/returning.ts';
import type { Invocation } from '../line.ts';
import { MINUTE, SIGNAL } from '../setup.ts';
import type { Account } from '../world/account.ts';
import type { Told } from '../world/alarms.ts';
import { approversAt } from './calls.ts';
import { lookedBefore } from './forwards.ts';
import { checkVotes } from './votes.ts';

/** An invariant that does not hold, and what was seen. */
export interface Breach {
  readonly invariant: string;
  readonly detail: string;
}

/** A command that reached a worker. */
export interface Heard {
  readonly name: string;
  readonly by: string;
  /** When it was said, by Slack's clock. */
  readonly at: number;
}

/** What the invariants look at besides the record. */
export interface Ground {
  readonly now: () => number;
  readonly account: Pick<Account, 'share' | 'place' | 'center' | 'isBehind' | 'stored' | 'owner'>;
  readonly service: Service;
  /** Whether the control center may not be what it should, because SSM has been in trouble since a moment. */
  readonly isCenterExcused: (since: number) => boolean;
  /** Since when nobody can read the control center, while nothing else is in the way of whoever looks; null otherwise. */
  readonly centerUnreadSince: () => number | null;
  /** Whether anything but Serin has been in trouble since a moment. */
  readonly wasInTrouble: (since: number) => boolean;
  /** Since when no target of a kind can be read, because its API is away or a permission is missing; null while it can. */
  readonly unreadableSince: (target: TargetConfig) => number | null;
  /** How old an answer of SSM may be in this world, in milliseconds. */
  readonly staleMs: number;
  /** Since when somebody's hand has left a target unlike what the rollout made of it, by its position; null: it has not. */
  readonly foreignSince: (target: number) => number | null;
  /** How often an alarm has begun to fire. */
  readonly firings: (alarm: string) => number;
  /** Every command that reached a worker. */
  readonly heard: readonly Heard[];
  /** Numbers of the timers that the Scheduler has taken. */
  readonly armed: ReadonlySet<number>;
  readonly breach: (breach: Breach) => void;
}

/** What is checked, and when. */
export interface Invariants {
  /** With every save of the record. */
  onSave(before: ServiceRecord | null, after: ServiceRecord, by: Invocation | null): void;
  /** With every write to a target; `by` is null for somebody's hand. */
  onWrite(target: number, before: Sight, after: Sight, by: Invocation | null): void;
  /** With every message that Slack took. */
  onTold(key: string, text: string): void;
  onHookCall(call: string, ran: boolean): void;
  onHookAnswer(call: string, ok: boolean): void;
  /** With every command that a worker took without failing. */
  onTaken(key: string, isRemembered: boolean): void;
  /** Whether somebody changed a target by hand since shortly before the rollout began. */
  isEdited(target: number): boolean;
  /** When faults have been over for long, and whoever was asked has answered. */
  atRest(record: ServiceRecord | null): void;
}

/** A target as it is at one moment. */
export interface Sight {
  readonly look: string;
  /** The share of the canary of the newest rollout; 0 while there is none. */
  readonly share: number;
}

const GOING_BACK: ReadonlySet<string> = new Set(['rolling-back', 'stuck', 'rolled-back']);

const goesBack = ({ phase }: Rollout): boolean => GOING_BACK.has(phase.status);

/** What a target shows at a weight of the plan, which it may not be able to express. */
export const shown = (target: TargetState, weight: number): number => target.expressed[String(weight)] ?? weight;

/** An alarm of which CloudWatch said nothing. */
const UNREAD: Told = { value: 'not read', since: Number.POSITIVE_INFINITY, isEvaluated: true };

/** All promises of the design, as predicates over what is saved and what is written. The first one that breaks is kept. */
export function createInvariants(ground: Ground): Invariants {
  const { now, account, heard } = ground;
  let rollout: Rollout | null = null;
  /** What was intended, and when: a late writer may still carry out what was intended within its lifetime. */
  let intended: { readonly at: number; readonly weight: number }[] = [];
  let baseline: readonly string[] = [];
  /** What the targets were like when the rollout was completed. */
  let left: readonly string[] = [];
  let startedAt = 0;
  let begunAt = 0;
  /** When the newest save was, how long and how often the step has baked, and the weight that all targets have had. */
  let savedAt = 0;
  let baked = { ms: 0, times: 0 };
  let waitsUntil: number | null = null;
  let agreed = 0;
  /** Whether somebody who may has promoted the rollout: then also that shift may be resumed. */
  let isPromoted = false;
  const edits = ground.service.targets.map((): number[] => []);
  /** When targets were brought back last. */
  const broughtBack = new Map<number, number>();
  const openedGates = new Set<string>();
  const passedHooks = new Set<string>();
  const keys = new Set<string>();
  const taken = new Map<string, string>();
  const lines = new Map<number, string>();
  const told = new Map<string, string>();
  const ran = new Set<string>();
  /** Targets that a person let go of, so that the rollout could end. */
  const letGo = new Set<number>();

  /** Alarms that fired and that nobody has answered for: neither were they OK since, nor did anybody resume. */
  const unanswered = new Set<string>();

  const fail = (invariant: string, detail: string): void => ground.breach({ invariant, detail });
  const isEdited = (target: number): boolean => (edits[target] ?? []).some((at) => at >= startedAt - 2 * MINUTE);
  /** Whether somebody changed a target so short ago that a worker need not have seen it. */
  const isJustEdited = (target: number): boolean => (edits[target] ?? []).some((at) => at >= now() - MINUTE);
  /** Whether a worker does what somebody asked for who may. */
  const asks = (by: Invocation | null, name: string, may: (id: string) => boolean = () => true): boolean =>
    by?.command?.name === name && may(by.command.by);

  /** What is completed goes back once, when somebody said so within its window, and every target is as it was left. */
  const reopened = (was: Rollout, is: Rollout, by: Invocation | null): void => {
    const until = was.phase.status === 'completed' ? (was.phase.windowUntil ?? 0) : 0;
    const inTime = heard.some(({ name, by: who, at }) => name === 'rollback' && who === by?.command?.by && at <= until);
    if (!asks(by, 'rollback') || !inTime || was.reopenedAt !== undefined || is.phase.status !== 'rolling-back')
      fail('what is completed goes back only when it is asked to, in time', `by ${by?.what}, until ${until}`);
    is.targets.forEach(({ name, config }, i) => {
      if (!isJustEdited(i) && account.place(config).look() !== left[i])
        fail(
          'what came after the end is not overwritten',
          `${name} is ${account.place(config).look()}, it was left ${left[i]}`,
        );
    });
  };

  /** What is completed is given to all users again only when a person has just asked, with every alarm read, and none firing. */
  const wasPutBack = (was: Rollout, by: Invocation | null): void => {
    const isAsked = heard.some(
      ({ name, by: who, at }) => name === 'put-back' && who === by?.command?.by && at >= was.startedAt,
    );
    if (!asks(by, 'resume') || !isAsked)
      fail('what is completed is put back only when a person asks', `by ${by?.what}`);
    for (const name of was.config.alarms) {
      const { value } = by?.alarms.get(name) ?? UNREAD;
      const isAnswered = was.alarms[name]?.answered !== undefined || was.alarms[name]?.excused === true;
      if (value === 'not read' || (value === 'ALARM' && !isAnswered))
        fail('unknown is not healthy', `${name} is ${value} for who puts back what was left`);
    }
  };

  /** Of a rollout that is over, what somebody changed since is told with the look at the end of the window; only a person closes that. */
  const afterEnd = (was: Rollout, is: Rollout): void => {
    if (was.phase.status !== 'completed' || is.phase.status !== 'completed') return;
    const isClosed = was.phase.windowUntil !== undefined && is.phase.windowUntil === undefined;
    if (isClosed && !heard.some(({ name }) => name === 'accept'))
      fail('the rollback window closes by itself or by a word', 'nobody has accepted anything');
    const { lookedAt, changed } = is.phase;
    if (lookedAt === undefined || was.phase.lookedAt !== undefined) return;
    if (lookedAt < (is.phase.windowUntil ?? 0) - CLOCK_SKEW_MS)
      fail('one look at the end of the window', 'it came early');
    const other = is.targets.find(({ config, frozen }, i) => {
      const since = ground.foreignSince(i);
      return since !== null && since < now() - MINUTE && !account.place(config).isPromoted(frozen);
    });
    if (other !== undefined && changed === undefined)
      fail('what was changed after the end is told', `${other.name} is ${account.place(other.config).look()}`);
  };

  /** 2. One rollout per service. And: a rollout that is over stays as it is. */
  const oneAtATime = (was: Rollout | null, is: Rollout | null, by: Invocation | null): void => {
    if (was === null || (was.id !== is?.id && isFinished(was))) return;
    if (was.id !== is?.id) fail('one rollout per service', `${was.id} was running when ${is?.id} took its place`);
    else if (was.phase.status === 'completed' && is.phase.status === 'promoting') wasPutBack(was, by);
    else if (was.phase.status === 'completed' && !isFinished(is)) reopened(was, is, by);
    else if (isFinished(was) && essence(was) !== essence(is))
      fail('a finished rollout stays as it is', essence(is).slice(0, 300));
  };

  /** Whether a way back ends with everybody on the canary, because a person said of every target that it stays as it is. */
  const isLeftUp = (was: Rollout, is: Rollout): boolean => {
    if (was.phase.status !== 'rolling-back' || is.phase.status !== 'completed') return false;
    const { keep, left: stays = [] } = was.phase;
    const isSaid = heard.some(({ name, at }) => name === 'resume' && at >= startedAt);
    return (
      isSaid &&
      is.targets.every(({ name, config, frozen }) => {
        return (stays.includes(name) || keep.includes(name)) && account.place(config).isPromoted(frozen);
      })
    );
  };

  /** 1. Rollback wins: once decided, no save undoes it. */
  const rollbackWins = (was: Rollout, is: Rollout): void => {
    if (isLeftUp(was, is)) return;
    if (goesBack(was) && (!goesBack(is) || is.weight > 0 || is.cohorts.length > 0))
      fail('rollback wins', `it was ${was.phase.status}, and is ${is.phase.status} at ${is.weight}%`);
    if (is.generation < was.generation) fail('the generation never falls', `${was.generation} → ${is.generation}`);
    if (is.weight !== was.weight && is.generation === was.generation)
      fail('every intention has a generation of its own', `${was.weight}% → ${is.weight}%`);
  };

  /** 3. No weight without a reason: by the next step of the plan, by a resume of that step, or by a promotion of who may. */
  const aReasonToRise = (was: Rollout, is: Rollout, by: Invocation | null): void => {
    // A promotion of what is on its way to 100% already raises nothing now, and after a pause.
    const goesOn = is.step > was.step || is.weight > was.weight;
    const byPromotion = is.weight === 100 && goesOn && asks(by, 'promote', (id) => mayPromote(was, id));
    isPromoted ||= byPromotion;
    if (is.weight <= was.weight || isLeftUp(was, is)) return;
    const step = is.config.plan[is.step];
    const isStep = step?.kind === 'shift' && step.weight === is.weight;
    const byPlan = isStep && is.step === was.step + 1;
    const stood = was.phase.status === 'paused' || was.phase.status === 'holding';
    const isRaisedAgain = stood && asks(by, 'resume');
    const byResume = isRaisedAgain && ((isStep && is.step <= was.step + 1) || (isPromoted && is.step === was.step));
    if (!byPlan && !byResume && !byPromotion)
      fail('no weight without a reason', `${was.phase.status} at ${was.weight}% → ${is.phase.status} at ${is.weight}%`);
  };

  /** 3 and 4. Each step that is left has come to its end: by time, by enough different people, by its hook, or by a word. */
  const stepsEnd = (was: Rollout, is: Rollout, by: Invocation | null): void => {
    if (is.step <= was.step || goesBack(is)) return;
    const step = was.config.plan[was.step];
    if (was.phase.status === 'baking') baked.ms += now() - savedAt;
    const promoted = asks(by, 'promote', (id) => mayPromote(was, id));
    const { phase } = was;
    if (step?.kind === 'bake' && phase.status === 'baking' && baked.ms < step.ms - baked.times * CLOCK_SKEW_MS) {
      if (!asks(by, 'skip', (id) => maySkip(was, id)) && !promoted)
        fail('a bake takes its time', `it took ${baked.ms} ms of ${step.ms}`);
    }
    if (phase.status === 'waiting' && now() < phase.until - CLOCK_SKEW_MS && !promoted) {
      if (!asks(by, 'skip', (id) => maySkip(was, id)))
        fail('a wait ends at its time', `${phase.until - now()} ms early`);
    }
    if (step?.kind === 'drain' && phase.status === 'draining' && now() < phase.until - CLOCK_SKEW_MS && !promoted) {
      const { reading = null } = by ?? {};
      if (reading === null || reading.value > step.atOrUnder || reading.at < phase.from)
        fail('unknown is not drained', `it went on at ${reading?.value ?? 'no reading'}`);
    }
    if (step?.kind === 'hook' && !promoted && !passedHooks.has(`${was.id}/${was.step}`))
      fail('no weight without a reason', `the hook of step ${was.step} was passed and never said that it is fine`);
    if (step?.kind !== 'approve') return;
    const opened = phase.status === 'awaiting-approval' ? phase.openedAt : was.startedAt;
    const yes = heard.filter(({ name, at }) => name === 'approve' && at >= opened - CLOCK_SKEW_MS - 1_000);
    const may = approversAt(step, opened, now());
    const people = new Set(yes.map(({ by }) => by).filter((by) => mayApprove(was, by, may)));
    if (people.size >= step.count) openedGates.add(`${was.id}/${was.step}`);
    else if (!promoted)
      fail('an approval is one person’s, once, for one gate', `${people.size} of ${step.count} at step ${was.step}`);
  };

  /** 3. How long the step of the plan has really baked. */
  const bakes = (was: Rollout | null, is: Rollout): void => {
    if (was?.step !== is.step) baked = { ms: 0, times: 0 };
    else if (was.phase.status === 'baking') baked.ms += now() - savedAt;
    if (is.phase.status === 'baking' && (was?.step !== is.step || was.phase.status !== 'baking')) baked.times += 1;
    savedAt = now();
    if (was?.id !== is.id || was.step !== is.step) waitsUntil = null;
    if (is.phase.status !== 'waiting') return;
    // One whose moment passed while it stood still has the next one, or ends now.
    const isMissed = was !== null && was.phase.status !== 'waiting' && waitsUntil !== null && waitsUntil <= now();
    const expected = isMissed ? is.phase.until : (waitsUntil ?? is.phase.until);
    waitsUntil = is.phase.until;
    if (is.phase.until !== expected)
      fail('a wait ends at its time', `its end moved from ${expected} to ${is.phase.until}`);
  };

  /** Notes that all targets have what is intended, for as short as it may be. */
  const noteAgreed = ({ targets, weight }: Rollout): void => {
    if (targets.every((target) => account.share(target) === shown(target, weight))) agreed = weight;
  };

  /** 3. All or none: while the plan stands still in the middle of a shift, no target is ahead of what all have had. */
  const allOrNone = (was: Rollout, is: Rollout): void => {
    noteAgreed(was);
    const { phase } = is;
    const stands = (phase.status === 'paused' || phase.status === 'holding') && phase.activity.status === 'shifting';
    if (stands && is.weight > agreed)
      fail('all or none', `it is ${phase.status} at ${is.weight}%, and all targets have had ${agreed}%`);
  };

  /** 4. What is counted at an open gate: different people, who may. */
  const approvals = (is: Rollout): void => {
    const { phase, config, step } = is;
    const gate = config.plan[step];
    if (phase.status !== 'awaiting-approval' || gate?.kind !== 'approve') return;
    const people = phase.approvals.map((approval) => approval.by.id);
    if (new Set(people).size !== people.length)
      fail('an approval is one person’s, once, for one gate', people.join(', '));
    const wrong = phase.approvals.find(({ by, at }) => !mayApprove(is, by.id, approversAt(gate, phase.openedAt, at)));
    if (wrong !== undefined) fail('an approval is one person’s, once, for one gate', `${wrong.by.id} may not`);
  };

  /** 5. Unknown is not healthy: whoever raises has just read the alarms; none fires, none is missing. */
  const alarmsAreRead = (was: Rollout | null, is: Rollout, by: Invocation | null): void => {
    const before = was?.id === is.id ? was : null;
    const rises = is.weight > (before?.weight ?? 0) || (is.promotionBegan && before?.promotionBegan !== true);
    const opens = is.cohorts.some((name) => before?.cohorts.includes(name) !== true);
    if ((!rises && !opens) || (before !== null && isLeftUp(before, is))) return;
    for (const name of is.config.alarms) {
      const { value, since, isEvaluated } = by?.alarms.get(name) ?? UNREAD;
      const known = is.alarms[name];
      // An event may have told meanwhile of a later state: both moments are by CloudWatch's clock.
      const hasEnded = known?.value === 'OK' && known.since > since;
      const isExcused = known?.excused === true || hasEnded;
      const isAnswered = known?.answered !== undefined;
      // One that had no data when the rollout started is told then, and holds nothing. The sender of a health signal owes it: only
      // a forced start goes without.
      const hadData = name === SIGNAL ? before !== null || by?.command?.isForced !== true : known?.hadData === true;
      const isLost =
        value === 'INSUFFICIENT_DATA' && hadData && is.config.missingData === 'hold' && !isAnswered && !hasEnded;
      const isGone = value === 'MISSING' && !isAnswered;
      // The state of one that CloudWatch does not evaluate is an old one: a start needs force, and later a person answers for it.
      const isForced = before === null && by?.command?.isForced === true;
      const isOld = !isEvaluated && value !== 'ALARM' && !isForced && !isAnswered;
      if (value === 'not read' || isGone || isLost || (value === 'ALARM' && !isExcused))
        fail('unknown is not healthy', `${name} is ${value} for who raises to ${is.weight}%`);
      if (isOld) fail('unknown is not healthy', `${name} is not evaluated for who raises to ${is.weight}%`);
      if ((value !== 'OK' || !isEvaluated) && unanswered.has(name) && !isExcused)
        fail('what fired waits for an answer', `${name} fired and is ${value} for who raises to ${is.weight}%`);
    }
  };

  /** 5. Who of the alarms fired; only an alarm that is OK and a person who resumes end that. */
  const firedAlarms = (is: Rollout, by: Invocation | null): void => {
    for (const [name, { value, excused, evaluation }] of Object.entries(is.alarms)) {
      const isQuiet = value === 'OK' && (evaluation ?? 'PARTIAL_DATA') === 'PARTIAL_DATA';
      if (value === 'ALARM' && !excused) unanswered.add(name);
      if (isQuiet || asks(by, 'resume')) unanswered.delete(name);
    }
  };

  /** 7. Nothing counts twice: a command's key is taken once, and the timeline keeps each of its lines. */
  const countsOnce = (before: ServiceRecord | null, after: ServiceRecord): void => {
    const known = new Set(before?.seen.map(({ key }) => key));
    for (const { key } of after.seen) {
      if (known.has(key)) continue;
      if (keys.has(key)) fail('nothing counts twice', `${key} was taken before`);
      keys.add(key);
    }
    const twice = after.seen.find(({ key }, i) => after.seen.findIndex((other) => other.key === key) !== i);
    if (twice !== undefined) fail('nothing counts twice', `${twice.key} stands twice in the record`);
    if (after.rollout === null) return;
    for (const { n, text } of after.rollout.timeline) {
      if (lines.has(n) && lines.get(n) !== text) fail('nothing accepted is lost', `line ${n} became “${text}”`);
      lines.set(n, text);
    }
    if (lines.size !== after.rollout.entries)
      fail('nothing accepted is lost', `the timeline has ${lines.size} of ${after.rollout.entries} lines`);
  };

  /** A watchdog exists for whatever is still to be done, before the record says so. */
  const watchdog = (before: ServiceRecord | null, after: ServiceRecord): void => {
    const { rollout: is, wake } = after;
    if (wake.at !== null && !ground.armed.has(wake.seq)) fail('a watchdog exists', `timer ${wake.seq} was never set`);
    const runs = is !== null && !isFinished(is) && !hasGivenUp(is);
    const was = before?.rollout?.id === is?.id ? before?.rollout : null;
    const rises = is !== null && is.weight > (was?.weight ?? 0);
    if (runs && rises && wake.at === null) fail('a watchdog exists', 'the weight was raised without a timer');
  };

  /** 8. The end is exact, or somebody was asked, because somebody else had a hand in it. */
  const exactEnd = (was: Rollout | null, is: Rollout): void => {
    if (!isFinished(is) || (was !== null && isFinished(was))) return;
    // What somebody let go of in so many words is as it is.
    const left = is.phase.status === 'rolled-back' ? (is.phase.left ?? []) : [];
    const keep = [...left, ...(was?.phase.status === 'rolling-back' ? was.phase.keep : [])];
    const isAnswered = heard.some(({ name, at }) => name === 'resume' && at >= startedAt);
    is.targets.forEach((target, i) => {
      // What was edited while the rollout began may be what the baseline has, or not.
      const isVague = isJustEdited(i) || (edits[i] ?? []).some((at) => at >= startedAt - 2 * MINUTE && at <= begunAt);
      if (isAnswered && keep.includes(target.name)) letGo.add(i);
      if (isVague || (isAnswered && (isEdited(i) || letGo.has(i)))) return;
      const look = account.place(target.config).look();
      if (is.phase.status === 'rolled-back' && look !== baseline[i])
        fail('the end is exact', `${target.name} is ${look} instead of ${baseline[i]}`);
      if (is.phase.status === 'completed' && !account.place(target.config).isPromoted(target.frozen))
        fail('the end is exact', `${target.name} is ${look} after the promotion`);
    });
  };

  return {
    isEdited,

    onSave(before, after, by) {
      const [was, is] = [before?.rollout ?? null, after.rollout];
      oneAtATime(was, is, by);
      if (is !== null && was?.id !== is.id) {
        lines.clear();
        startedAt = is.startedAt;
        begunAt = now();
        baseline = is.targets.map(({ config }) => account.place(config).look());
        intended = [];
        unanswered.clear();
        agreed = 0;
        isPromoted = false;
        letGo.clear();
      }
      countsOnce(before, after);
      watchdog(before, after);
      if (is === null) return;
      if (was !== null && was.id === is.id) {
        afterEnd(was, is);
        rollbackWins(was, is);
        allOrNone(was, is);
        aReasonToRise(was, is, by);
        stepsEnd(was, is, by);
      }
      bakes(was?.id === is.id ? was : null, is);
      approvals(is);
      checkVotes(before, after, by, ground.breach);
      firedAlarms(is, by);
      alarmsAreRead(was, is, by);
      exactEnd(was?.id === is.id ? was : null, is);
      if (was?.phase.status !== 'completed' && is.phase.status === 'completed')
        left = is.targets.map(({ config }) => account.place(config).look());
      if (!(was?.id === is.id && goesBack(was) && goesBack(is))) broughtBack.clear();
      rollout = is;
      const weight = is.promotionBegan ? 100 : is.weight;
      const last = intended.at(-1);
      if (last === undefined || last.weight !== weight || goesBack(is))
        intended.push({ at: now(), weight: goesBack(is) ? 0 : weight });
    },

    onWrite(target, before, after, by) {
      if (by === null) {
        edits[target]?.push(now());
        return;
      }
      const state = rollout?.targets[target];
      if (rollout === null || state === undefined)
        return fail('no weight without a reason', 'a target was written, and nothing runs');
      noteAgreed(rollout);
      const editedAt = edits[target]?.at(-1);
      const isOvertaken = editedAt !== undefined && lookedBefore(by, state.config, editedAt);
      if (isFinished(rollout) && before.look !== after.look && !isOvertaken)
        fail('what is over is left alone', `${state.name}: ${before.look} → ${after.look}`);
      const until = intended.map((_, i) => intended[i + 1]?.at ?? Number.POSITIVE_INFINITY);
      const alive = intended.filter((_, i) => (until[i] ?? 0) >= now() - WRITER_LIFETIME_MS);
      const wanted = alive.map(({ weight }) => shown(state, weight));
      if (after.share < Math.min(before.share, ...wanted) - 1e-6)
        fail('the intention is saved first', `${state.name} was lowered to ${after.share}%, which nobody had saved`);
      if (after.share > before.share) {
        const backAt = broughtBack.get(target);
        if (backAt !== undefined && !isEdited(target) && !lookedBefore(by, state.config, backAt))
          fail('rollback wins', `${state.name} was raised to ${after.share}% after it had been brought back`);
        const most = Math.max(0, ...wanted);
        // What somebody pointed at the canary by hand has all of it for the moment between the two writes of the way back.
        if (after.share > most + 1e-6 && !isEdited(target))
          fail('no weight without a reason', `${state.name} was given ${after.share}%; at most ${most}% were intended`);
      }
      if (goesBack(rollout) && after.share === 0) broughtBack.set(target, now());
    },

    onTold(key, text) {
      // Within the skew of clocks an alarm that ended counts as firing once more, and one that was deleted as new: safe, and said again.
      if (told.has(key) && !key.startsWith('breach#')) fail('nothing is told twice', `${key}: ${text}`);
      told.set(key, text);
    },

    onHookCall(call, didRun) {
      if (didRun && ran.has(call)) fail('a hook is called at most once', call);
      if (didRun) ran.add(call);
    },

    onHookAnswer(call, ok) {
      if (ok) passedHooks.add(call.split('/').slice(0, 2).join('/'));
    },

    onTaken(key, isRemembered) {
      const digest = digestKey(key);
      const other = taken.get(digest);
      if (other !== undefined && other !== key) fail('nothing accepted is lost', `${key} is remembered as ${other} is`);
      taken.set(digest, key);
      if (!isRemembered && !keys.has(digest))
        fail('nothing accepted is lost', `${key} was taken and is not remembered`);
    },

    atRest(record) {
      if (record === null) return;
      const { rollout: is, outbox, wake } = record;
      if (outbox.length > 0) fail('nothing accepted is lost', `never told: ${outbox.map(({ key }) => key).join(', ')}`);
      if (wake.at !== null) fail('everything comes to rest', `a timer is still set, for ${is?.phase.status}`);
      if (is === null) return;
      const { phase } = is;
      if (phase.status === 'completed' && phase.windowUntil !== undefined && phase.lookedAt === undefined)
        fail('one look at the end of the window', `nobody has looked, and it was over ${phase.windowUntil}`);
      if (!isFinished(is))
        return fail('everything comes to rest', `${is.phase.status}: ${JSON.stringify(is.phase).slice(0, 300)}`);
      const said = [...told].flatMap(([key, text]) => (key.startsWith('thread#') ? [text] : [])).join('\n');
      const untold = is.timeline.find(({ text }) => !said.includes(text));
      if (untold !== undefined) fail('nothing accepted is lost', `never told: ${untold.text}`);
      is.targets.forEach((target, i) => {
        const open = account.place(target.config).cohorts();
        if (isEdited(i) || letGo.has(i)) return;
        if (open.length > 0) fail('the end is exact', `${target.name} is still open to ${open.join(', ')}`);
        if (is.phase.status === 'rolled-back' && account.place(target.config).look() !== baseline[i])
          fail('rollback wins', `${target.name} does not stay at its baseline: ${account.place(target.config).look()}`);
      });
    },
  };
}

/**
 * All of a rollout but what may follow its end: where its card and its messages are, the lines and the series that moved, and who
 * leaves after a way back.
 */
function essence(rollout: Rollout): string {
  const { phase, analysis } = rollout;
  const decisive = analysis?.decisive && { ...analysis.decisive, minutes: [], isApart: true };
  const wentBack = phase.status === 'rolled-back';
  const isCompleted = phase.status === 'completed';
  return JSON.stringify({
    ...rollout,
    card: null,
    alarmMessages: [],
    timeline: [],
    ...(decisive && { analysis: { ...analysis, decisive } }),
    ...(wentBack && { entries: 0, leaving: null }),
    ...(isCompleted && { entries: 0, phase: { status: phase.status, at: phase.at } }),
  });
}

function mayApprove({ by, config }: Rollout, id: string, from: readonly string[]): boolean {
  return from.includes(id) && (config.selfApproval || !isPerson(by) || by.id !== id);
}

/** Everybody where the next that is not a wait is a gate; otherwise who may promote. */
function maySkip(was: Rollout, id: string): boolean {
  const waits = ['bake', 'wait-until', 'drain', 'hook'];
  const next = was.config.plan.slice(was.step + 1).find((step) => {
    return !waits.includes(step.kind) || (step.kind === 'hook' && step.pointOfNoReturn);
  });
  return next?.kind === 'approve' || mayPromote(was, id);
}

/** An approver of the last gate and of each that is ahead; where the plan has none, whoever started it. */
function mayPromote({ by, config, step }: Rollout, id: string): boolean {
  const gates = approvalSteps(config.plan);
  if (gates.length === 0) return isPerson(by) && by.id === id;
  const ahead = gates.filter(({ index }) => index >= step);
  const asked = [...ahead, ...gates.slice(-1)];
  return (
    asked.every(({ approval }) => approval.from.includes(id)) && (ahead.length === 0 || !isPerson(by) || by.id !== id)
  );
}
