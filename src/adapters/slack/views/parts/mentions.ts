import type { WebClient } from '@slack/web-api';
import { isPerson } from '../../../../domain/people/requester.ts';
import type { Rollout } from '../../../../domain/rollout/record.ts';
import type { Log } from '../../../../ports/log.ts';

/** Turns approvers as configured into ids that Slack tells. */
export interface Mentions {
  /**
   * Ids as they are; e-mail addresses as the id of their owner, or unchanged where Slack does not say. Each person once, not who has
   * approved already, and not who asked for the rollout, where the service does not let that person approve it. Never throws.
   */
  called(rollout: Rollout, approvers: readonly string[]): Promise<readonly string[]>;
}

/** Looks e-mail addresses up and keeps those that were found. */
export function createMentions(deps: { readonly client: WebClient; readonly log: Log }): Mentions {
  const found = new Map<string, string>();

  async function findUserId(email: string): Promise<string> {
    try {
      const { user } = await deps.client.users.lookupByEmail({ email });
      if (user?.id) found.set(email, user.id);
    } catch (error) {
      deps.log.warn({ error }, 'an approver could not be looked up by e-mail address; the message names the address');
    }
    return found.get(email) ?? email;
  }

  return {
    called: async ({ by, config, phase }, approvers) => {
      const ids = approvers.map((each) => (each.includes('@') ? (found.get(each) ?? findUserId(each)) : each));
      const people = new Set(await Promise.all(ids));
      if (!config.selfApproval && isPerson(by)) people.delete(by.id);
      for (const approval of 'approvals' in phase ? phase.approvals : []) people.delete(approval.by.id);
      return [...people];
    },
  };
}
