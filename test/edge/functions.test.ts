import { describe, expect, it } from 'vitest';
import { aLambdaEdge, LAMBDA_SETTINGS } from './a-lambda-edge.ts';
import { anEdge, SETTINGS } from './an-edge.ts';
import { type Build, edgeContract } from './contract.ts';

const SHOWN = 'shows its response function what its request function changed';

const BUILDS: Readonly<Record<string, Build>> = {
  'built for CloudFront Functions': {
    anEdge: (change) => anEdge({ ...SETTINGS, ...change }),
    lacks: { [SHOWN]: "AWS's guide says that a response function sees the request as it was received" },
  },
  'built for CloudFront Functions, should they show what was changed': {
    anEdge: (change) => anEdge({ ...SETTINGS, ...change }, true),
    lacks: {},
  },
  'built for Lambda@Edge': {
    anEdge: (change) => aLambdaEdge({ ...LAMBDA_SETTINGS, ...change }),
    lacks: { 'knows the country': 'CloudFront adds its headers behind the viewer request' },
  },
};

describe.each(Object.entries(BUILDS))('%s:', (_, build) => edgeContract(build));

describe('CloudFront functions', () => {
  it('describe the origin in full', async () => {
    const edge = await anEdge();
    edge.split({ weight: 100 });
    expect((await edge.ask({ uri: '/index.html' })).origin).toEqual({
      domainName: 'site-b.s3.eu-west-1.amazonaws.com',
      originPath: '',
      originAccessControlConfig: {
        enabled: true,
        signingBehavior: 'always',
        signingProtocol: 'sigv4',
        originType: 's3',
      },
    });
    expect((await edge.ask({ uri: '/api/orders' })).origin).toEqual({
      domainName: 'api-b.example.com',
      originPath: '/live',
      originAccessControlConfig: { enabled: false },
      customOriginConfig: { port: 443, protocol: 'https', sslProtocols: ['TLSv1.2'] },
    });
  });

  it('read the store once for a request, and once more for a token', async () => {
    const edge = await anEdge();
    await edge.ask();
    expect(edge.store.reads).toBe(2);
    await edge.ask({ cookies: { 'serin-override': edge.token('override', 'canary') } });
    expect(edge.store.reads).toBe(2 + 4);
  });

  it('do not read it for a token that is too long or already over', async () => {
    const edge = await anEdge();
    await edge.ask({ cookies: { 'serin-override': `canary.9999999999.${'x'.repeat(200)}` } });
    await edge.ask({ cookies: { 'serin-override': edge.token('override', 'canary', -1) } });
    expect(edge.store.reads).toBe(4);
  });
});
