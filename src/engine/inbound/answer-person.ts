import { queueLine, scheduledLines } from '../../domain/queue/queue-text.ts';
import type { Reply } from '../../domain/rollout/effect.ts';
import type { Rollout } from '../../domain/rollout/record.ts';
import { compareUrgency, waitsForSomebody } from '../../domain/rollout/urgency.ts';
import type { SlackCommand } from '../../ports/inbound/command.ts';
import { rolloutAt } from '../../rollout/rollback/rollback-window.ts';
import type { Deps } from '../deps.ts';
import { tellPerson } from '../home/tell-person.ts';
import { carryOut } from './carry-out.ts';
import { fromSlack, isQuestion } from './command.ts';
import {
  type Answer,
  afterEndOffer,
  changedSinceText,
  info,
  type ListedService,
  listLine,
  notYet,
  says,
} from './replies.ts';

/** Returns the list of all services: those that wait for somebody first. */
function listReply(services: Extract<Answer, { kind: 'list' }>['services'], now: number): Reply {
  if (services.length === 0) return info('No service is configured yet: run `serin apply serin.yml`.');
  const status = ({ rollout }: (typeof services)[number]) => rollout?.phase.status ?? null;
  const ordered = services.toSorted((one, other) => compareUrgency(status(one), status(other)));
  const waiting = services.filter(({ rollout }) => rollout !== null && waitsForSomebody(rollout.phase.status)).length;
  const count = `${services.length} ${services.length === 1 ? 'service' : 'services'}`;
  const asks = waiting === 0 ? '' : `, ${waiting} ${waiting === 1 ? 'waits' : 'wait'} for somebody`;
  const lineFor = ({ service, rollout, queued, scheduled }: ListedService): string => {
    const waits = `${queued === 0 ? '' : `, ${queued} in the queue`}${scheduled === 0 ? '' : `, ${scheduled} scheduled`}`;
    return `${listLine(service, rollout, now)}${waits}`;
  };
  return info(`${count}${asks}`, { lines: ordered.map(lineFor) });
}

/** Returns an answer as a reply in Slack, null where the App Home or a form is all of it, and the rollout that it shows. */
function toReply(answer: Answer, now: number): { readonly reply: Reply | null; readonly shows: Rollout | null } {
  switch (answer.kind) {
    case 'home':
    case 'start-form':
      return { reply: null, shows: null };
    case 'reply':
      return { reply: answer.reply, shows: answer.shows ?? null };
    case 'list': {
      return { reply: listReply(answer.services, now), shows: null };
    }
    case 'status': {
      const { service, rollout, since, queue, scheduled } = answer;
      const times = scheduledLines(service, scheduled);
      if (rollout === null) {
        const never = `${service} was never rolled out. Start with \`/canary start ${service} <version>\`.`;
        return { reply: info(never, { lines: times }), shows: null };
      }
      const link = rollout.card?.permalink ?? null;
      const changed = changedSinceText(rollout, since);
      const lines = [
        ...(changed === null ? [] : [`⚠️ ${changed}`]),
        ...(queue === undefined ? [] : [queueLine(service, queue, rollout)]),
        ...times,
      ];
      return {
        reply: info(listLine(service, rollout, now), {
          lines,
          shows: 'status',
          link,
          offer: afterEndOffer(rollout, since),
        }),
        shows: rolloutAt(rollout, now),
      };
    }
  }
}

/**
 * Carries out a person's command, and answers in Slack. An answer that was saved with the command is in the outbox already.
 *
 * @throws when AWS did not answer, after telling the person, so that the command is retried while it is recent enough
 */
export async function answerPerson(deps: Deps, sent: SlackCommand): Promise<void> {
  const command = fromSlack(sent);
  const tell = async (answer: Answer): Promise<void> => {
    if (answer.kind === 'reply' && answer.isSaved) return;
    const { reply, shows } = toReply(answer, deps.clock.now());
    const form = answer.kind === 'start-form' ? answer.form : null;
    const telling =
      command.name === 'start-form'
        ? deps.notifier.startForm(command.view, sent, form, reply)
        : tellPerson(deps, sent.replyTo, reply, shows);
    await telling.catch((error: unknown) => {
      deps.log.warn({ person: sent.by.id, error: String(error) }, 'an answer did not reach the person');
    });
  };
  try {
    await tell(await carryOut(deps, command));
  } catch (error) {
    deps.log.error({ command: command.name, person: sent.by.id, error }, 'a command was not carried out yet');
    const next = isQuestion(command)
      ? 'Repeat the command in a minute.'
      : 'Serin tries again by itself for a few minutes; `/canary status` shows the result.';
    await tell(says(notYet(next)));
    if (!isQuestion(command)) throw error;
  }
}
