import type { TargetConfig } from '../../domain/service.ts';
import type { MetricId } from '../cloud/cloudwatch/metrics.ts';
import type { Route53Cloud } from '../cloud/route53/route53.ts';
import { draw } from './behaviour.ts';
import { REQUESTS_PER_TICK, type Source, USERS, type UsersDeps } from './source.ts';
import { createTally } from './tally.ts';

/** The number of resolvers that the users of a record share. */
const RESOLVERS = 300;

/** The dependencies of joins through a record. */
export interface RecordUsersDeps extends UsersDeps {
  readonly route53: Pick<Route53Cloud, 'answer'>;
  readonly now: () => number;
}

/**
 * Creates users who join through a DNS name. Each user stays with one resolver, and each resolver keeps an answer for its TTL,
 * so a changed weight reaches users little by little. A join fails when the name has no answer.
 */
export function createRecordUsers(service: string, target: TargetConfig, deps: RecordUsersDeps): Source {
  const [record, type] = [String(target.record), String(target.type)];
  const cache = new Map<number, { readonly identifier: string | null; readonly until: number }>();
  const tally = createTally(JOINS);

  const resolve = (resolver: number): { readonly identifier: string | null } | null => {
    const cached = cache.get(resolver);
    if (cached !== undefined && deps.now() < cached.until) return cached;
    const answer = deps.route53.answer(record, type, deps.chance.uniform());
    if (answer === null) return null;
    const kept = { identifier: answer.identifier, until: deps.now() + answer.ttl * 1000 };
    cache.set(resolver, kept);
    return kept;
  };

  return {
    tick: () => {
      const stable = deps.stable();
      for (let join = 0; join < REQUESTS_PER_TICK; join += 1) {
        const user = deps.chance.index(USERS);
        const answer = resolve(user % RESOLVERS);
        const arm = answer?.identifier === stable ? 'stable' : 'canary';
        const drawn = draw(deps.behaviour(arm), deps.chance);
        const outcome = answer === null ? { ...drawn, failed: true } : drawn;
        tally.add(outcome);
        deps.met(arm, user, outcome);
      }
    },
    report: (at) => tally.report(deps.metrics, at, [joinDimensions(service, record)]),
  };
}

/** Returns the dimensions under which the application reports its joins. */
export function joinDimensions(service: string, record: string): MetricId['dimensions'] {
  return { Service: service, Record: record };
}

/** The application's own metrics. */
export const JOINS = { namespace: 'Users', requests: 'Joins', failures: 'FailedJoins', latency: 'TimeToJoin' };
