import type { EnvironmentId } from '../../../../src/domain/environment/environment.ts';
import { isFinished, type Rollout, type ServiceRecord } from '../../../../src/domain/rollout/record.ts';
import { CENTER_GRACE_MS, WRITER_LIFETIME_MS } from '../../../../src/domain/timing.ts';
import { isSyncing } from '../../../../src/environments/sync.ts';
import type { Invocation } from '../line.ts';
import { MINUTE } from '../setup.ts';
import type { Ground, Sight } from './invariants.ts';

/** From when on a worker must know of a change: whoever looked before it is gone, in milliseconds. */
const NOTICED_MS = WRITER_LIFETIME_MS + 10_000;
/** From when on a command must know of a change: two looks, and the life of a worker, in milliseconds. */
const TOLD_MS = 2 * MINUTE + NOTICED_MS;

/** From when on people must have been asked about a control center that nobody can read. */
const ASKED_MS = CENTER_GRACE_MS + TOLD_MS;

/** What is checked besides the record: what people see, what differs, who deploys, what pipelines read. */
export interface WatchInvariants {
  onCard(rollout: Rollout): void;
  /** @param key of the message, which is another for each firing */
  onBreach(alarm: string, key: string): void;
  onSave(before: ServiceRecord | null, after: ServiceRecord, by: Invocation | null): void;
  onWrite(before: Sight, after: Sight, by: Invocation | null): void;
  /** A worker wrote the control center. */
  onCenterWrite(): void;
  onDeploy(): void;
  onPartWrite(side: EnvironmentId, by: Invocation | null): void;
  atRest(record: ServiceRecord | null): void;
}

/** Names of the commands by which a person answers what Serin asks. */
const ANSWERS: ReadonlySet<string> = new Set(['resume', 'promote', 'hook-done']);

