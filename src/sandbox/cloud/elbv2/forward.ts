import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import { forwardOf } from './actions.ts';

/** The cookie `AWSALBTG` of a user. */
export interface GroupCookie {
  /** The ARN of the target group that it names. */
  readonly group: string;
  /** The moment at which it expires, in milliseconds since the epoch. */
  readonly until: number;
}

/** A request that went to a target group. */
export interface Forwarded {
  /** The ARN of the target group. */
  readonly group: string;
  /** The cookie of the answer. */
  readonly cookie: GroupCookie | null;
}

/** A request that came in. */
interface Incoming {
  /** From 0 to below 1; picks among weighted groups. */
  readonly random: number;
  readonly cookie: GroupCookie | null;
  readonly now: number;
}

/**
 * Forwards a request by its cookie where the action has target-group stickiness, whatever the weight of the group is, else by weights.
 * Each answer renews the cookie. Source: Application Load Balancers user guide, "Action types for listener rules", "Sticky sessions".
 * @returns null when no group gets the request
 */
export function forwardRequest(actions: readonly Action[], { random, cookie, now }: Incoming): Forwarded | null {
  const { groups, sticky } = forwardOf(actions);
  const isKept =
    sticky !== null &&
    cookie !== null &&
    now < cookie.until &&
    groups.some(({ TargetGroupArn }) => TargetGroupArn === cookie.group);
  const group = isKept ? cookie.group : pick(groupShares(actions), random);
  if (group === null) return null;
  return { group, cookie: sticky === null ? cookie : { group, until: now + sticky * 1000 } };
}

/** Returns the share of the requests without a cookie that a target group gets, in percent. */
export function groupShare(actions: readonly Action[], group: string): number {
  return 100 * (groupShares(actions).find((one) => one.group === group)?.share ?? 0);
}

interface GroupShare {
  readonly group: string;
  /** From 0 to 1. */
  readonly share: number;
}

function groupShares(actions: readonly Action[]): readonly GroupShare[] {
  const { groups } = forwardOf(actions);
  const total = groups.reduce((sum, { Weight = 1 }) => sum + Weight, 0);
  if (total === 0) return [];
  return groups.map(({ TargetGroupArn: group = '', Weight: weight = 1 }) => ({ group, share: weight / total }));
}

function pick(shares: readonly GroupShare[], random: number): string | null {
  let upTo = 0;
  for (const { group, share } of shares) {
    upTo += share;
    if (random < upTo) return group;
  }
  // The shares may add up to a little less than 1.
  return shares.findLast(({ share }) => share > 0)?.group ?? null;
}
