import type { Middleware, SlackCommandMiddlewareArgs } from '@slack/bolt';
import { commandLimits as limits } from '../../../../command/limits.ts';
import { parseText } from '../../../../command/text.ts';
import { wholeText } from '../../../../command/whole-text.ts';
import type { SlackCommand } from '../../../../ports/inbound/command.ts';
import type { View } from '../../views/parts/view.ts';
import { handOverFailedView } from '../../views/replies/hand-over-failed.ts';
import { help, refusal } from '../../views/replies/help.ts';
import type { ClickDeps } from '../actions/on-click.ts';
import { openStartForm } from '../modals/open-start.ts';
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
      const problem = await openStartForm(deps, slash.trigger_id, commandFrom(slash, readArrival(context)));
      return problem === null ? ack() : say(problem);
    }
    const outcome = await deps.handOver({ ...commandFrom(slash, readArrival(context)), body: parsed.body });
    return outcome === 'taken' ? ack() : say(handOverFailedView(outcome));
  };
}
