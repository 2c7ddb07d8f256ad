import { isFinished, type Rollout, type ServiceRecord } from '../../../../src/domain/rollout/record.ts';
import { CLOCK_SKEW_MS, KNOWN_FOR_MS, WRITER_LIFETIME_MS } from '../../../../src/domain/timing.ts';
import type { Invocation } from '../line.ts';
import { lookedBefore } from './forwards.ts';
import { type Ground, type Sight, shown } from './invariants.ts';

/** A drawing may be on its way to Slack for so long, in milliseconds. */
const DRAWN_MS = 30_000;
/** An answer that was read may be on its way back for so long, in milliseconds: the SDK asks three times. */
const READ_MS = 45_000;
/** From when on nobody's word counts on a share that is not there, in milliseconds: what was known is forgotten, and whoever looked before is gone. */
const REFUSED_MS = KNOWN_FOR_MS + WRITER_LIFETIME_MS;
const LITTLE = 1e-6;

/** What is checked of shares: what people are shown, and what they may say on it. */
export interface ShareInvariants {
  /** People see the shares of a rollout. */
  onShown(rollout: Rollout): void;
  onSave(before: ServiceRecord | null, after: ServiceRecord, by: Invocation | null): void;
  /** @param target by its position @param foreign since when it was unlike what the rollout made of it; null: it was not */
  onWrite(target: number, before: Sight, after: Sight, by: Invocation | null, foreign: number | null): void;
}

/** Words that lead a plan on. */
const LEADS: ReadonlySet<string> = new Set(['approve', 'skip', 'promote']);

const approvals = ({ phase }: Rollout): number => (phase.status === 'awaiting-approval' ? phase.approvals.length : 0);

