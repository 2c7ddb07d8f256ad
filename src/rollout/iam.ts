import type { IamIdentity } from './record.ts';

/** What STS calls somebody who has assumed a role. Names and sessions: "IAM and AWS STS quotas" in the IAM user guide. */
const ASSUMED = /^arn:([a-z-]+):sts::(\d{12}):assumed-role\/([\w+=,.@-]{1,64})\/([\w+=,.@-]{2,64})$/;

/** A role as IAM names it, path included. */
const ROLE = /^arn:([a-z-]+):iam::(\d{12}):role\/(?:.*\/)?([\w+=,.@-]{1,64})$/;

/** An identity in short: `role/deploy-checkout (run-7)`, where the session comes last; `user/alice`. */
export function shortArn({ arn }: IamIdentity): string {
  const [, , , role, session] = ASSUMED.exec(arn) ?? [];
  return role === undefined ? arn.split(':').slice(5).join(':') || arn : `role/${role} (${session})`;
}

/**
 * Whether an identity is one of those that a service lists. A role stands for every session of it in the same account and
 * partition: STS leaves the role's path out, and a role's name is unique in its account.
 * @param listed ARNs of roles and users, as IAM names them
 */
export function isListed({ arn }: IamIdentity, listed: readonly string[]): boolean {
  const [, ...assumed] = ASSUMED.exec(arn)?.slice(0, 4) ?? [];
  if (assumed.length === 0) return listed.includes(arn);
  return listed.some((entry) => ROLE.exec(entry)?.slice(1).join(' ') === assumed.join(' '));
}
