import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiStage } from '../../../src/adapters/components/api-stage/component.ts';
import { createFrontend } from '../../../src/adapters/components/frontend/component.ts';
import { createLambdaFunctions } from '../../../src/adapters/components/lambda-functions/component.ts';
import { ComponentChanged } from '../../../src/ports/component.ts';
import { refusal, refusingAws } from '../../support/refusing-aws.ts';

let aws: Awaited<ReturnType<typeof refusingAws>>;
beforeAll(async () => {
  aws = await refusingAws();
});
afterAll(() => aws.close());

type Row = [
  status: number,
  code: string,
  message: string,
  becomes: 'changed' | 'passing' | 'permanent',
  remedy?: RegExp,
];

const expected = { version: '1', label: '', order: 1, digest: '1', token: 'revision' };
const sides = { a: 'env-a', b: 'env-b' };

async function expectOf(call: Promise<unknown>, [, code, , becomes, remedy]: Row) {
  const failure = await call.catch((error: unknown) => error);
  if (becomes === 'changed') return expect(failure).toBeInstanceOf(ComponentChanged);
  const message = expect.stringMatching(remedy ?? /This can pass by itself\.$/);
  expect(failure).toMatchObject({ name: 'ComponentFault', code, permanent: becomes === 'permanent', message });
}

describe('a refusal of Lambda', () => {
  const move = { name: 'lambda-functions api', side: 'b', version: '2', expected } as const;

  it.each<Row>([
    [412, 'PreconditionFailedException', 'The RevisionId provided does not match', 'changed'],
    [409, 'ResourceConflictException', 'An update is in progress for resource', 'passing'],
    [
      409,
      'ResourceConflictException',
      "The function is currently in the following state: 'Failed'",
      'permanent',
      /publish a new version/,
    ],
    [429, 'TooManyRequestsException', 'Rate exceeded', 'passing'],
    [404, 'ResourceNotFoundException', 'Function not found', 'permanent', /Create the alias/],
    [400, 'InvalidParameterValueException', 'no', 'permanent', /by hand/],
    [
      403,
      'AccessDeniedException',
      'User: x is not authorized to perform: lambda:UpdateAlias on resource: y',
      'permanent',
      /\. Allow lambda:UpdateAlias to this role/,
    ],
  ])('%i %s (%s) is %s', async (...row) => {
    aws.answer(refusal('rest-json', row[0], row[1], row[2]));
    const config = { kind: 'lambda-functions', functions: ['api'], aliases: sides };
    await expectOf(createLambdaFunctions(new LambdaClient(aws.config)).bring(config, move), row);
  });
});

describe('a refusal of API Gateway', () => {
  const move = { name: 'api-stage shop1 env-a/env-b', side: 'b', version: 'd2', expected } as const;

  it.each<Row>([
    [
      409,
      'ConflictException',
      'Unable to complete operation due to concurrent modification. Please try again later.',
      'passing',
    ],
    [429, 'TooManyRequestsException', 'Too Many Requests', 'passing'],
    [429, 'LimitExceededException', 'limit', 'passing'],
    [503, 'ServiceUnavailableException', 'unavailable', 'passing'],
    [404, 'NotFoundException', 'Invalid stage identifier specified', 'permanent', /Create the stage/],
    [400, 'BadRequestException', 'Deployment id does not exist', 'permanent', /by hand/],
    [
      401,
      'UnauthorizedException',
      'The caller has insufficient permissions',
      'permanent',
      /\. Allow apigateway:GET and apigateway:PATCH to this role/,
    ],
    [
      403,
      'AccessDeniedException',
      'User: x is not authorized to perform: apigateway:PATCH on resource: y with an explicit deny in a service control policy',
      'permanent',
      /\. Change a service control policy that denies apigateway:PATCH/,
    ],
    [403, 'ForbiddenException', 'Forbidden', 'permanent', /Allow apigateway/],
  ])('%i %s (%s) is %s', async (...row) => {
    aws.answer(refusal('rest-json', row[0], row[1], row[2]));
    const config = { kind: 'api-stage', api: 'shop1', stages: sides };
    await expectOf(createApiStage(new APIGatewayClient(aws.config)).bring(config, move), row);
  });
});

describe('a refusal of S3', () => {
  it.each<Row>([
    [404, 'NoSuchBucket', 'The specified bucket does not exist', 'permanent', /Create the bucket/],
    [301, 'PermanentRedirect', 'The bucket you are attempting to access', 'permanent', /another region/],
    [403, 'AccessDenied', 'Access Denied', 'permanent', /Allow s3:GetObject and s3:ListBucket to this role/],
    [403, 'RequestTimeTooSkewed', 'The difference between the request time', 'passing'],
    [503, 'SlowDown', 'Please reduce your request rate.', 'passing'],
    [500, 'InternalError', 'We encountered an internal error.', 'passing'],
  ])('%i %s (%s) is %s', async (...row) => {
    const body = `<?xml version="1.0"?><Error><Code>${row[1]}</Code><Message>${row[2]}</Message></Error>`;
    aws.answer({ status: row[0], headers: { 'content-type': 'application/xml' }, body });
    const client = new S3Client({ ...aws.config, forcePathStyle: true });
    const config = { kind: 'frontend', buckets: { a: 'web-a', b: 'web-b' } };
    await expectOf(createFrontend(client).read(config), row);
  });

  it('takes a file that is not there as nothing yet', async () => {
    const body = '<?xml version="1.0"?><Error><Code>NoSuchKey</Code><Message>no</Message></Error>';
    aws.answer({ status: 404, headers: { 'content-type': 'application/xml' }, body });
    const client = new S3Client({ ...aws.config, forcePathStyle: true });
    const [reading] = await createFrontend(client).read({ kind: 'frontend', buckets: { a: 'web-a', b: 'web-b' } });
    expect(reading).toMatchObject({ a: null, b: null });
  });

  it('takes an answer of 403 without a code as one for want of a permission', async () => {
    aws.answer({ status: 403, headers: {}, body: '' });
    const client = new S3Client({ ...aws.config, forcePathStyle: true });
    const reading = createFrontend(client).read({ kind: 'frontend', buckets: { a: 'web-a', b: 'web-b' } });
    await expect(reading).rejects.toMatchObject({
      permanent: true,
      message: expect.stringContaining('Allow s3:GetObject'),
    });
  });
});
