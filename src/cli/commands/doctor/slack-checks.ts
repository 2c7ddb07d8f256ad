import type { BotIdentity } from '../secrets/deps.ts';
import { type Check, checkResult, storedServices } from './check.ts';
import type { DoctorDeps } from './deps.ts';

/** The stored ids that have to match the token, by the names that people use. */
const IDS = {
  'team-id': 'teamId',
  'app-id': 'appId',
  'bot-id': 'botId',
  'bot-user-id': 'botUserId',
} as const satisfies Record<string, keyof BotIdentity>;

const token: Check = {
  name: 'slack token',
  async run({ slack }) {
    const [identity, stored] = await Promise.all([slack.identity(), slack.stored()]);
    const other = Object.entries(IDS).filter(([, key]) => identity[key] !== '' && identity[key] !== stored[key]);
    return {
      said: `the app ${identity.appId} in the workspace ${identity.teamId}`,
      problems: other.map(([name, key]) => ({
        problem: `${name} is ${stored[key]}, but the token belongs to ${identity[key]}.`,
        remedy: 'Store the token again, so that Slack is asked for its ids: serin secrets',
      })),
    };
  },
};

/** @param wanted the scopes of the manifest */
const scopes = (wanted: readonly string[]): Check => ({
  name: 'slack scopes',
  async run({ slack }) {
    const granted = (await slack.identity()).scopes;
    if (granted === null) return { said: 'Slack does not say which', problems: [] };
    const missing = wanted.filter((scope) => !granted.includes(scope));
    return checkResult(
      `all ${wanted.length} are granted`,
      missing.length === 0,
      `The token lacks ${missing.join(', ')}.`,
      'Add them at OAuth & Permissions, reinstall the app, and store the new token: serin secrets',
    );
  },
});

async function listChannels(deps: DoctorDeps): Promise<readonly string[]> {
  return [...new Set((await storedServices(deps)).map(({ channel }) => channel))].sort();
}

const channels: Check = {
  name: 'channels',
  async run(deps) {
    const all = await listChannels(deps);
    const reasons = await Promise.all(all.map(deps.slack.whyNotIn));
    const problems = reasons
      .filter((reason) => reason !== null)
      .map((problem) => ({ problem, remedy: 'Then run serin doctor again.' }));
    return { said: all.join(', ') || 'no service names one', problems };
  },
};

/** The message that `--post` posts. */
const TEST_MESSAGE = 'Serin is here: `serin doctor` posted this to try the way. Nothing was rolled out.';

/** Posts in every channel of a service. */
export const posting: Check = {
  name: 'test message',
  async run(deps) {
    const all = await listChannels(deps);
    for (const channel of all) await deps.slack.post(channel, TEST_MESSAGE);
    return { said: `posted in ${all.join(', ')}`, problems: [] };
  },
};

/** Returns the checks of Slack. @param wanted the scopes of the manifest */
export const slackChecks = (wanted: readonly string[]): readonly Check[] => [token, scopes(wanted), channels];
