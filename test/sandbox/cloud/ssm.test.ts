import {
  DeleteParameterCommand,
  GetParameterCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  ParameterAlreadyExists,
  ParameterNotFound,
  ParameterVersionNotFound,
  PutParameterCommand,
  type PutParameterCommandInput,
  SSMClient,
  ValidationException,
} from '@aws-sdk/client-ssm';
import { beforeEach, describe, expect, it } from 'vitest';
import { attach } from '../../../src/sandbox/cloud/attach.ts';
import { createSsmModel } from '../../../src/sandbox/cloud/ssm.ts';

describe('the model of SSM', () => {
  let client: SSMClient;
  let now: number;
  beforeEach(() => {
    now = 1_700_000_000_000;
    client = attach(new SSMClient({ region: 'us-east-1' }), 'SSM', createSsmModel({ now: () => now }).model);
  });

  const put = (over: Partial<PutParameterCommandInput> = {}) =>
    client.send(new PutParameterCommand({ Name: '/a/b', Value: 'v', Type: 'String', Overwrite: true, ...over }));
  const get = async (Name: string, WithDecryption = false) =>
    (await client.send(new GetParameterCommand({ Name, WithDecryption }))).Parameter;

  it('gives a parameter with its version and the time it was written', async () => {
    expect(await put()).toMatchObject({ Version: 1, Tier: 'Standard' });
    now += 5_000;
    expect(await put({ Value: 'w' })).toMatchObject({ Version: 2 });
    expect(await get('/a/b')).toMatchObject({
      Name: '/a/b',
      ARN: 'arn:aws:ssm:us-east-1:123456789012:parameter/a/b',
      Type: 'String',
      Value: 'w',
      Version: 2,
      LastModifiedDate: new Date(now),
    });
  });

  it('gives an earlier version by its number, and keeps a hundred', async () => {
    for (let n = 1; n <= 101; n += 1) await put({ Value: `v${n}` });
    expect(await get('/a/b:2')).toMatchObject({ Value: 'v2', Version: 2 });
    await expect(get('/a/b:1')).rejects.toThrow(ParameterVersionNotFound);
  });

  it('throws ParameterNotFound for a parameter that is not there', async () => {
    await expect(get('/none')).rejects.toThrow(ParameterNotFound);
  });

  it('deletes a parameter with its versions, once', async () => {
    await put();
    await client.send(new DeleteParameterCommand({ Name: '/a/b' }));
    await expect(get('/a/b')).rejects.toThrow(ParameterNotFound);
    await expect(client.send(new DeleteParameterCommand({ Name: '/a/b' }))).rejects.toThrow(ParameterNotFound);
    expect(await put()).toMatchObject({ Version: 1 });
  });

  it('gives an encrypted value only with decryption, and keeps its type', async () => {
    await put({ Type: 'SecureString', Value: 'hunter2' });
    await put({ Type: undefined, Value: 'hunter3' });
    expect((await get('/a/b'))?.Value).not.toContain('hunter');
    expect(await get('/a/b', true)).toMatchObject({ Value: 'hunter3', Type: 'SecureString' });
  });

  it('overwrites only when told to', async () => {
    await put();
    await expect(put({ Overwrite: false, Value: 'w' })).rejects.toThrow(ParameterAlreadyExists);
    expect((await get('/a/b'))?.Value).toBe('v');
  });

  it.each([
    ['more than 4096 bytes', { Value: 'ü'.repeat(2049) }],
    ['more than 8192 bytes in the advanced tier', { Tier: 'Advanced', Value: 'x'.repeat(8193) }],
    ['an empty value', { Value: '' }],
    ['no type for a new parameter', { Type: undefined }],
    ['a name with a space', { Name: '/a b' }],
  ] as const)('refuses %s', async (_what, over) => {
    await expect(put(over)).rejects.toThrow(ValidationException);
  });

  it('takes 4096 bytes, and 8192 in the advanced tier', async () => {
    await expect(put({ Value: 'x'.repeat(4096) })).resolves.toMatchObject({ Tier: 'Standard' });
    await expect(put({ Value: 'x'.repeat(8192), Tier: 'Advanced' })).resolves.toMatchObject({ Tier: 'Advanced' });
  });

  it('gives several at once and names those that are not there', async () => {
    await put();
    await put({ Name: '/a/secret', Type: 'SecureString', Value: 'hunter2' });
    const Names = ['/a/secret', '/none', '/a/b'];
    const { Parameters = [], InvalidParameters } = await client.send(
      new GetParametersCommand({ Names, WithDecryption: true }),
    );
    expect(Parameters.map(({ Value }) => Value).sort()).toEqual(['hunter2', 'v']);
    expect(InvalidParameters).toEqual(['/none']);
  });

  it('refuses more than ten names, and none', async () => {
    const ask = (count: number) =>
      client.send(new GetParametersCommand({ Names: Array.from({ length: count }, (_, n) => `/n${n}`) }));
    await expect(ask(11)).rejects.toThrow(ValidationException);
    await expect(ask(0)).rejects.toThrow(ValidationException);
    await expect(ask(10)).resolves.toMatchObject({ Parameters: [] });
  });

  it('lists a path page by page, without what lies deeper or beside', async () => {
    const names = ['/p/a', '/p/b', '/p/c'];
    for (const Name of [...names, '/p/d/e', '/pp/f', '/p']) await put({ Name });
    const page = (NextToken?: string) =>
      client.send(new GetParametersByPathCommand({ Path: '/p', MaxResults: 2, ...(NextToken && { NextToken }) }));
    const first = await page();
    const second = await page(first.NextToken);
    expect([first, second].map(({ Parameters }) => Parameters?.map(({ Name }) => Name))).toEqual([
      ['/p/a', '/p/b'],
      ['/p/c'],
    ]);
    expect(second.NextToken).toBeUndefined();
    const deep = await client.send(new GetParametersByPathCommand({ Path: '/p/', Recursive: true }));
    expect(deep.Parameters?.map(({ Name }) => Name)).toEqual([...names, '/p/d/e']);
  });

  it.each([{ Path: 'p' }, { Path: '/p', MaxResults: 11 }])('refuses to list %j', async (input) => {
    await expect(client.send(new GetParametersByPathCommand(input))).rejects.toThrow(ValidationException);
  });
});
