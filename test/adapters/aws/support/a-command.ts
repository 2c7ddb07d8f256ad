import type { SignedCommand } from '../../../../src/ports/inbound/command.ts';
import { alice } from './a-record.ts';

/** A command as the Slack function sends it. @param text of a rollback. */
export const aCommand = (text = 'too many errors'): SignedCommand => ({
  mac: 'f00d',
  command: {
    v: 1,
    key: 'slack:1',
    issuedAt: 1_700_000_000_000,
    by: alice,
    team: 'T1',
    origin: { channelId: 'C1', channelName: 'deploys' },
    replyTo: { user: 'U1', channel: 'C1', responseUrl: '' },
    body: { name: 'rollback', service: 'checkout', rollout: null, at: null, text },
  },
});
