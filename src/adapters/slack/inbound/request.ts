import { createHash } from 'node:crypto';
import { commandLimits as limits } from '../../../command/limits.ts';
import { wholeText } from '../../../command/whole-text.ts';
import type { SlackCommand } from '../../../ports/inbound/command.ts';

/** The data that every Slack request brings to the listeners, beside what Bolt parses. */
export interface Arrival {
  /** The moment of the person's request, in milliseconds of Serin's clock. */
  readonly issuedAt: number;
  /** Slack's signature of the request: unique to its content and second. */
  readonly signature: string;
  /** True when the request came from the pinned workspace; elsewhere the name of a channel proves nothing. */
  readonly inWorkspace: boolean;
  /** The organisation to which the worker has to ask whether the person belongs; empty when that is known. */
  readonly askOrganisation: string;
}

/** The arrival in a context of Bolt, where the receiver has put it. */
export function readArrival(context: Readonly<Record<string, unknown>>): Arrival {
  return {
    issuedAt: Number(context.issuedAt),
    signature: String(context.signature),
    inWorkspace: context.inWorkspace === true,
    askOrganisation: String(context.askOrganisation),
  };
}

/** The parts of a command that its arrival decides: the channel's name where it proves something, and whom to ask about. */
export function originIn(
  { inWorkspace, askOrganisation }: Arrival,
  channelId: string,
  channelName: string,
): Pick<SlackCommand, 'origin' | 'organisation'> {
  const origin = { channelId, channelName: inWorkspace ? wholeText(channelName, limits.name) : '' };
  return askOrganisation === '' ? { origin } : { origin, organisation: askOrganisation };
}

/** The parts of a command from the App Home of a person: it is in no channel, and is answered there. */
export function homeIn(
  { askOrganisation }: Arrival,
  user: string,
): Pick<SlackCommand, 'origin' | 'organisation' | 'replyTo'> {
  return {
    origin: { channelId: user, channelName: '', isHome: true },
    replyTo: { user, channel: user, responseUrl: '', home: true },
    ...(askOrganisation !== '' && { organisation: askOrganisation }),
  };
}

/**
 * The key of a command: the same for the same request, however often it is sent (a replay, a retry of Slack with a new
 * timestamp), and another for another. Made of what Slack signed.
 */
export function idempotencyKey(
  kind: 'slash' | 'button' | 'modal' | 'event' | 'shortcut',
  parts: readonly string[],
): string {
  return `${kind}:${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 40)}`;
}
