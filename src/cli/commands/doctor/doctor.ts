import { parse } from 'yaml';
import { AccountUnusable, explainAccountError } from '../../account-unusable.ts';
import { type Exit, exit, type Terminal } from '../../terminal/terminal.ts';
import { manifestPath } from '../manifest.ts';
import { type BeforeDeps, beforeChecks } from './before-checks.ts';
import type { Check, Checked } from './check.ts';
import type { DoctorDeps } from './deps.ts';
import { serviceChecks } from './service-checks.ts';
import { posting, slackChecks } from './slack-checks.ts';
import { stackChecks } from './stack-checks.ts';

/** The options of `serin doctor`. */
export interface DoctorOptions {
  /** Prints JSON instead of lines. */
  readonly json: boolean;
  /** Posts a test message in each channel of a service. */
  readonly post: boolean;
}

/** Checks an installation step by step, and prints the remedy of each problem. Changes nothing. */
export async function doctor(
  { json, post }: DoctorOptions,
  terminal: Terminal,
  open: () => Promise<DoctorDeps>,
): Promise<Exit> {
  const checks = [
    ...stackChecks,
    ...serviceChecks,
    ...slackChecks(await wantedScopes(terminal)),
    ...(post ? [posting] : []),
  ];
  return runChecks(checks, await open(), json, terminal);
}

/** Checks an account before Serin is deployed there. Changes nothing. */
export async function doctorBefore(json: boolean, terminal: Terminal, open: () => Promise<BeforeDeps>): Promise<Exit> {
  return runChecks(beforeChecks, await open(), json, terminal);
}

/** Runs checks one after the other, and prints the remedy of each problem. */
async function runChecks<Deps>(
  checks: readonly Check<Deps>[],
  deps: Deps,
  json: boolean,
  terminal: Terminal,
): Promise<Exit> {
  const results: object[] = [];
  let wrong = 0;
  for (const check of checks) {
    if (terminal.signal.aborted) return exit.interrupted;
    const { checked, isShut } = await tryCheck(check, deps);
    if (checked.problems.length > 0) wrong += 1;
    results.push({ check: check.name, ok: checked.problems.length === 0, ...checked });
    if (!json) terminal.out(...lines(check.name, checked));
    // Every other check would fail in the same way.
    if (isShut) break;
  }
  if (json) terminal.out(JSON.stringify({ ok: wrong === 0, checks: results }, null, 2));
  else terminal.out('', verdict(wrong, checks.length, checks.length - results.length));
  return wrong === 0 ? exit.done : exit.refused;
}

function verdict(wrong: number, all: number, left: number): string {
  if (wrong === 0) return 'Everything is right.';
  return `${wrong} of ${all} checks failed${left === 0 ? '' : `; ${left} were not made`}.`;
}

async function wantedScopes({ read }: Terminal): Promise<readonly string[]> {
  return parse(await read(manifestPath)).oauth_config.scopes.bot;
}

/** The result of a check. `isShut` is true when the account is unusable: no region, or no credentials that AWS accepts. */
interface Tried {
  readonly checked: Checked;
  readonly isShut: boolean;
}

async function tryCheck<Deps>(check: Check<Deps>, deps: Deps): Promise<Tried> {
  try {
    return { checked: await check.run(deps), isShut: false };
  } catch (cause) {
    const error = explainAccountError(cause);
    const checked = { said: '', problems: [{ problem: errorMessage(error), remedy: remedyFor(error) }] };
    return { checked, isShut: error instanceof AccountUnusable && error.code !== 'table-missing' };
  }
}

const errorMessage = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Returns the remedy for a check that threw, as opposed to one that found a problem. */
function remedyFor(error: unknown): string {
  const name = error instanceof Error ? error.name : '';
  if (/AccessDenied|NotAuthorized|UnauthorizedOperation/.test(name)) {
    return 'Your credentials may not look at this. Use others (AWS_PROFILE), or allow it.';
  }
  if (error instanceof AccountUnusable) return 'Then run serin doctor again.';
  if (/invalid_auth|account_inactive|token_revoked|SSM has no/.test(errorMessage(error))) {
    return 'Store the secrets of the installed app: serin secrets';
  }
  return 'Correct that, and run serin doctor again.';
}

function lines(name: string, { said, notes = [], problems }: Checked): readonly string[] {
  if (problems.length === 0) return [`✓ ${name}: ${said}`, ...notes.map((note) => `    note: ${note}`)];
  return [
    `✗ ${name}`,
    ...problems.flatMap(({ problem, remedy }) => [`    ${problem}`, `    → ${remedy}`]),
    ...notes.map((note) => `    note: ${note}`),
  ];
}
