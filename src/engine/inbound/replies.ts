import { shortVerdict } from '../../domain/analysis/rollout-words.ts';
import type { Queue, ScheduledStart } from '../../domain/queue/queue.ts';
import { EMPTY_REPLY, type Reply } from '../../domain/rollout/effect.ts';
import { withoutOldReadings } from '../../domain/rollout/read-share.ts';
import { isFinished, type Rollout } from '../../domain/rollout/record.ts';
import { describeStanding } from '../../domain/rollout/share.ts';
import type { Decision, Planned } from '../../domain/rollout/signal.ts';
import type { StartForm } from '../../domain/start-form.ts';
import { displayName } from '../../domain/wording.ts';
import type { Preview } from '../../ports/inbound/caller.ts';
import { answerHint, type ChangeSince, canPutBackAfterEnd, changeWords } from '../../rollout/rollback/after-end.ts';
import type { Command } from './command.ts';

/** The answer to a command, before it is rendered for its requester. */
export type Answer =
  | {
      readonly kind: 'reply';
      readonly reply: Reply;
      /** The rollout that it is about, as it is now. */
      readonly rollout: Rollout | null;
      /** The rollout that would start: for `dry-run`. */
      readonly preview?: Preview;
      /** The rollout that the answer to a person draws, which nothing has started. */
      readonly shows?: Rollout;
      /** Set when the answer was saved with the command: the outbox delivers it to a person. */
      readonly isSaved?: true;
    }
  /**
   * Of `status`; the rollout is null when the service was never rolled out. `since`: what was changed after its end. `queue`: the
   * starts that wait. `scheduled`: those that wait for their moment. `explains`: with the comparison of both versions.
   */
  | {
      readonly kind: 'status';
      readonly service: string;
      readonly rollout: Rollout | null;
      readonly since: readonly ChangeSince[];
      readonly queue?: Queue;
      readonly scheduled?: readonly ScheduledStart[];
      readonly explains?: true;
    }
  /** Of `home`: the App Home is the answer. */
  | { readonly kind: 'home' }
  /** Of `start-form`. */
  | { readonly kind: 'start-form'; readonly form: StartForm }
  /** Of `list`. */
  | {
      readonly kind: 'list';
      readonly services: readonly ListedService[];
    };

/** One service of a list, with the number of starts in its queue, and of those that are scheduled. */
export interface ListedService {
  readonly service: string;
  readonly rollout: Rollout | null;
  readonly queued: number;
  readonly scheduled: number;
}

/** Returns a reply as the answer. */
export function says(
  reply: Reply,
  rollout: Rollout | null = null,
  rest: Pick<Extract<Answer, { kind: 'reply' }>, 'preview' | 'shows' | 'isSaved'> = {},
): Answer {
  return { kind: 'reply', reply, rollout, ...rest };
}

/** Returns the effects that carry a reply to a person; none for a caller, whom the result of the call reaches. */
export function replyEffects({ key, via }: Command, reply: Reply): readonly Planned[] {
  return via === 'call' ? [] : [{ key: `reply#${key}`, body: { kind: 'reply', to: via.replyTo, reply } }];
}

/** Returns a refusal: a code, what is wrong, what to do. */
export function refusal(code: string, text: string, rest: Partial<Reply> = {}): Reply {
  return { ...EMPTY_REPLY, ...rest, tone: 'refused', code, text };
}

/** Returns an answer to something that changes nothing. */
export function info(text: string, rest: Partial<Reply> = {}): Reply {
  return { ...EMPTY_REPLY, ...rest, text };
}

/** Returns the answer to a person about a decision. */
export function replyTo(decision: Decision, rollout: Rollout | null, isStart: boolean): Reply {
  const isEarlier = isStart && decision.answer === 'refused' && rollout !== null && isFinished(rollout);
  const link = isEarlier ? null : (rollout?.card?.permalink ?? null);
  switch (decision.answer) {
    case 'accepted':
      return { ...EMPTY_REPLY, tone: 'done', text: decision.say, shows: isStart ? 'plan' : null, link };
    case 'ignored':
      return info(decision.because, { link });
    case 'refused':
      return refusal(decision.code, decision.because, { link, findings: decision.findings ?? [] });
    case 'needs-aftermath':
    case 'needs-targets':
      return refusal('aftermath-unknown', 'The state of the targets is not known yet. Try again in a minute.', {
        link,
      });
    case 'needs-freeze':
      return refusal('freeze-unknown', 'The freezes are not known yet. Try again in a minute.', { link });
    case 'needs-minutes':
    case 'needs-alarms':
      return refusal('alarms-unreadable', 'CloudWatch did not return the alarm states. Try again in a minute.', {
        link,
      });
  }
}

/**
 * Returns the answer to a repeated command: for a start that succeeded the first answer again, otherwise the current state.
 *
 * @param started the id of the rollout that the command started; null when it was no start
 */
export function repeatReply(service: string, rollout: Rollout | null, started: string | null, now: number): Reply {
  if (started === null)
    return info(`This command was received before and counts once. ${listLine(service, rollout, now)}.`);
  if (rollout?.id === started) {
    return {
      ...EMPTY_REPLY,
      tone: 'done',
      text: `Started ${rollout.canary} by an earlier attempt of the same command.`,
    };
  }
  return refusal(
    'repeated',
    'This start was answered before: it was refused, or it is over. Start again with a new key to get the reason.',
  );
}

/** Returns the refusal of a command for which AWS did not answer. @param next what to do now */
export function notYet(next: string): Reply {
  return refusal('not-yet', `AWS did not answer, so this is not done yet. ${next}`);
}

/** Adds the offer to look at a sync to a refusal because components are behind. */
export function withOffer(reply: Reply, service: string): Reply {
  const isBehind = reply.findings.some(({ code }) => code === 'component-behind');
  return isBehind ? { ...reply, offer: { kind: 'look-at-sync', service } } : reply;
}

/** Returns a service's line of the list at a moment: what runs, its status, who started it. */
export function listLine(service: string, rollout: Rollout | null, now: number): string {
  if (rollout === null) return `${service}: never rolled out`;
  const verdict = shortVerdict(rollout);
  const compared = verdict === '' ? '' : ` (${verdict})`;
  return `${service}: ${rollout.canary} ${describeStanding(withoutOldReadings(rollout, now))}${compared}, started by ${displayName(rollout.by)}`;
}

/** Says what was changed after the end of a rollout, and what people can do about it; null where nothing was. */
export function changedSinceText(rollout: Rollout, since: readonly ChangeSince[]): string | null {
  return since.length === 0 ? null : `${changeWords(since)}. ${answerHint(rollout, since)}`;
}

/** Returns the buttons that answer a change after the end; null where Serin can put nothing back. */
export function afterEndOffer(rollout: Rollout, since: readonly ChangeSince[]): Reply['offer'] {
  return canPutBackAfterEnd(rollout, since) ? { kind: 'after-end', service: rollout.service } : null;
}
