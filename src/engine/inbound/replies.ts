import type { Reply } from '../../domain/rollout/effect.ts';
import { withoutOldReadings } from '../../domain/rollout/read-share.ts';
import { isFinished, type Rollout } from '../../domain/rollout/record.ts';
import { describeStanding } from '../../domain/rollout/share.ts';
import type { Decision } from '../../domain/rollout/signal.ts';
import { displayName } from '../../domain/wording.ts';

const EMPTY: Reply = {
  tone: 'info',
  code: '',
  text: '',
  lines: [],
  findings: [],
  checks: [],
  shows: null,
  link: null,
  table: [],
  offer: null,
};

/** Returns a refusal: a code, what is wrong, what to do. */
export function refusal(code: string, text: string, rest: Partial<Reply> = {}): Reply {
  return { ...EMPTY, ...rest, tone: 'refused', code, text };
}

/** Returns an answer to something that changes nothing. */
export function info(text: string, rest: Partial<Reply> = {}): Reply {
  return { ...EMPTY, ...rest, text };
}

/** Returns the answer to a person about a decision. */
export function replyTo(decision: Decision, rollout: Rollout | null, isStart: boolean): Reply {
  const isEarlier = isStart && decision.answer === 'refused' && rollout !== null && isFinished(rollout);
  const link = isEarlier ? null : (rollout?.card?.permalink ?? null);
  switch (decision.answer) {
    case 'accepted':
      return { ...EMPTY, tone: 'done', text: decision.say, shows: isStart ? 'plan' : null, link };
    case 'ignored':
      return info(decision.because, { link });
    case 'refused':
      return refusal(decision.code, decision.because, { link, findings: decision.findings ?? [] });
    case 'needs-aftermath':
    case 'needs-targets':
      return refusal('aftermath-unknown', 'It is not known yet how the targets are. Try again in a minute.', { link });
    case 'needs-alarms':
      return refusal(
        'alarms-unreadable',
        'CloudWatch did not say whether the alarms are quiet. Try again in a minute.',
        { link },
      );
  }
}

/** Adds the offer to look at a sync to a refusal because components are behind. */
export function withOffer(reply: Reply, service: string): Reply {
  const isBehind = reply.findings.some(({ code }) => code === 'component-behind');
  return isBehind ? { ...reply, offer: { kind: 'look-at-sync', service } } : reply;
}

/** Returns a service's line of the list at a moment: what runs, its status, who started it. */
export function listLine(service: string, rollout: Rollout | null, now: number): string {
  if (rollout === null) return `${service}: never rolled out`;
  return `${service}: ${rollout.canary} ${describeStanding(withoutOldReadings(rollout, now))}, started by ${displayName(rollout.by)}`;
}
