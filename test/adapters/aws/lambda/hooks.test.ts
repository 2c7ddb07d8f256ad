import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach, describe, expect, it } from 'vitest';
import { hookClientDefaults } from '../../../../src/adapters/aws/client-defaults.ts';
import { createHooks } from '../../../../src/adapters/aws/lambda/hooks.ts';
import { isHookToken } from '../../../../src/command/hook-token.ts';
import type { HookRequest, HookResult } from '../../../../src/ports/hooks.ts';
import { attach } from '../../../../src/sandbox/cloud/attach.ts';
import { createLambdaModel } from '../../../../src/sandbox/cloud/lambda/lambda.ts';
import { localConfig } from '../support/local-config.ts';

const macKey = async () => 'key';
const request: HookRequest = {
  hook: { function: 'shop-migrate', qualifier: null },
  ...{ service: 'shop', rollout: 'r-1', step: 1, call: 2, canary: 'v54', weight: 5 },
  targets: [
    {
      ...{ name: 'lambda-alias api:live', stable: '1 (v53)', canary: '2 (v54)' },
      exact: { kind: 'lambda-alias', function: 'api', alias: 'live', stable: '1', canary: '2' },
    },
  ],
  answerBy: Date.parse('2026-01-05T09:15:00Z'),
};

describe('a hook in the model of Lambda', () => {
  const aWorld = () => {
    const cloud = createLambdaModel({ now: () => 0 });
    cloud.createFunction({ name: 'shop-migrate' });
    const client = attach(new LambdaClient(localConfig), 'Lambda', cloud.model);
    return { cloud, hooks: createHooks({ client, macKey }) };
  };

  it('is told all that it has to know, and the token of its call', async () => {
    const { cloud, hooks } = aWorld();
    const got: Record<string, unknown>[] = [];
    cloud.program('shop-migrate', (payload) => {
      got.push(payload as Record<string, unknown>);
      return { ok: true };
    });
    await hooks.call(request);
    const [{ token, ...rest } = { token: '' }] = got;
    expect(rest).toEqual({
      v: 1,
      ...{ service: 'shop', rollout: 'r-1', step: 1, call: 2, canary: 'v54', weight: 5 },
      targets: request.targets,
      answerBy: '2026-01-05T09:15:00.000Z',
    });
    expect(isHookToken(String(token), request, 'key')).toBe(true);
  });

  it.each<[string, unknown, HookResult]>([
    ['says ok', { ok: true, text: 'Migrated' }, { kind: 'answered', ok: true, text: 'Migrated' }],
    ['says no', { ok: false }, { kind: 'answered', ok: false, text: '' }],
    ['says no and null for its words', { ok: false, text: null }, { kind: 'answered', ok: false, text: '' }],
    ['says yes and null for later', { ok: true, later: null }, { kind: 'answered', ok: true, text: '' }],
    ['answers later', { later: true }, { kind: 'taken' }],
    ['answers later, with null for the rest', { ok: null, text: null, later: true }, { kind: 'taken' }],
    [
      'says nothing that is an answer',
      'fine',
      { kind: 'answered', ok: false, text: 'its answer is neither { ok, text } nor { later: true }' },
    ],
  ])('that %s is understood', async (_, answer, result) => {
    const { cloud, hooks } = aWorld();
    cloud.program('shop-migrate', () => answer);
    expect(await hooks.call(request)).toEqual(result);
  });

  it('that throws has failed, with what it threw', async () => {
    const { cloud, hooks } = aWorld();
    cloud.program('shop-migrate', () => {
      throw new Error('column exists');
    });
    expect(await hooks.call(request)).toEqual({ kind: 'answered', ok: false, text: 'column exists' });
  });

  it('that is not there did not run', async () => {
    const { hooks } = aWorld();
    const gone = { ...request, hook: { function: 'gone', qualifier: null } };
    expect(await hooks.call(gone)).toMatchObject({ kind: 'refused', again: false });
  });

  it('is looked for by its alias, without being run', async () => {
    const { cloud, hooks } = aWorld();
    let runs = 0;
    cloud.program('shop-migrate', () => {
      runs += 1;
    });
    expect(await hooks.whyNot({ function: 'shop-migrate', qualifier: null })).toBeNull();
    expect(await hooks.whyNot({ function: 'shop-migrate', qualifier: 'live' })).toMatchObject({
      message: 'There is no function shop-migrate:live.',
    });
    cloud.createAlias('shop-migrate', 'live', cloud.publish('shop-migrate'));
    expect(await hooks.whyNot({ function: 'shop-migrate', qualifier: 'live' })).toBeNull();
    expect(runs).toBe(0);
  });

  it('is not called without the key of its token, and is tried again', async () => {
    const { cloud } = aWorld();
    const client = attach(new LambdaClient(localConfig), 'Lambda', cloud.model);
    const hooks = createHooks({ client, macKey: () => Promise.reject(new Error('SSM is away')) });
    expect(await hooks.call(request)).toEqual({ kind: 'refused', again: true, text: 'Error: SSM is away' });
  });
});

