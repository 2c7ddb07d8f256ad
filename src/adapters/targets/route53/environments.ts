import type { EnvironmentRoles } from '../../../domain/environment/environment.ts';
import type { Finding } from '../../../domain/finding.ts';
import type { Findings } from '../finding.ts';
import type { Route53Config } from './config.ts';
import { type RecordPair, readWeights } from './records.ts';

/** The part of a start that concerns a record, apart from the roles. */
interface Said {
  readonly place: Route53Config;
  readonly adopt: boolean;
  /** The identifier that was named for this record, if any. */
  readonly named: string | undefined;
  readonly found: Findings;
}

/** Returns the finding that prevents a rollout between the environments: users have to be where the control center says. */
export function sideProblem(pair: RecordPair, roles: EnvironmentRoles, said: Said): Finding | null {
  const { place, adopt, named, found } = said;
  const { stable, canary } = readWeights(pair);
  const [from, to] = [pair.stable.SetIdentifier, pair.canary.SetIdentifier];
  if (!('a' in place.identifiers)) {
    return found.blocks(
      'sides-missing',
      `${place.record} does not say which identifier belongs to which environment.`,
      'Write `identifiers: { a: …, b: … }` in serin.yml and apply that.',
    );
  }
  if (named !== undefined && named !== to) {
    return found.blocks(
      'other-side',
      `${named} is not the canary: environment ${roles.canary} has the next release, which is ${to}.`,
      `Leave \`${place.record}=${named}\` out.`,
    );
  }
  if (stable === 0) {
    return found.blocks(
      'fallback-without-weight',
      `${from} has no weight, and the control center says that environment ${roles.stable} is live.`,
      `Give ${from} the weight; or, if environment ${roles.canary} is live, correct the control center (docs/guides/environments.md).`,
    );
  }
  if (canary === 0 || adopt) return null;
  return found.blocks(
    'split-present',
    `${place.record} is split already: ${from} has a weight of ${stable}, ${to} of ${canary}.`,
    `Add \`adopt\` to take it over (back then means 0% for environment ${roles.canary}), or set the weight of ${to} to 0.`,
  );
}
