import type { IamIdentity } from './person.ts';

/** The ARN by which STS names a session of a role. Names and sessions: "IAM and AWS STS quotas" in the IAM user guide. */
const ASSUMED = /^arn:([a-z-]+):sts::(\d{12}):assumed-role\/([\w+=,.@-]{1,64})\/([\w+=,.@-]{2,64})$/;

/** A role as IAM names it, path included. */
const ROLE = /^arn:([a-z-]+):iam::(\d{12}):role\/(?:.*\/)?([\w+=,.@-]{1,64})$/;

/** Returns an identity in short: `role/deploy-checkout (run-7)`, where the session comes last; `user/alice`. */
export function shortArn({ arn }: IamIdentity): string {
  const [, , , role, session] = ASSUMED.exec(arn) ?? [];
  return role === undefined ? arn.split(':').slice(5).join(':') || arn : `role/${role} (${session})`;
}

/**
 * Tells whether an identity is on a service's list. A role stands for every session of it in the same account and partition: STS
 * leaves the role's path out, and a role's name is unique in its account.
 * @param listed ARNs of roles and users, as IAM names them
 */
export function isListed({ arn }: IamIdentity, listed: readonly string[]): boolean {
  const [, ...assumed] = ASSUMED.exec(arn)?.slice(0, 4) ?? [];
  if (assumed.length === 0) return listed.includes(arn);
  return listed.some((entry) => ROLE.exec(entry)?.slice(1).join(' ') === assumed.join(' '));
}

/** The codes by which APIs of AWS say that a permission is missing; each service has its own spelling. */
const DENIED: ReadonlySet<string> = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'AuthorizationError',
  'ForbiddenException',
  'NotAuthorized',
  'NotAuthorizedException',
  'UnauthorizedException',
  'UnauthorizedOperation',
]);

/** True when an API refused because a permission is missing. An answer without a code counts by its status. */
export function isDenied(code: string, status: number | undefined): boolean {
  return DENIED.has(code) || (status === 403 && (code === 'Unknown' || code === 'UnknownError'));
}

/**
 * Says what to allow after such a refusal. AWS names the action and the kind of policy in most of its messages (IAM User Guide,
 * "Troubleshoot access denied error messages").
 * @param needs the actions that could be missing, for messages that name none
 */
export function permissionRemedy(message: string, needs: string): string {
  const action = /not authorized to perform: ([\w-]+:\w+)/.exec(message)?.[1];
  const denier = /explicit deny in (an? [a-zA-Z- ]+?(?:policy|boundary))/.exec(message)?.[1];
  const limit = /because no ((?!identity)[a-zA-Z- ]+?(?:policy|boundary)) allows/.exec(message)?.[1];
  const what = action ?? needs;
  if (denier !== undefined) return `Change ${denier} that denies ${what} to this role.`;
  if (limit !== undefined) return `Allow ${what} in the ${limit} of this role as well.`;
  return `Allow ${what} to this role; stack/roles.yml has all that Serin needs.`;
}
