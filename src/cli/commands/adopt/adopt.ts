import { TargetChanged } from '../../../ports/target.ts';
import { explainAccountError } from '../../account-unusable.ts';
import { consentProblem } from '../../terminal/consent.ts';
import { shellWord, yamlLine } from '../../terminal/quoting.ts';
import { type Exit, exit, type Terminal } from '../../terminal/terminal.ts';
import type { Dns, DnsPlace, DnsRecord } from './dns.ts';
import { type AdoptPlan, describeAnswer, planAdopt, planUndo, type WantedPair } from './plan.ts';

/** The options of `serin adopt route53`. */
export interface AdoptOptions {
  readonly wanted: WantedPair;
  /** Make the pair a simple record again. */
  readonly undo: boolean;
  readonly dryRun: boolean;
  /** Write without asking. */
  readonly yes: boolean;
  /** Print JSON instead of lines. */
  readonly json: boolean;
}

/** The timeout for all name servers to have the change, in milliseconds; Route 53 says "usually within 60 seconds". */
const TIMEOUT_MS = 5 * 60_000;

/**
 * Turns a simple record into a weighted pair, or back, in one change batch, so that DNS always has an answer. Shows the
 * records before and after, asks, writes, and waits until all name servers have the change.
 * @throws AccountUnusable before anything is written
 */
export async function adopt(options: AdoptOptions, terminal: Terminal, open: () => Promise<Dns>): Promise<Exit> {
  const { wanted, undo, json } = options;
  const { place, identifier, canaryIdentifier } = wanted;
  const dns = await open();
  const plan = await readAndPlan(options, dns);
  if ('problems' in plan) {
    terminal.err(...plan.problems, 'Nothing was written.');
    return exit.refused;
  }
  if (!json) terminal.out(...describePlan(plan));
  const refusal = options.dryRun ? null : await consentProblem(options, terminal);
  if (refusal !== null) {
    terminal.err(refusal);
    return terminal.signal.aborted ? exit.interrupted : exit.refused;
  }
  const target = { kind: 'route53', ...place, identifiers: [identifier, canaryIdentifier] };
  const told = { before: plan.before, after: plan.after, warnings: plan.warnings, ...(undo ? {} : { target }) };
  if (options.dryRun) {
    terminal.out(json ? JSON.stringify({ written: false, ...told }, null, 2) : 'Nothing was written: --dry-run.');
    return exit.done;
  }
  const change = await write(dns, place, plan);
  const inSync = await dns.inSync(change, TIMEOUT_MS);
  if (json) terminal.out(JSON.stringify({ written: true, change, inSync, ...told }, null, 2));
  else terminal.out(...describeResult(wanted, undo, inSync));
  return inSync ? exit.done : exit.refused;
}

async function readAndPlan({ wanted, undo }: AdoptOptions, dns: Dns): Promise<AdoptPlan> {
  const { place, identifier, canaryIdentifier } = wanted;
  try {
    const [zoneName, group] = await Promise.all([dns.zoneName(place.zone), dns.group(place)]);
    return undo ? planUndo(group, place, [identifier, canaryIdentifier]) : planAdopt(group, wanted, zoneName);
  } catch (error) {
    throw explainAccountError(error);
  }
}

async function write(dns: Dns, place: DnsPlace, plan: Exclude<AdoptPlan, { problems: unknown }>): Promise<string> {
  try {
    return await dns.change(place, plan.changes);
  } catch (error) {
    if (error instanceof TargetChanged) throw error;
    throw explainAccountError(error);
  }
}

function describePlan({ before, after, warnings }: Exclude<AdoptPlan, { problems: unknown }>): readonly string[] {
  return [
    'Now:',
    ...before.map((record) => `  - ${describeRecord(record)}`),
    'Then, in one change:',
    ...after.map((record) => `  + ${describeRecord(record)}`),
    ...warnings.map((warning) => `warning: ${warning}`),
  ];
}

function describeRecord(record: DnsRecord): string {
  const { Name = '', Type, SetIdentifier, Weight, TTL, HealthCheckId } = record;
  const parts = [
    SetIdentifier === undefined ? 'simple' : `${SetIdentifier}, weight ${Weight}`,
    TTL === undefined ? 'TTL of the alias' : `TTL ${TTL} s`,
    ...(HealthCheckId === undefined ? [] : [`health check ${HealthCheckId}`]),
  ];
  return `${Name.replace(/\.$/, '')} ${Type} → ${describeAnswer(record)} (${parts.join(', ')})`;
}

function describeResult(
  { place, identifier, canaryIdentifier }: WantedPair,
  undo: boolean,
  inSync: boolean,
): readonly string[] {
  const { zone, record, type } = place;
  const state = inSync
    ? 'Written, and all name servers have it.'
    : 'Written, but not all name servers have it after 5 minutes. Look at the change in the Route 53 console.';
  if (undo) return [state];
  const target = { kind: 'route53', zone, record, type, identifiers: [identifier, canaryIdentifier] };
  const way = ['serin', 'adopt', 'route53', '--undo', '--zone', zone, '--record', record, '--type', type];
  const names = ['--identifier', identifier, '--canary-identifier', canaryIdentifier];
  return [
    state,
    'The target, for serin.yml:',
    `  - ${yamlLine(target)}`,
    'To undo:',
    `  ${[...way, ...names].map(shellWord).join(' ')}`,
  ];
}
