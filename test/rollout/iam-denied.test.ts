import { describe, expect, it } from 'vitest';
import { isDenied, permissionRemedy } from '../../src/domain/people/iam.ts';

describe('a refusal for want of a permission', () => {
  it.each([
    ['AccessDenied', 403, true],
    ['AccessDeniedException', 400, true],
    ['AuthorizationError', 403, true],
    ['ForbiddenException', 403, true],
    ['NotAuthorized', 400, true],
    ['NotAuthorizedException', 400, true],
    ['UnauthorizedException', 401, true],
    ['UnauthorizedOperation', undefined, true],
    ['Unknown', 403, true],
    ['UnknownError', 403, true],
    ['Unknown', 400, false],
    ['ExpiredTokenException', 403, false],
    ['RequestTimeTooSkewed', 403, false],
    ['ThrottlingException', undefined, false],
  ])('%s with %s counts as one: %s', (code, status, counts) => {
    expect(isDenied(code, status)).toBe(counts);
  });

  const refused = 'User: arn:aws:iam::1:role/x is not authorized to perform: lambda:GetAlias on resource: arn:y';
  const here = 'to this role; stack/roles.yml has all that Serin needs.';
  it.each([
    ['Access Denied', `Allow s3:GetObject ${here}`],
    [refused, `Allow lambda:GetAlias ${here}`],
    [`${refused} because no identity-based policy allows the lambda:GetAlias action`, `Allow lambda:GetAlias ${here}`],
    [
      `${refused} because no permissions boundary allows the lambda:GetAlias action`,
      'Allow lambda:GetAlias in the permissions boundary of this role as well.',
    ],
    [
      `${refused} because no service control policy allows the lambda:GetAlias action`,
      'Allow lambda:GetAlias in the service control policy of this role as well.',
    ],
    [
      `${refused} with an explicit deny in a service control policy`,
      'Change a service control policy that denies lambda:GetAlias to this role.',
    ],
    [
      `${refused} with an explicit deny in an identity-based policy`,
      'Change an identity-based policy that denies lambda:GetAlias to this role.',
    ],
    ['explicit deny in a permissions boundary', 'Change a permissions boundary that denies s3:GetObject to this role.'],
  ])('%s: the remedy is %s', (message, remedy) => {
    expect(permissionRemedy(message, 's3:GetObject')).toBe(remedy);
  });
});
