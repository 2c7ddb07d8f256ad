import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { describe, expect, it } from 'vitest';
import {
  enterpriseName,
  launchdarklyToken,
  signalKey,
  secretNames as stored,
} from '../../../../src/adapters/aws/ssm/secret-names.ts';
import { createSecretParameters } from '../../../../src/adapters/aws/ssm/secret-parameters.ts';
import { allNames, type SecretsDeps, secretNames } from '../../../../src/cli/commands/secrets/deps.ts';
import { run } from '../../../../src/cli/program.ts';
import { attach } from '../../../../src/sandbox/cloud/attach.ts';
import { createSsmModel } from '../../../../src/sandbox/cloud/ssm.ts';
import { fakeTerminal } from '../../fake-terminal.ts';
import { noAccount } from '../../no-account.ts';

const SIGNING = '0123456789abcdef0123456789abcdef';
const TOKEN = 'xoxb-1234567890-abcdef';
const bot = { teamId: 'T1', appId: 'A1', botId: 'B1', botUserId: 'U1' };

/** An account with a parameter store, and a Slack that knows one token. */
function anAccount() {
  const client = attach(
    new SSMClient({ region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }),
    'SSM',
    createSsmModel({ now: () => 0 }).model,
  );
  const deps = (name: string): SecretsDeps => ({
    ...createSecretParameters({
      ...{ client, prefix: `/${name}/slack/` },
      ...{ targetsPrefix: `/${name}/targets/`, signalsPrefix: `/${name}/signals/` },
    }),
    identify: async (token) => {
      if (token !== TOKEN) throw new Error('An API error occurred: invalid_auth');
      return bot;
    },
  });
  const read = async (name: string) =>
    (await client.send(new GetParameterCommand({ Name: name, WithDecryption: true }))).Parameter;
  return { deps, read };
}

async function serinSecrets(
  account: ReturnType<typeof anAccount>,
  given: Parameters<typeof fakeTerminal>[0],
  args: readonly string[] = [],
) {
  const terminal = fakeTerminal(given);
  const open = { ...noAccount, secrets: async (name: string) => account.deps(name) };
  const code = await run(['secrets', ...args], terminal, open, 'serin');
  return { code, out: terminal.printed.join('\n'), err: terminal.complained.join('\n') };
}

const lines = (values: Readonly<Record<string, string>>) =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');