export function createWatchInvariants(ground: Ground): WatchInvariants {
  const { now, account, service, heard } = ground;
  const fail = (invariant: string, detail: string): void => ground.breach({ invariant, detail });
  let record: ServiceRecord | null = null;
  let begunAt = 0;
  let deployedAt = 0;
  /** The newest card of each rollout, as people see it. */
  const cards = new Map<string, Rollout>();
  /** Moments of breaches that people were told, by alarm. */
  const breaches = new Map<string, Set<string>>();

  const answeredSince = (at: number): boolean => heard.some((one) => ANSWERS.has(one.name) && one.at >= at);
  /** What somebody deploys in mid-rollout is judged by somebody before more users get it. */
  const nothingUnjudged = (was: Rollout, is: Rollout, by: Invocation | null): void => {
    const rises = is.weight > was.weight || (is.promotionBegan && !was.promotionBegan);
    if (!rises || deployedAt <= begunAt) return;
    // A timer looks at the components before it goes on with the plan, where nothing keeps it from reading them.
    const looks = by?.what.startsWith('timer') === true && !ground.isCenterExcused(deployedAt);
    const isNoticed = deployedAt <= now() - TOLD_MS || (looks && deployedAt < by.beganAt);
    if (isNoticed && !answeredSince(deployedAt) && !ground.wasInTrouble(deployedAt))
      fail('what nobody judged is not raised', `somebody deployed ${(now() - deployedAt) / 1_000} s ago`);
  };

  /** 5. Unknown is not healthy: nothing goes on while the control center cannot be read, and people are asked about it. */
  const centerIsWatched = (was: Rollout, is: Rollout, by: Invocation | null): void => {
    const since = service.environments === null ? null : ground.centerUnreadSince();
    if (since === null || isFinished(is) || since < begunAt) return;
    const isAnswered = heard.some(({ name, at }) => (name === 'resume' || name === 'hook-done') && at >= since);
    if (isAnswered || ['rolling-back', 'stuck'].includes(is.phase.status)) return;
    const long = `it cannot be read since ${(now() - since) / 1_000} s`;
    const rises = is.weight > was.weight || (is.promotionBegan && !was.promotionBegan) || is.step > was.step;
    // The timer before this one has looked: a timer comes at most 110 s after the save of that one.
    const knew = by?.what.startsWith('timer') === true ? by.beganAt - 2 * MINUTE : now() - TOLD_MS;
    if (rises && since < knew)
      fail('nothing goes on while the control center cannot be read', `${was.step} → ${is.step}: ${long}`);
    if (is.phase.status !== 'holding' && since < now() - ASKED_MS)
      fail('people are asked about a control center that cannot be read', `${is.phase.status}: ${long}`);
  };

  return {
    onBreach(alarm, key) {
      const told = breaches.get(alarm) ?? new Set();
      breaches.set(alarm, told.add(key));
      // Within the skew of clocks a firing that ended, or an alarm that was deleted, counts once more.
      const most = 2 * ground.firings(alarm) + 1;
      if (told.size > most)
        fail('a firing is told once', `${alarm} fired ${ground.firings(alarm)} times, told ${told.size}`);
    },

    onCard(rollout) {
      cards.set(rollout.id, rollout);
    },

    onSave(before, after, by) {
      const [was, is] = [before?.rollout ?? null, after.rollout];
      record = after;
      const takesTurns = isSyncing(before?.sync ?? null) && was !== null && !isFinished(was);
      if (isSyncing(after.sync) && is !== null && !isFinished(is) && !takesTurns)
        fail(
          'a sync and a rollout take turns',
          `${is.canary} is ${is.phase.status} while side ${after.sync.side} is brought up`,
        );
      if (is === null) return;
      if (was?.id !== is.id) {
        begunAt = now();
        const isSettled = deployedAt < now() - NOTICED_MS;
        const side = is.environments?.canary;
        if (side !== undefined && isSettled && account.isBehind(service, side))
          fail('a release is the newest of everything', `side ${side} is behind`);
      }
      if (was === null || was.id !== is.id) return;
      nothingUnjudged(was, is, by);
      centerIsWatched(was, is, by);
    },

    onWrite(before, after, by) {
      const rollout = record?.rollout ?? null;
      if (by === null) return;
      if (rollout === null || after.share <= before.share || rollout.weight === 0) return;
      const center = account.center(service.name);
      if (service.environments === null || ground.isCenterExcused(rollout.startedAt)) return;
      if (center?.deployments !== 'closed')
        fail('deployments are closed before users are moved', `they are ${center?.deployments ?? 'unknown'}`);
      if ((center?.share ?? 0) < after.share - 1e-6)
        fail('pipelines read no less than there is', `it says ${center?.share}%, and there is ${after.share}%`);
    },

    onCenterWrite() {
      const rollout = record?.rollout ?? null;
      const said = account.center(service.name)?.share ?? 0;
      if (rollout === null || isFinished(rollout)) return;
      rollout.targets.forEach((target, i) => {
        const share = account.share(target);
        if (share > said + 1e-6 && ground.foreignSince(i) === null)
          fail('pipelines read no less than there is', `it says ${said}%, and ${target.name} has ${share}%`);
      });
    },

    onDeploy() {
      deployedAt = now();
    },

    onPartWrite(side, by) {
      const sync = record?.sync ?? null;
      const endedAt = sync?.endedAt ?? Number.POSITIVE_INFINITY;
      if (sync === null || sync.side !== side || endedAt < now() - WRITER_LIFETIME_MS)
        fail('a sync brings up only what was asked for', `side ${side} was written by ${by?.what ?? 'somebody'}`);
    },

    atRest(after) {
      const rollout = after?.rollout ?? null;
      if (rollout === null) return;
      const card = cards.get(rollout.id);
      if (card !== undefined && card.phase.status !== rollout.phase.status)
        fail('a card shows how it ended', `it shows ${card.phase.status}, and it is ${rollout.phase.status}`);
      // What a person left as it is may still have users, so that nothing may be deployed.
      if (rollout.phase.status === 'rolled-back' && rollout.phase.left !== undefined) return;
      // What SSM refused for long is told after the end, with what to do.
      if (rollout.environments === null || ground.isCenterExcused(rollout.startedAt)) return;
      const center = account.center(service.name);
      const { stable, canary } = rollout.environments;
      const users = rollout.phase.status === 'completed' ? canary : stable;
      if (center?.deployments !== 'open' || center.rollout !== null || center.fallback !== users)
        fail('pipelines read what is so', `${rollout.phase.status}: ${JSON.stringify(center)}`);
    },
  };
}
