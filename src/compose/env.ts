import * as z from 'zod/mini';

const text = z.string().check(z.minLength(1));
const arn = z.string().check(z.startsWith('arn:'));
/** An address of AWS, or of a local stand-in for it, which mostly has no TLS. */
const url = z.string().check(z.regex(/^https?:\/\/[^/]/));
/**
 * A region as the SDK accepts it: any label of a host name (`checkRegion` in @smithy/core), so that a new region needs no
 * release.
 */
const region = z.string().check(z.regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i));
const prefix = z.string().check(z.regex(/^\/([\w.-]+\/)+$/));
const level = z.enum(['debug', 'info', 'warn', 'error']);

/** The name of each variable, its schema, and a description for the error message. */
const variables = {
  bus: { name: 'SERIN_BUS', shape: text, is: 'the name of the event bus' },
  logLevel: { name: 'SERIN_LOG_LEVEL', shape: z._default(level, 'info'), is: 'debug, info, warn or error' },
  metrics: { name: 'SERIN_METRICS', shape: z._default(z.enum(['on', 'off']), 'off'), is: 'on or off' },
  secretsPrefix: {
    name: 'SERIN_SECRETS_PREFIX',
    shape: z._default(prefix, '/serin/slack/'),
    is: 'a path that begins and ends with /',
  },
  slackPath: {
    name: 'SERIN_SLACK_PATH',
    shape: z._default(z.string().check(z.startsWith('/')), '/slack/events'),
    is: 'a path that begins with /',
  },
  installation: { name: 'SERIN_NAME', shape: text, is: 'the name of the installation' },
  account: {
    name: 'SERIN_ACCOUNT',
    shape: z.string().check(z.regex(/^\d{12}$/)),
    is: 'the number of the account that the function runs in',
  },
  region: {
    name: 'AWS_REGION',
    shape: region,
    is: 'the region that the function runs in, as Lambda does by itself',
  },
  table: { name: 'SERIN_TABLE', shape: text, is: 'the name of the DynamoDB table' },
  servicesPrefix: {
    name: 'SERIN_SERVICES_PREFIX',
    shape: z._default(prefix, '/serin/services/'),
    is: 'a path that begins and ends with /',
  },
  targetsPrefix: {
    name: 'SERIN_TARGETS_PREFIX',
    shape: z._default(prefix, '/serin/targets/'),
    is: 'a path that begins and ends with /',
  },
  environmentsPrefix: {
    name: 'SERIN_ENVIRONMENTS_PREFIX',
    shape: z._default(prefix, '/serin/environments/'),
    is: 'a path that begins and ends with /',
  },
  signalsPrefix: {
    name: 'SERIN_SIGNALS_PREFIX',
    shape: z._default(prefix, '/serin/signals/'),
    is: 'a path that begins and ends with /',
  },
  timerGroup: { name: 'SERIN_TIMER_GROUP', shape: text, is: 'the name of the schedule group' },
  timerTarget: { name: 'SERIN_TIMER_TARGET', shape: arn, is: 'the ARN of the timer function' },
  timerRole: { name: 'SERIN_TIMER_ROLE', shape: arn, is: 'the ARN of the role that may call it' },
  timerDeadLetters: { name: 'SERIN_TIMER_DEAD_LETTERS', shape: arn, is: 'the ARN of the dead-letter queue' },
  workerLetters: { name: 'SERIN_WORKER_LETTERS_URL', shape: url, is: 'the URL of the dead letters of the worker' },
  alarmLetters: {
    name: 'SERIN_ALARM_LETTERS_URL',
    shape: url,
    is: 'the URL of the dead letters of the alarm function',
  },
  timerLetters: {
    name: 'SERIN_TIMER_LETTERS_URL',
    shape: url,
    is: 'the URL of the dead letters of the timer function',
  },
} as const;

type Key = keyof typeof variables;

/** The settings of a function, by key. */
export type Settings<K extends Key> = { readonly [Name in K]: z.infer<(typeof variables)[Name]['shape']> };

/** Thrown when variables of the environment are missing or malformed. */
export class BadEnvironment extends Error {
  readonly code = 'bad-environment';
  constructor(problems: readonly string[]) {
    super(`The function's environment is not complete. Set ${problems.join('; ')}.`);
    this.name = 'BadEnvironment';
  }
}

/**
 * Reads these settings from the environment, once, when a function starts.
 * @throws BadEnvironment with all problems at once, without values
 */
function read<K extends Key>(keys: readonly K[], environment: NodeJS.ProcessEnv): Settings<K> {
  const results = keys.map(
    (key) => [key, z.safeParse(variables[key].shape, environment[variables[key].name] || undefined)] as const,
  );
  const problems = results
    .filter(([, result]) => !result.success)
    .map(([key]) => `${variables[key].name} to ${variables[key].is}`);
  if (problems.length > 0) throw new BadEnvironment(problems);
  return Object.fromEntries(results.map(([key, result]) => [key, result.data])) as unknown as Settings<K>;
}

/** The variables as they are at each moment, for what Lambda itself sets: region, credentials, addresses of AWS. */
export function lambdaEnv(): NodeJS.ProcessEnv {
  return process.env;
}

/** Reads the settings of the Slack function. */
export function slackEnv(environment: NodeJS.ProcessEnv = process.env) {
  return read(['region', 'bus', 'logLevel', 'secretsPrefix', 'slackPath'], environment);
}

const engine = [
  'installation',
  'account',
  'region',
  'table',
  'bus',
  'logLevel',
  'metrics',
  'secretsPrefix',
  'servicesPrefix',
  'targetsPrefix',
  'environmentsPrefix',
  'timerGroup',
  'timerTarget',
  'timerRole',
  'timerDeadLetters',
] as const;

/** Reads the settings of the functions that run the engine. */
export function engineEnv(environment: NodeJS.ProcessEnv = process.env) {
  return read(engine, environment);
}

/** Reads the settings of the alarm function. */
export function alarmEnv(environment: NodeJS.ProcessEnv = process.env) {
  return read([...engine, 'workerLetters', 'alarmLetters', 'timerLetters'], environment);
}

/** Reads the settings of the discovery function. */
export function discoveryEnv(environment: NodeJS.ProcessEnv = process.env) {
  return read(['table', 'logLevel', 'servicesPrefix'], environment);
}

/** Reads the settings of the function that takes health signals. */
export function signalsEnv(environment: NodeJS.ProcessEnv = process.env) {
  return read(['region', 'bus', 'logLevel', 'signalsPrefix', 'servicesPrefix'], environment);
}
