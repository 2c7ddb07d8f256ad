import {
  CreateAliasCommand,
  CreateFunctionCommand,
  type LambdaClient,
  PublishVersionCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import type { Moto } from '../../../support/moto.ts';

/** moto wants the role to exist. There is no IAM client here: one form request does. */
async function createRole(moto: Moto, name: string): Promise<void> {
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
  };
  await fetch(moto.url, {
    method: 'POST',
    headers: { authorization: 'AWS4-HMAC-SHA256 Credential=any/20260105/us-east-1/iam/aws4_request' },
    body: new URLSearchParams({
      Action: 'CreateRole',
      Version: '2010-05-08',
      RoleName: name,
      AssumeRolePolicyDocument: JSON.stringify(trust),
    }),
  });
}

/** A function in moto with the versions 1 (v53), 2 (v54) and 3 (v55) and the alias `live` on 1. */
export async function aMotoFunction(moto: Moto, client: LambdaClient, name: string): Promise<void> {
  await createRole(moto, 'any');
  await client.send(
    new CreateFunctionCommand({
      FunctionName: name,
      PackageType: 'Image',
      Code: { ImageUri: '123456789012.dkr.ecr.us-east-1.amazonaws.com/any:v1' },
      Role: 'arn:aws:iam::123456789012:role/any',
    }),
  );
  for (const Description of ['v53', 'v54', 'v55']) {
    // Lambda publishes nothing when nothing has changed.
    await client.send(new UpdateFunctionConfigurationCommand({ FunctionName: name, Description }));
    await client.send(new PublishVersionCommand({ FunctionName: name, Description }));
  }
  await client.send(new CreateAliasCommand({ FunctionName: name, Name: 'live', FunctionVersion: '1' }));
}