describe('serin secrets', () => {
  it('stores what is piped in, makes a key, asks Slack for the ids, and prints no secret', async () => {
    const account = anAccount();
    const input = `# of the app\n\n${lines({ 'signing-secret': SIGNING, 'bot-token': TOKEN })}`;
    const { code, out, err } = await serinSecrets(account, { input });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.split('\n')).toEqual([
      'signing-secret: stored',
      'bot-token: stored',
      'mac-key: stored',
      'team-id: T1, stored',
      'app-id: A1, stored',
      'bot-id: B1, stored',
      'bot-user-id: U1, stored',
      'signal-key: stored',
    ]);
    expect(await account.read('/serin/slack/signing-secret')).toMatchObject({ Type: 'SecureString', Value: SIGNING });
    expect(await account.read('/serin/slack/bot-token')).toMatchObject({ Type: 'SecureString', Value: TOKEN });
    expect(await account.read('/serin/slack/team-id')).toMatchObject({ Type: 'String', Value: 'T1' });
    const key = await account.read('/serin/slack/mac-key');
    expect(key).toMatchObject({ Type: 'SecureString' });
    expect(Buffer.from(key?.Value ?? '', 'base64url')).toHaveLength(32);
    expect(out).not.toContain(key?.Value);
    const signals = await account.read('/serin/signals/signal-key');
    expect(signals).toMatchObject({ Type: 'SecureString' });
    expect(Buffer.from(signals?.Value ?? '', 'base64url')).toHaveLength(32);
    expect(signals?.Value).not.toBe(key?.Value);
    expect(out).not.toContain(signals?.Value);
  });

  it('asks a person for the two secrets without showing them, and again when one does not look right', async () => {
    const account = anAccount();
    const typed = ['mine', SIGNING, TOKEN];
    const { code, out, err } = await serinSecrets(account, { hidden: async () => typed.shift() ?? '' });
    expect(code).toBe(0);
    expect(err).toContain('signing-secret does not look like one: it is 32 hex digits');
    expect(out + err).not.toMatch(/mine|0123456789abcdef|xoxb-1/);
    expect(await account.read('/serin/slack/bot-token')).toMatchObject({ Value: TOKEN });
  });

  it('replaces one secret, keeps the key and the rest, and says when it is taken up', async () => {
    const account = anAccount();
    await serinSecrets(account, { input: lines({ 'signing-secret': SIGNING, 'bot-token': TOKEN }) });
    const key = await account.read('/serin/slack/mac-key');
    const next = SIGNING.replaceAll('0', 'f');
    const { code, out } = await serinSecrets(account, { input: lines({ 'signing-secret': next }) });
    expect(code).toBe(0);
    expect(out).toContain('signing-secret: replaced\nbot-token: stays as it is\nmac-key: stays as it is');
    expect(out).toContain('within an hour');
    expect(await account.read('/serin/slack/signing-secret')).toMatchObject({ Value: next });
    expect(await account.read('/serin/slack/mac-key')).toEqual(key);
  });

  it('stores the enterprise where one is given, and asks for none', async () => {
    const account = anAccount();
    const input = lines({ 'signing-secret': SIGNING, 'bot-token': TOKEN, 'enterprise-id': 'E7' });
    expect((await serinSecrets(account, { input })).out).toContain('enterprise-id: E7, stored');
    expect(await account.read('/serin/slack/enterprise-id')).toMatchObject({ Type: 'String', Value: 'E7' });
  });

  it('stores the token of LaunchDarkly where one is given, apart from what Slack needs', async () => {
    const account = anAccount();
    const slack = lines({ 'signing-secret': SIGNING, 'bot-token': TOKEN });
    expect((await serinSecrets(account, { input: slack })).out).not.toContain('launchdarkly');
    const { out } = await serinSecrets(account, { input: lines({ 'launchdarkly-token': 'api-0123456789' }) });
    expect(out).toContain('launchdarkly-token: stored');
    expect(out).not.toContain('0123456789');
    expect(await account.read('/serin/targets/launchdarkly-token')).toMatchObject({ Type: 'SecureString' });
  });

  it('takes ids that are given before those of Slack', async () => {
    const account = anAccount();
    const input = lines({ 'signing-secret': SIGNING, 'bot-token': TOKEN, 'team-id': 'E9' });
    expect((await serinSecrets(account, { input })).out).toContain('team-id: E9, stored');
  });

  it('puts them under the name of the installation', async () => {
    const account = anAccount();
    const input = lines({ 'signing-secret': SIGNING, 'bot-token': TOKEN });
    await serinSecrets(account, { input }, ['--name', 'serin-dev']);
    expect(await account.read('/serin-dev/slack/app-id')).toMatchObject({ Value: 'A1' });
  });

  it.each([
    ['an unknown name', 'password=hunter2hunter2\n', 'line 1: begin it with one of signing-secret=, bot-token='],
    ['a line without a name', 'hunter2hunter2\n', 'line 1: begin it with one of'],
    ['a name twice', 'team-id=T1\nteam-id=T2\n', 'line 2: team-id is there twice'],
    ['a short key', 'mac-key=hunter2\n', 'mac-key does not look like one'],
    ['a token of a person', 'bot-token=xoxp-hunter2hunter2\n', 'bot-token does not look like one: it is xoxb-'],
    ['a token that Slack does not know', 'bot-token=xoxb-hunter2hunter2\n', 'Slack does not take the bot-token'],
    ['nothing', '', 'signing-secret is missing: 32 hex digits'],
  ])('refuses %s, shows no value and writes nothing', async (_what, input, problem) => {
    const account = anAccount();
    const { code, out, err } = await serinSecrets(account, { input });
    expect(code).toBe(1);
    expect(err).toContain(problem);
    expect(err).toContain('Nothing was written.');
    expect(out + err).not.toContain('hunter2');
    expect((await account.deps('serin').present()).size).toBe(0);
  });

  it('writes nothing when it is interrupted', async () => {
    const account = anAccount();
    const interruption = new AbortController();
    const hidden = () => {
      interruption.abort();
      return Promise.reject(new Error('The operation was aborted'));
    };
    expect(await serinSecrets(account, { hidden, signal: interruption.signal })).toMatchObject({ code: 130 });
    expect((await account.deps('serin').present()).size).toBe(0);
  });

  it('takes nothing from the command line', async () => {
    expect(await serinSecrets(anAccount(), {}, [TOKEN])).toMatchObject({ code: 2 });
  });

  it('knows the names that the functions read', () => {
    const required = Object.values(stored).map(({ name }) => name);
    expect([...secretNames].sort()).toEqual([...required, signalKey.name].sort());
    expect([...allNames].sort()).toEqual([...required, enterpriseName, launchdarklyToken.name, signalKey.name].sort());
  });
});
