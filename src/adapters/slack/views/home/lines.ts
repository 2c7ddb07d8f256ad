import type { HomeService } from '../../../../domain/home.ts';
import { phaseStart, type Rollout } from '../../../../domain/rollout/record.ts';
import { describeStanding, outcomeWords } from '../../../../domain/rollout/share.ts';
import { escapeMrkdwn, formatMoment, link, requesterName } from '../parts/mrkdwn.ts';
import { rolloutTitle, weightLine } from '../rollout/card.ts';
import { describeSituation, statusSigns } from '../rollout/status.ts';

/** Returns the sign and the name of a rollout, which leads to its card. */
function title(rollout: Rollout): string {
  const { card, phase } = rollout;
  return `${statusSigns[phase.status]} *${link(card?.permalink ?? '', rolloutTitle(rollout))}*`;
}

/** Describes a rollout that runs: its share, what it does, what comes next, who started it. */
export function openLines(rollout: Rollout): string {
  const started = `Started by ${requesterName(rollout.by)} ${formatMoment(rollout.startedAt)}`;
  return `${title(rollout)}\n${weightLine(rollout)}\n${describeSituation(rollout, false)}\n${started}`;
}

/** Describes a rollout that is over: how it ended, when, why, and how long it can be rolled back. */
export function finishedLine(rollout: Rollout): string {
  return `${title(rollout)}: ${escapeMrkdwn(outcomeWords(rollout), 80)}\n${describeSituation(rollout, false)}\nStarted by ${requesterName(rollout.by)}`;
}

/** Describes a service in one line. */
export function serviceLine({ name, channel, rollout, fault }: HomeService): string {
  const where = channel?.startsWith('#') ? ` · ${escapeMrkdwn(channel, 80)}` : '';
  if (fault !== null) return `⚠️ *${name}*: ${escapeMrkdwn(fault, 200)}${where}`;
  if (rollout === null) return `*${name}*: never rolled out${where}`;
  const standing = escapeMrkdwn(`${rollout.canary} ${describeStanding(rollout)}`, 200);
  return `*${name}*: ${standing}, ${formatMoment(phaseStart(rollout.phase))}${where}`;
}