export function createShareInvariants(ground: Ground): ShareInvariants {
  const { now, account, service } = ground;
  const fail = (invariant: string, detail: string): void => ground.breach({ invariant, detail });
  /** The shares that each target had, and from when on. */
  const had = service.targets.map((): { readonly at: number; readonly share: number }[] => []);
  /** What each target was like, when the rollout began and after each write of a worker. */
  const made = service.targets.map(() => new Set<string>());
  let rollout: Rollout | null = null;

  /** Whether a target had a share at some moment between two. */
  const hadShare = (target: number, share: number, from: number, to: number): boolean =>
    (had[target] ?? []).some((one, i, all) => {
      const until = all[i + 1]?.at ?? Number.POSITIVE_INFINITY;
      return one.at <= to && until >= from && Math.abs(one.share - share) < LITTLE;
    });

  /** Why the share of a target has not been known for long, in words; null while it is. */
  const strange = (): string | null => {
    for (const [i, target] of service.targets.entries()) {
      const [edited, unreadable] = [ground.foreignSince(i), ground.unreadableSince(target)];
      const [name, limit] = [rollout?.targets[i]?.name, now() - REFUSED_MS];
      if (edited !== null && edited < limit) return `${name} is not as it was left since ${(now() - edited) / 1_000} s`;
      if (unreadable !== null && unreadable < limit)
        return `${name} cannot be read since ${(now() - unreadable) / 1_000} s`;
    }
    return null;
  };

  /** Nobody approves, skips or promotes on a share that is not there. */
  const wordsAreTaken = (was: Rollout, is: Rollout, { command }: Invocation): void => {
    if (command === null || !LEADS.has(command.name)) return;
    const isApproved = is.step === was.step && approvals(is) > approvals(was);
    const isLed = is.step > was.step || (is.promotionBegan && !was.promotionBegan);
    const what = isApproved || isLed ? strange() : null;
    if (what !== null) fail('no word is taken on a share that is not there', `${command.name}: ${what}`);
  };

  /** Whether a target has what the rollout made of it, before the shift that is under way or in it, or what it is to have at the end, by whoever's hand. */
  const isExpected = (i: number, { targets, agreed, weight }: Rollout): boolean => {
    const target = targets[i];
    if (target === undefined) return false;
    if (weight === 100 && account.place(target.config).isPromoted(target.frozen)) return true;
    if (made[i]?.has(account.place(target.config).look()) !== true) return false;
    return [agreed, weight].some((one) => Math.abs(account.share(target) - shown(target, one)) < LITTLE);
  };

  /** Whether a person lets Serin overwrite the share that a target has. */
  const isPutBack = (i: number, { targets, putBack }: Rollout): boolean => {
    const target = targets[i];
    const share = target === undefined ? undefined : putBack?.shares[target.name];
    return target !== undefined && share !== undefined && Math.abs(account.share(target) - share.weight) < LITTLE;
  };

  /** What somebody else set is raised only when a person asks, once no writer of the last intention can be alive. */
  const foreignIsAsked = (written: number, is: Rollout, share: number, foreign: number, by: Invocation): void => {
    const target = is.targets[written];
    if (target === undefined || lookedBefore(by, target.config, foreign)) return;
    if (now() - is.intendedAt <= WRITER_LIFETIME_MS + CLOCK_SKEW_MS) return;
    const isOurs = [is.agreed, is.weight].some((one) => Math.abs(share - shown(target, one)) < LITTLE);
    const isAsked = ground.heard.some(({ name, at }) => name === 'put-back' && at >= foreign - CLOCK_SKEW_MS);
    if (!isOurs && !isAsked)
      fail('what somebody else set is raised only when a person asks', `${target.name} had ${share}% by hand`);
  };

  /** Nothing is raised while another target has been unlike what the rollout made of it, or out of sight, since before the worker began. */
  const allAreThere = (written: number, is: Rollout, { beganAt }: Invocation): void => {
    is.targets.forEach(({ name, config }, i) => {
      if (i === written) return;
      const [edited, unreadable] = [ground.foreignSince(i), ground.unreadableSince(config)];
      if (edited !== null && edited < beganAt && !isExpected(i, is) && !isPutBack(i, is))
        fail('nothing is raised while a target differs', `${name} differs since ${(now() - edited) / 1_000} s`);
      if (unreadable !== null && unreadable < beganAt)
        fail('nothing is raised while a target differs', `${name} is unread since ${(now() - unreadable) / 1_000} s`);
    });
  };

  return {
    onShown(shows) {
      if (isFinished(shows) || shows.id !== rollout?.id) return;
      shows.targets.forEach(({ name, observed }, i) => {
        if (observed === null || observed.weight === null) return;
        const { at, weight } = observed;
        if (now() - at > KNOWN_FOR_MS + CLOCK_SKEW_MS + DRAWN_MS)
          fail('what is shown was read', `${name} is shown at ${weight}%, read ${(now() - at) / 1_000} s ago`);
        if (!hadShare(i, weight, at - READ_MS - CLOCK_SKEW_MS, at + CLOCK_SKEW_MS))
          fail('what is shown was read', `${name} is shown at ${weight}%, which it did not have when it was read`);
      });
    },

    onSave(before, after, by) {
      const was = before?.rollout ?? null;
      rollout = after.rollout;
      if (rollout === null) return;
      if (was?.id !== rollout.id) {
        rollout.targets.forEach((target, i) => {
          had[i] = [{ at: 0, share: account.share(target) }];
          made[i] = new Set([account.place(target.config).look()]);
        });
        return;
      }
      if (by !== null) wordsAreTaken(was, rollout, by);
    },

    onWrite(target, before, after, by, foreign) {
      had[target]?.push({ at: now(), share: after.share });
      if (by === null) return;
      made[target]?.add(after.look);
      const isRaised = after.share > before.share + LITTLE;
      if (rollout === null || isFinished(rollout) || !isRaised) return;
      allAreThere(target, rollout, by);
      if (foreign !== null) foreignIsAsked(target, rollout, before.share, foreign, by);
    },
  };
}
