import type { Home } from '../../domain/home.ts';
import type { Reply, ReplyTo } from '../../domain/rollout/effect.ts';
import type { Rollout } from '../../domain/rollout/record.ts';
import type { Deps } from '../deps.ts';
import { OTHER_ORGANISATION } from '../inbound/authorize.ts';
import { notYet } from '../inbound/replies.ts';
import { readHome } from './read-home.ts';

/** Reads the App Home; null when AWS did not answer, so that the answer is told all the same. */
async function readHomeOrNull(deps: Deps, person: string): Promise<Home | null> {
  try {
    return await readHome(deps, person);
  } catch (error) {
    deps.log.warn({ person, error: String(error) }, 'an App Home could not be read');
    return null;
  }
}

/**
 * Answers one person: where they asked, or in their App Home, which is drawn anew with the answer on top. A guest of another
 * organisation gets the answer alone.
 *
 * @param reply null to draw the App Home without an answer
 * @throws when Slack does not take it
 */
export async function tellPerson(deps: Deps, to: ReplyTo, reply: Reply | null, shows: Rollout | null): Promise<void> {
  if (to.home !== true) {
    if (reply !== null) await deps.notifier.reply(to, reply, shows);
    return;
  }
  const home = reply?.code === OTHER_ORGANISATION ? null : await readHomeOrNull(deps, to.user);
  const answer = home === null && reply === null ? notYet('Open this tab again in a minute.') : reply;
  await deps.notifier.home(to.user, home, answer);
}
