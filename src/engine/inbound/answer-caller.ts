import { ANALYSIS_DEFAULTS } from '../../domain/analysis/analysis.ts';
import type { IamIdentity } from '../../domain/people/person.ts';
import type { ScheduledStart } from '../../domain/queue/queue.ts';
import { rolloutFacts, summarizeRollout } from '../../domain/rollout/facts.ts';
import type { Rollout } from '../../domain/rollout/record.ts';
import { displayName } from '../../domain/wording.ts';
import type { CallerAnswer, CallerCommand, ComparisonFacts, ScheduledFacts } from '../../ports/inbound/caller.ts';
import { ConfigUnreadable } from '../../ports/services.ts';
import type { Deps } from '../deps.ts';
import { carryOut } from './carry-out.ts';
import { fromCaller } from './command.ts';
import { type Answer, changedSinceText, listLine, notYet, refusal, says } from './replies.ts';

/** Returns an answer that says something and shows nothing. */
export function textAnswer(text: string): CallerAnswer {
  return { v: 1, tone: 'info', code: '', text, findings: [], rollout: null, preview: null, services: null };
}

/** Returns the comparison of a rollout with its settings; null where no metrics tell both versions apart. */
function comparisonFacts({ analysis, config }: Rollout): ComparisonFacts | null {
  return analysis === undefined ? null : { settings: config.analysis ?? ANALYSIS_DEFAULTS, comparison: analysis };
}

/** Returns a scheduled start for machines. */
function scheduledFacts({ label, by, at, scheduled, notes }: ScheduledStart): ScheduledFacts {
  const { at: startsAt, timezone } = scheduled;
  return { canary: label, by: displayName(by), askedAt: at, startsAt, timezone, ...notes };
}

/** Returns an answer in the wire format of callers. */
function toCallerAnswer(answer: Answer, now: number): CallerAnswer {
  const facts = (rollout: Rollout | null) => (rollout === null ? null : rolloutFacts(rollout, now));
  switch (answer.kind) {
    case 'reply': {
      const { reply, rollout, preview = null } = answer;
      const { tone, code, text, findings } = reply;
      return { ...textAnswer(text), tone, code, findings, rollout: facts(rollout), preview };
    }
    case 'home':
    case 'start-form':
      throw new Error('Only people have an App Home and forms.');
    case 'list': {
      const services = answer.services.map(({ service, rollout }) => ({
        service,
        rollout: rollout === null ? null : summarizeRollout(rollout, now),
      }));
      const none = 'No service is configured yet: run serin apply serin.yml.';
      return { ...textAnswer(services.length === 0 ? none : `${services.length} services`), services };
    }
    case 'status': {
      const { service, rollout, since, explains, scheduled } = answer;
      const never = `${service} was never rolled out. Start with: serin start ${service} <version>`;
      const text = rollout === null ? never : listLine(service, rollout, now);
      const explained = explains && rollout !== null ? { explained: comparisonFacts(rollout) } : {};
      const changed = rollout === null ? null : changedSinceText(rollout, since);
      const planned = scheduled === undefined ? {} : { scheduled: scheduled.map(scheduledFacts) };
      const shown = { rollout: facts(rollout), ...explained, ...planned };
      return { ...textAnswer(text), ...shown, ...(changed !== null && { changed }) };
    }
  }
}

/**
 * Carries out a command of an authenticated IAM identity, and returns the answer. Never throws: when AWS does not answer, the
 * caller retries with the same key.
 */
export async function answerCaller(deps: Deps, sent: CallerCommand, by: IamIdentity): Promise<CallerAnswer> {
  const command = fromCaller(sent, by, deps.clock.now());
  const explain = (error: unknown): Answer => {
    const isUnreadable = error instanceof ConfigUnreadable;
    if (!isUnreadable) {
      const { name } = command;
      deps.log.error({ command: name, caller: by.arn, key: sent.key, error }, 'a command was not carried out yet');
    }
    return says(
      isUnreadable ? refusal(error.code, error.message) : notYet('Try again with the same command; it counts once.'),
    );
  };
  return toCallerAnswer(await carryOut(deps, command).catch(explain), deps.clock.now());
}
