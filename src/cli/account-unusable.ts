import { withoutFullStop } from '../domain/wording.ts';

type AccountProblem = 'region-missing' | 'credentials-missing' | 'credentials-refused' | 'table-missing';

/** Thrown when a command cannot work with the AWS account. */
export class AccountUnusable extends Error {
  readonly code: AccountProblem;
  constructor(code: AccountProblem, message: string, options: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.name = 'AccountUnusable';
  }
}

/** The names of the errors for wrong or expired credentials; SSM and DynamoDB use the first three, CloudWatch the last two. */
const refused = new Set([
  'ExpiredTokenException',
  'UnrecognizedClientException',
  'InvalidSignatureException',
  'ExpiredToken',
  'InvalidClientTokenId',
]);

/** Returns the account error with a remedy where the SDK's own message names none; returns any other error unchanged. */
export function explainAccountError(cause: unknown): unknown {
  if (!(cause instanceof Error)) return cause;
  // The SDK has no class and no name for a region that is not set (@smithy/config-resolver).
  if (cause.message === 'Region is missing') {
    return new AccountUnusable(
      'region-missing',
      'No AWS region is set. Set AWS_REGION, or AWS_PROFILE to a profile that has a region, and try again.',
      { cause },
    );
  }
  if (cause.name === 'CredentialsProviderError') {
    return new AccountUnusable(
      'credentials-missing',
      'No AWS credentials were found. Sign in (aws sso login), or set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and try again.',
      { cause },
    );
  }
  if (refused.has(cause.name)) {
    return new AccountUnusable(
      'credentials-refused',
      `AWS does not take the credentials (${withoutFullStop(cause.message)}). Sign in again, and try again.`,
      { cause },
    );
  }
  // Of the services that apply calls, only DynamoDB answers this, for its table.
  if (cause.name === 'ResourceNotFoundException') {
    return new AccountUnusable(
      'table-missing',
      "Serin's table is not in this account and region. Deploy Serin there first, or name another account, region or table.",
      { cause },
    );
  }
  return cause;
}