describe('a call of a hook over the wire', () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  /** Hooks whose Lambda is a server on the loopback, and the requests that it got. */
  async function over(answer: (response: ServerResponse) => void, requestTimeout = 20_000) {
    const got: IncomingMessage[] = [];
    const made = createServer((incoming, response) => {
      got.push(incoming.resume());
      answer(response);
    });
    server = made;
    await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(made.address() as AddressInfo).port}`;
    const defaults = hookClientDefaults();
    const requestHandler = { ...defaults.requestHandler, requestTimeout };
    const client = new LambdaClient({ ...localConfig, ...defaults, requestHandler, endpoint });
    return { hooks: createHooks({ client, macKey }), got };
  }
  const refusing = (status: number, name: string) => (response: ServerResponse) => {
    response.writeHead(status, { 'x-amzn-ErrorType': name }).end(JSON.stringify({ message: 'No.' }));
  };

  it('is one request, also when the connection breaks: then nobody knows whether it ran', async () => {
    const { hooks, got } = await over((response) => response.destroy());
    expect(await hooks.call(request)).toMatchObject({ kind: 'unknown' });
    expect(got).toHaveLength(1);
    expect(got[0]?.url).toBe('/2015-03-31/functions/shop-migrate/invocations');
    expect(got[0]?.headers['x-amz-invocation-type'] ?? 'RequestResponse').toBe('RequestResponse');
  });

  it('is given up when the answer does not come, and is not made again', async () => {
    const { hooks, got } = await over(() => undefined, 50);
    expect(await hooks.call(request)).toMatchObject({ kind: 'unknown', text: expect.stringContaining('Timeout') });
    expect(got).toHaveLength(1);
  });

  it.each([
    [429, 'TooManyRequestsException', { kind: 'refused', again: true }],
    [403, 'AccessDeniedException', { kind: 'refused', again: false }],
    [404, 'ResourceNotFoundException', { kind: 'refused', again: false }],
    [500, 'ServiceException', { kind: 'unknown' }],
  ] as const)('that is answered %i, %s, is one request and is understood', async (status, name, result) => {
    const { hooks, got } = await over(refusing(status, name));
    expect(await hooks.call(request)).toMatchObject(result);
    expect(got).toHaveLength(1);
  });

  it('is not allowed: a look says so, and what to do', async () => {
    const { hooks } = await over(refusing(403, 'AccessDeniedException'));
    expect(await hooks.whyNot(request.hook)).toEqual({
      message: 'Serin may not call shop-migrate.',
      remedy: 'Deploy Serin with a --param="hooks=…" that names it; see docs/reference/steps.md.',
    });
  });

  it('cannot be looked at while Lambda is away', async () => {
    const { hooks } = await over(refusing(503, 'ServiceUnavailable'));
    await expect(hooks.whyNot(request.hook)).rejects.toThrow();
  });
});
