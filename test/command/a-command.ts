import type { CommandBody, SlackCommand } from '../../src/ports/inbound/command.ts';

/** A command from alice, about what `body` says. */
export function aCommand(body: CommandBody = { name: 'list' }): SlackCommand {
  return {
    v: 1,
    key: 'slash:1',
    issuedAt: 1_767_614_400_000,
    by: { id: 'U1', name: 'alice' },
    team: 'T1',
    origin: { channelId: 'C1', channelName: 'deploys' },
    replyTo: { user: 'U1', channel: 'C1', responseUrl: '' },
    body,
  };
}
