import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { run } from '../../../src/cli/program.ts';
import { fakeTerminal } from '../fake-terminal.ts';
import { noAccount } from '../no-account.ts';

/** The scopes that each method of the Web API asks of a bot, for all kinds of channels that Serin posts in. Source: Slack's API reference. */
const SCOPES: Readonly<Record<string, readonly string[]>> = {
  'auth.test': [],
  'bots.info': ['users:read'],
  'chat.getPermalink': [],
  'chat.postEphemeral': ['chat:write'],
  'chat.postMessage': ['chat:write'],
  'chat.update': ['chat:write'],
  'conversations.history': ['channels:history', 'groups:history'],
  'conversations.info': ['channels:read', 'groups:read'],
  'conversations.list': ['channels:read', 'groups:read'],
  'conversations.replies': ['channels:history', 'groups:history'],
  'usergroups.users.list': ['usergroups:read'],
  'users.conversations': ['channels:read', 'groups:read'],
  'users.info': ['users:read', 'users:read.email'],
  'users.lookupByEmail': ['users:read.email'],
  'views.publish': [],
  'views.update': [],
};

async function serinManifest(...args: readonly string[]) {
  const terminal = fakeTerminal({
    files: { [`${process.cwd()}/slack-manifest.yml`]: readFileSync('slack-manifest.yml', 'utf8') },
  });
  const code = await run(['manifest', ...args], terminal, noAccount, 'serin');
  return { code, out: terminal.printed.join('\n'), err: terminal.complained.join('\n') };
}

/** Every method of the Web API that src/adapters/slack calls. */
function methodsCalled(): readonly string[] {
  const files = readdirSync('src/adapters/slack', { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const text = files.map((file) => readFileSync(`src/adapters/slack/${file}`, 'utf8')).join('\n');
  const calls = [...text.matchAll(/\bclient\.((?:[a-z]\w*\.)+\w+)\(/g), ...text.matchAll(/paginate\('([\w.]+)'/g)];
  return [...new Set(calls.map(([, method = '']) => method))];
}

describe('serin manifest', () => {
  it.each([
    'https://abc.execute-api.eu-west-1.amazonaws.com',
    'https://abc.execute-api.eu-west-1.amazonaws.com/slack/events',
  ])('puts %s where Slack sends commands, clicks and events', async (url) => {
    const { code, out } = await serinManifest('--url', url);
    expect(code).toBe(0);
    const address = 'https://abc.execute-api.eu-west-1.amazonaws.com/slack/events';
    const { features, settings } = parse(out);
    expect(features.slash_commands).toMatchObject([{ command: '/canary', url: address, should_escape: true }]);
    expect(settings.interactivity).toEqual({ is_enabled: true, request_url: address });
    expect(settings.event_subscriptions).toEqual({ request_url: address, bot_events: ['app_home_opened'] });
    expect(features.app_home).toMatchObject({ home_tab_enabled: true });
    expect(out).not.toContain('serin.invalid');
  });

  it.each(['abc', 'http://abc.example.com', 'https://abc.example.com/other', 'https://abc.example.com/?stage=dev'])(
    'refuses %s',
    async (url) => {
      expect(await serinManifest('--url', url)).toMatchObject({ code: 1, out: '' });
    },
  );

  it('does not run without an address', async () => {
    expect(await serinManifest()).toMatchObject({ code: 2 });
  });
});

describe('the manifest', () => {
  const { bot } = parse(readFileSync('slack-manifest.yml', 'utf8')).oauth_config.scopes as { bot: string[] };

  it('asks for the scopes of the methods that are called, for the command, and for no others', () => {
    const called = methodsCalled();
    expect(called.filter((method) => SCOPES[method] === undefined)).toEqual([]);
    expect(called.length).toBeGreaterThan(8);
    const needed = new Set(['commands', ...called.flatMap((method) => SCOPES[method] ?? [])]);
    expect([...bot].sort()).toEqual([...needed].sort());
  });
});
