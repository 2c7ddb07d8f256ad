import type { Credentials } from '../cloud/sts.ts';

function assumeRole(role: string, account = '123456789012'): Credentials {
  const name = role.toUpperCase().replaceAll('-', '');
  return {
    accessKeyId: `ASIASANDBOX${name}`,
    secretAccessKey: `the-secret-of-${role}`,
    sessionToken: `the-session-of-${role}`,
    arn: `arn:aws:sts::${account}:assumed-role/${role}/sandbox`,
  };
}

/**
 * The identities that may call with AWS credentials: the pipeline of checkout, another role of the same account, one of another
 * account.
 */
export const CALLERS = {
  pipeline: assumeRole('deploy-checkout'),
  stranger: assumeRole('somebody'),
  foreigner: assumeRole('deploy-checkout-elsewhere', '210987654321'),
} as const satisfies Readonly<Record<string, Credentials>>;

/** The name of one of these identities. */
export type CallerName = keyof typeof CALLERS;
