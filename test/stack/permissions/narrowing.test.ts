import { cp, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runOsls } from '../../../src/build/stack.ts';
import { readTemplate } from '../templates/read-template.ts';

/** The module as osls calls it. */
const narrowing = createRequire(import.meta.url)('../../../stack/narrowing.cjs') as (osls: {
  resolveVariable(address: string): Promise<unknown>;
}) => Promise<unknown>;

const { params } = readTemplate('serverless.yml') as unknown as {
  readonly params: { readonly default: Readonly<Record<string, string | number>> };
};
const {
  name: _name,
  logDays: _days,
  concurrency: _concurrency,
  metrics: _metrics,
  trail: _trail,
  ...narrowed
} = params.default;

/** What is said of parameters; null when all is well. */
const saidOf = (given: Readonly<Record<string, string>>): Promise<string | null> =>
  narrowing({
    resolveVariable: async (address) => ({ ...narrowed, ...given })[address.replace(/^param:/, '')],
  }).then(
    () => null,
    (error: Error) => error.message,
  );

describe('the parameters that narrow what Serin may touch', () => {
  it('are fine as they are written in serverless.yml', async () => {
    expect(await saidOf({})).toBeNull();
  });

  it.each([
    ['functions', 'checkout-*'],
    ['functions', 'shop_api-2'],
    ['hooks', '*-smoke'],
    ['shared', 'shop/*/db-url'],
    ['zones', 'Z0123456789ABCDEFGHIJ'],
    ['apis', 'a1b2c3d4e5'],
    ['buckets', 'web.example.com'],
    ['versionFiles', 'site/*/version.json'],
    ['stores', '0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0'],
    ['loadBalancers', 'orders-*'],
    ['clusters', 'prod'],
  ])('may be %s=%s', async (name, value) => {
    expect(await saidOf({ [name]: value })).toBeNull();
  });

  it.each(Object.keys(narrowed))('are no list, no two words and not nothing: %s', async (name) => {
    expect(await saidOf({ [name]: 'a,b' })).toContain(`--param="${name}=a,b" is a list, and Serin takes one. Write `);
    for (const wrong of ['a b', 'a, b', '', ' ']) {
      expect(await saidOf({ [name]: wrong })).toMatch(new RegExp(`^--param="${name}=.* --param="${name}=[^ ]+"$`));
    }
  });

  it.each([
    ['functions', 'arn:aws:lambda:eu-west-1:123456789012:function:shop'],
    ['zones', '/hostedzone/Z0123456789'],
    ['buckets', 'arn:aws:s3:::shop-web'],
    ['stores', 'arn:aws:cloudfront::123456789012:key-value-store/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0'],
    ['loadBalancers', 'app/orders/50dc6c495c0c9188'],
    ['shared', '/shop/db-url'],
  ])('are no ARN and no path that has its beginning in the template already: %s=%s', async (name, value) => {
    expect(await saidOf({ [name]: value })).toContain(`--param="${name}=${value}" is not `);
  });

  it('are refused by osls before anything is packaged, all at once', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'serin-narrowing-'));
    try {
      await cp('serverless.yml', join(folder, 'serverless.yml'));
      await cp('stack', join(folder, 'stack'), { recursive: true });
      const said = await runOsls(folder, { functions: 'shop-api,shop-web', zones: 'Z1,Z2' }).catch(String);
      expect(said).toContain('--param="functions=shop-api,shop-web" is a list, and Serin takes one.');
      expect(said).toContain('--param="zones=Z1,Z2" is a list, and Serin takes one.');
    } finally {
      await rm(folder, { recursive: true });
    }
  }, 120_000);
});
