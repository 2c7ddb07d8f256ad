import { randomBytes } from 'node:crypto';
import { explainAccountError } from '../../account-unusable.ts';
import { type Exit, exit, type Terminal } from '../../terminal/terminal.ts';
import {
  allNames,
  type BotIdentity,
  type SecretName,
  type SecretsDeps,
  type SecretValues,
  secretNames,
} from './deps.ts';
import { readLines, secretHint, shapeProblems } from './secret-values.ts';

/** The secrets that a person is asked for; the rest is generated or comes from Slack. */
const ASKED = ['signing-secret', 'bot-token', 'launchdarkly-token'] as const satisfies readonly SecretName[];

/** The keys that nobody needs to know: they are made where they are not stored. */
const MADE = ['mac-key', 'signal-key'] as const satisfies readonly SecretName[];

/** The values that Slack reports for a bot token. */
const KNOWN_TO_SLACK = {
  'team-id': 'teamId',
  'app-id': 'appId',
  'bot-id': 'botId',
  'bot-user-id': 'botUserId',
} as const satisfies Partial<Record<SecretName, keyof BotIdentity>>;

/**
 * Stores the secrets that Serin needs for Slack: asks for them without an echo, or reads lines of `name=value` from a pipe.
 * Generates the keys that are not there, asks Slack for missing ids, and never prints a secret.
 * @throws AccountUnusable before anything is written
 */
export async function secrets(terminal: Terminal, open: () => Promise<SecretsDeps>): Promise<Exit> {
  const given = await read(terminal);
  if (given === null) return terminal.signal.aborted ? exit.interrupted : exit.refused;
  const deps = await open();
  const present = await deps.present().catch((error: unknown) => {
    throw explainAccountError(error);
  });
  const values = await completeSecrets(given, present, deps, terminal);
  if (values === null) return exit.refused;
  const missing = secretNames.filter((name) => values[name] === undefined && !present.has(name));
  if (missing.length > 0) {
    terminal.err(...missing.map((name) => `${name} is missing: ${secretHint(name)}`), 'Nothing was written.');
    return exit.refused;
  }
  for (const name of allNames.filter((one) => values[one] !== undefined || present.has(one))) {
    const value = values[name];
    if (value !== undefined) await deps.put(name, value);
    terminal.out(`${name}: ${describeStored(name, value, present)}`);
  }
  if (allNames.some((name) => values[name] !== undefined && present.has(name))) {
    terminal.out('The functions take up what was replaced within an hour.');
  }
  return exit.done;
}

function describeStored(name: SecretName, value: string | undefined, present: ReadonlySet<string>): string {
  if (value === undefined) return 'stays as it is';
  return `${name.endsWith('-id') ? `${value}, ` : ''}${present.has(name) ? 'replaced' : 'stored'}`;
}

/** Returns the typed or piped values; null when they cannot be used, after printing why. */
async function read(terminal: Terminal): Promise<SecretValues | null> {
  if (terminal.askHidden === null) {
    const { values, problems } = readLines(await terminal.input());
    if (problems.length === 0) return values;
    terminal.err(...problems, 'Nothing was written.');
    return null;
  }
  try {
    return await askFor(terminal.askHidden, terminal);
  } catch (error) {
    if (!terminal.signal.aborted) throw error;
    terminal.err('Nothing was written.');
    return null;
  }
}

/** Asks until each value matches its pattern; an empty answer keeps the stored value. */
async function askFor(ask: (question: string) => Promise<string>, { err }: Terminal): Promise<SecretValues> {
  const values: Partial<Record<SecretName, string>> = {};
  for (const name of ASKED) {
    for (;;) {
      const value = (await ask(`${name} (${secretHint(name)}; Enter to leave it): `)).trim();
      const problems = value === '' ? [] : shapeProblems({ [name]: value });
      if (problems.length === 0) {
        if (value !== '') values[name] = value;
        break;
      }
      err(...problems);
    }
  }
  return values;
}

/** Adds the ids that Slack knows, and new keys where there are none; returns null when Slack rejects the token. */
async function completeSecrets(
  given: SecretValues,
  present: ReadonlySet<string>,
  deps: SecretsDeps,
  { err }: Terminal,
): Promise<SecretValues | null> {
  const absent = MADE.filter((name) => given[name] === undefined && !present.has(name));
  const made = { ...given, ...Object.fromEntries(absent.map((name) => [name, randomBytes(32).toString('base64url')])) };
  const token = given['bot-token'];
  if (token === undefined) return made;
  try {
    const identity = await deps.identify(token);
    const ids = Object.entries(KNOWN_TO_SLACK).flatMap(([name, key]) =>
      identity[key] === '' ? [] : [[name, identity[key]] as const],
    );
    return { ...Object.fromEntries(ids), ...made };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    err(
      `Slack does not take the bot-token: ${reason}. Copy it again from OAuth & Permissions.`,
      'Nothing was written.',
    );
    return null;
  }
}
