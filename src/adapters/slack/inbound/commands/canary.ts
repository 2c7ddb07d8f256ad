import type { Middleware, SlackCommandMiddlewareArgs } from '@slack/bolt';
import { commandLimits as limits } from '../../../../command/limits.ts';
import { parseText } from '../../../../command/text.ts';
import { wholeText } from '../../../../command/whole-text.ts';
import type { SlackCommand } from '../../../../ports/inbound/command.ts';
import { startOpening } from '../../views/modals/start-opening.ts';
import type { View } from '../../views/parts/view.ts';
import { handOverFailedView } from '../../views/replies/hand-over-failed.ts';
import { help, refusal } from '../../views/replies/help.ts';
import { startNotOpened } from '../../views/replies/modal-not-opened.ts';
import type { ClickDeps } from '../actions/on-click.ts';
import { type Arrival, idempotencyKey, originIn, readArrival } from '../request.ts';

type Slash = SlackCommandMiddlewareArgs['command'];

/** The dependencies of a typed command. */
type CanaryDeps = Pick<ClickDeps, 'handOver' | 'openModal'>;

function commandFrom(slash: Slash, arrival: Arrival): Omit<SlackCommand, 'body'> {
  const origin = slash.trigger_id || arrival.signature;
  return {
    v: 1,
    key: idempotencyKey('slash', [origin, slash.user_id, slash.command, slash.text]),
    issuedAt: arrival.issuedAt,
    by: { id: slash.user_id, name: wholeText(slash.user_name ?? '', limits.name) },
    team: slash.team_id,
    ...originIn(arrival, slash.channel_id, slash.channel_name ?? ''),
    replyTo: { user: slash.user_id, channel: slash.channel_id, responseUrl: slash.response_url ?? '' },
  };
}

/** Opens the form of a start, which the worker fills: a trigger lives 3 s, and nothing of a service is known here. */
async function openForm(slash: Slash, arrival: Arrival, { handOver, openModal }: CanaryDeps): Promise<View | null> {
  const command = commandFrom(slash, arrival);
  const { key: view, origin, replyTo } = command;
  const from = { ...origin, responseUrl: replyTo.responseUrl };
  if (!(await openModal(slash.trigger_id, startOpening(view, { from })))) return startNotOpened();
  const body = { name: 'start-form', view, service: null, label: null } as const;
  const outcome = await handOver({ ...command, body });
  return outcome === 'taken' ? null : handOverFailedView(outcome);
}

/**
 * Answers a typed command: what is wrong with it or help at once, or that it was not handed over. One that was is answered by the
 * worker, once.
 */
export function canary(deps: CanaryDeps): Middleware<SlackCommandMiddlewareArgs> {
  return async ({ command: slash, context, ack }) => {
    const say = (view: View) => ack({ response_type: 'ephemeral', ...view });
    const parsed = parseText(slash.text ?? '');
    if (parsed.kind === 'help') return say(help(slash.command, parsed.about));
    if (parsed.kind === 'refused') return say(refusal(slash.command, parsed));
    if (parsed.kind === 'start-form') {
      const problem = await openForm(slash, readArrival(context), deps);
      return problem === null ? ack() : say(problem);
    }
    const outcome = await deps.handOver({ ...commandFrom(slash, readArrival(context)), body: parsed.body });
    return outcome === 'taken' ? ack() : say(handOverFailedView(outcome));
  };
}
