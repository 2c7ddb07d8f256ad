import {
  GetHealthCheckCommand,
  GetHealthCheckStatusCommand,
  type HealthCheckConfig,
  type Route53Client,
} from '@aws-sdk/client-route-53';
import type { Finding } from '../../../domain/finding.ts';
import { errorCode } from '../../shared/fault.ts';
import { type Findings, ifPossible } from '../finding.ts';
import type { RecordPair } from './records.ts';

/**
 * The part of Route 53's checkers that must reach an endpoint: "If more than 18% of health checkers report that an endpoint is
 * healthy, Route 53 considers it healthy" (Route 53 Developer Guide, "How Amazon Route 53 determines whether a health check is
 * healthy": docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html). AWS says there
 * that the value may change in a future release.
 */
const HEALTHY_PART = 0.18;

/** Kinds of health checks that ask no endpoint: GetHealthCheckStatus says nothing of them (Route 53 API reference). */
const WITHOUT_ENDPOINT: ReadonlySet<string> = new Set(['CALCULATED', 'CLOUDWATCH_METRIC', 'RECOVERY_CONTROL']);

/** The state of a health check as Route 53 uses it; `unknown` where the API does not tell, with the reason. */
type Health =
  | { readonly is: 'healthy' | 'gone' }
  /** `why`: the reason, in words. */
  | { readonly is: 'unhealthy' | 'unknown'; readonly why: string };

/** Turns a state around where the check is inverted. */
function applyInversion(isHealthy: boolean, { Inverted }: HealthCheckConfig): boolean {
  return Inverted === true ? !isHealthy : isHealthy;
}

/** The state of a check that Route 53 does not carry out: always healthy, unless it is inverted. */
function disabledHealth(config: HealthCheckConfig): Health {
  return applyInversion(true, config) ? { is: 'healthy' } : { is: 'unhealthy', why: 'it is disabled and inverted' };
}

/** Reads the reports of the checkers: each begins with "Success" or "Failure". */
async function reportedHealth(client: Route53Client, id: string, config: HealthCheckConfig): Promise<Health> {
  const { HealthCheckObservations = [] } = await client.send(new GetHealthCheckStatusCommand({ HealthCheckId: id }));
  const reports = HealthCheckObservations.flatMap(({ StatusReport }) => StatusReport?.Status ?? []);
  if (reports.length === 0) return { is: 'unknown', why: 'no checker of Route 53 has reported yet' };
  const good = reports.filter((report) => /^success/i.test(report)).length;
  if (applyInversion(good / reports.length > HEALTHY_PART, config)) return { is: 'healthy' };
  const failure = reports.find((report) => !/^success/i.test(report));
  const turned = config.Inverted === true ? ', and the check is inverted' : '';
  const example = failure === undefined ? '' : ` (${failure.slice(0, 120).replace(/\.$/, '')})`;
  return { is: 'unhealthy', why: `${good} of ${reports.length} checkers reach it${example}${turned}` };
}

/** Reads one health check: two calls, or one where there is no endpoint to ask. */
async function readHealth(client: Route53Client, id: string): Promise<Health> {
  try {
    const { HealthCheck } = await client.send(new GetHealthCheckCommand({ HealthCheckId: id }));
    const config: HealthCheckConfig = HealthCheck?.HealthCheckConfig ?? { Type: undefined };
    if (config.Disabled === true) return disabledHealth(config);
    if (WITHOUT_ENDPOINT.has(config.Type ?? ''))
      return { is: 'unknown', why: `Route 53 tells nobody the state of a check of the type ${config.Type}` };
    return await reportedHealth(client, id, config);
  } catch (error) {
    if (errorCode(error) === 'NoSuchHealthCheck') return { is: 'gone' };
    throw error;
  }
}

function canaryFinding(name: string, id: string, health: Health, found: Findings): readonly Finding[] {
  if (health.is !== 'unhealthy') return [];
  return [
    found.blocks(
      'canary-unhealthy',
      `Route 53 considers the record ${name} unhealthy by its health check ${id}: ${health.why}. It would get no users at any weight.`,
      'Correct what it points to, wait until the health check is healthy, and start again.',
    ),
  ];
}

function stableFinding(name: string, id: string, health: Health, found: Findings): readonly Finding[] {
  if (health.is !== 'unhealthy') return [];
  return [
    found.warns(
      'stable-unhealthy',
      `Route 53 considers the record ${name}, which users have, unhealthy by its health check ${id}: ${health.why}. The canary gets all users, at any weight.`,
      'Fix what that record points to first: until it is healthy, the shares of the plan mean nothing and a rollback moves nobody.',
    ),
  ];
}

function unclearFinding(name: string, id: string, health: Health, found: Findings): readonly Finding[] {
  if (health.is === 'gone')
    return [
      found.blocks(
        'health-check-gone',
        `The health check ${id} of the record ${name} was deleted: Route 53 refuses to write that record.`,
        'Take the health check off the record, or give it another one.',
      ),
    ];
  if (health.is !== 'unknown') return [];
  return [
    found.warns(
      'health-unknown',
      `Nobody knows whether the record ${name} is healthy by its health check ${id}: ${health.why}.`,
      'Look at the health check in the Route 53 console first: an unhealthy record gets no users.',
    ),
  ];
}

/**
 * Asks whether Route 53 considers the two records healthy: an unhealthy one gets no users, whatever its weight. Two calls for each
 * health check, none for records without one. The API is meant for diagnosis and not for many calls, so only a start asks.
 */
export async function healthFindings(
  client: Route53Client,
  { stable, canary }: RecordPair,
  found: Findings,
): Promise<readonly Finding[]> {
  const ids = new Set([stable, canary].flatMap(({ HealthCheckId }) => HealthCheckId ?? []));
  const findings = await Promise.all(
    [...ids].map((id) =>
      ifPossible('route53:GetHealthCheckStatus', found, async () => {
        const health = await readHealth(client, id);
        return [canary, stable].flatMap((record): readonly Finding[] => {
          if (record.HealthCheckId !== id) return [];
          const name = record.SetIdentifier ?? '';
          const side = record === canary ? canaryFinding : stableFinding;
          return [...side(name, id, health, found), ...unclearFinding(name, id, health, found)];
        });
      }),
    ),
  );
  return findings.flat();
}
