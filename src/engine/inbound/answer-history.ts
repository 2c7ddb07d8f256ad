import { isPerson } from '../../domain/people/requester.ts';
import { utcMoment } from '../../domain/restrictions/freeze-in-force.ts';
import { phaseStart, type Rollout } from '../../domain/rollout/record.ts';
import { outcomeWords } from '../../domain/rollout/share.ts';
import { displayName, duration, reasonText } from '../../domain/wording.ts';
import type { Deps } from '../deps.ts';
import type { Named } from './command.ts';
import { type Answer, info, says } from './replies.ts';
import { unknownService } from './unknown-service.ts';

/** The number of finished rollouts that one look reads, the newest first. */
const LOOKED_BACK = 100;
/** The number of rollouts on one page. */
const PAGE = 10;

/** The most characters of a reason, so that a page of them fits one message; the card that is linked has all of it. */
const MAX_REASON = 80;

const shorten = (text: string): string => {
  const whole = [...text];
  return whole.length > MAX_REASON ? `${whole.slice(0, MAX_REASON - 1).join('')}…` : text;
};

/** Tells whether somebody asked for a rollout: by the name that is shown, or by the Slack id, whatever the case. */
function isBy({ by }: Rollout, who: string): boolean {
  const names = isPerson(by) ? [by.id, by.name] : [displayName(by), by.arn];
  return names.some((name) => name.toLowerCase() === who.toLowerCase());
}

function isWanted(rollout: Rollout, { who, outcome, version }: Named<'history'>): boolean {
  return (
    (who === null || isBy(rollout, who)) &&
    (outcome === null || rollout.phase.status === outcome) &&
    (version === null || rollout.canary.toLowerCase() === version.toLowerCase())
  );
}

/** Describes a finished rollout in one line: version, outcome, when it began, how long it took, who started it, and why it went back. */
function line(rollout: Rollout): string {
  const { canary, startedAt, phase, by } = rollout;
  const took = duration(Math.max(0, phaseStart(phase) - startedAt));
  const why = phase.status === 'rolled-back' ? `: ${shorten(reasonText(phase.reason))}` : '';
  return `${canary} ${outcomeWords(rollout)}, ${utcMoment(startedAt)}, ${took}, by ${displayName(by)}${why}`;
}

/** Returns the words of a filter, as they are typed again for the next page. */
function filterWords({ who, outcome, version }: Named<'history'>): string {
  const pairs = Object.entries({ by: who, outcome, version }).filter(([, value]) => value !== null);
  return pairs.map(([name, value]) => ` ${name}=${value}`).join('');
}

/** Answers `history`: the finished rollouts of a service, the newest first, ten at a time. One query of the table. */
export async function answerHistory(deps: Deps, command: Named<'history'>): Promise<Answer> {
  const { service, page } = command;
  if ((await deps.services.get(service, false)) === null) return says(await unknownService(deps, service));
  const read = await deps.history.list(service, LOOKED_BACK);
  const wanted = read.filter((rollout) => isWanted(rollout, command));
  const shown = wanted.slice((page - 1) * PAGE, page * PAGE);
  const filter = filterWords(command);
  const among = read.length === LOOKED_BACK ? ` among the last ${LOOKED_BACK}` : '';
  const count = `${wanted.length} finished ${wanted.length === 1 ? 'rollout' : 'rollouts'} of ${service}${filter}${among}`;
  const pages = Math.ceil(wanted.length / PAGE);
  const next = page < pages ? [`Next: /canary history ${service}${filter} page=${page + 1}`] : [];
  const text = pages > 1 ? `${count}, page ${page} of ${pages}` : count;
  const entries = shown.map((rollout) => ({ text: line(rollout), link: rollout.card?.permalink ?? '' }));
  return says(info(text, { entries, lines: next }));
}
