import { blockingFinding } from '../../domain/blocking-finding.ts';
import type { Finding } from '../../domain/finding.ts';
import type { Service } from '../../domain/service.ts';
import type { Deps } from '../deps.ts';

/** Blocks where Serin's bot cannot post in the service's channel; warns where Slack does not say. */
export async function channelFindings(deps: Deps, service: Service): Promise<readonly Finding[]> {
  try {
    const why = await deps.people.whyNotIn(service.channel);
    return why === null
      ? []
      : [blockingFinding('channel', service.channel, why, `Invite Serin to ${service.channel}: /invite @serin.`)];
  } catch {
    const message = `Slack did not say whether Serin can post in ${service.channel}.`;
    return [
      {
        severity: 'warns',
        code: 'channel-unknown',
        about: service.channel,
        message,
        remedy: 'Messages follow as soon as Slack answers.',
      },
    ];
  }
}
