import { allNames, type SecretName, type SecretValues } from './deps.ts';

/** The pattern of each value and the place to find it, so that a misplaced value is refused before it is stored. */
const shapes: Readonly<Record<SecretName, { readonly pattern: RegExp; readonly is: string }>> = {
  'signing-secret': {
    pattern: /^[0-9a-f]{32}$/,
    is: '32 hex digits, at Basic Information, App Credentials, Signing Secret',
  },
  'bot-token': { pattern: /^xoxb-\S{8,}$/, is: 'xoxb-…, at OAuth & Permissions, Bot User OAuth Token' },
  'mac-key': { pattern: /^\S{32,}$/, is: 'a random text of 32 characters or more; leave it out to have one made' },
  'signal-key': { pattern: /^\S{32,}$/, is: 'a random text of 32 characters or more; leave it out to have one made' },
  'team-id': { pattern: /^[TE][A-Z0-9]+$/, is: 'T…; leave it out to have Slack asked' },
  'app-id': { pattern: /^A[A-Z0-9]+$/, is: 'A…, at Basic Information, App ID' },
  'bot-id': { pattern: /^B[A-Z0-9]+$/, is: 'B…; leave it out to have Slack asked' },
  'enterprise-id': {
    pattern: /^E[A-Z0-9]+$/,
    is: 'E…; only where the workspace belongs to an Enterprise Grid organisation',
  },
  'launchdarkly-token': {
    pattern: /^api-\S{8,}$/,
    is: 'api-…, an access token at Account settings, Authorization; only where a target is a LaunchDarkly flag',
  },
  'bot-user-id': { pattern: /^[UW][A-Z0-9]+$/, is: 'U…; leave it out to have Slack asked' },
};

const isName = (name: string): name is SecretName => (allNames as readonly string[]).includes(name);

/** The values that were read, and the problems; a problem never contains a value. */
export interface ReadValues {
  readonly values: SecretValues;
  readonly problems: readonly string[];
}

/** Reads lines of `name=value`; skips empty lines and lines that begin with #. */
export function readLines(text: string): ReadValues {
  const values: Partial<Record<SecretName, string>> = {};
  const problems: string[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const end = line.indexOf('=');
    const name = line.slice(0, Math.max(end, 0)).trim();
    if (!isName(name)) problems.push(`line ${index + 1}: begin it with one of ${allNames.join('=, ')}=`);
    else if (values[name] !== undefined) problems.push(`line ${index + 1}: ${name} is there twice`);
    else values[name] = line.slice(end + 1).trim();
  }
  return { values, problems: [...problems, ...shapeProblems(values)] };
}

/** Returns a problem for each value that does not match its pattern. */
export function shapeProblems(values: SecretValues): readonly string[] {
  return allNames
    .filter((name) => values[name] !== undefined && !shapes[name].pattern.test(values[name] ?? ''))
    .map((name) => `${name} does not look like one: it is ${shapes[name].is}`);
}

/** Returns the hint for a person who has to enter a secret. */
export function secretHint(name: SecretName): string {
  return shapes[name].is;
}
