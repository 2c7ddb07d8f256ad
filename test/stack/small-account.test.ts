import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';

type Resolve = (osls: { resolveVariable(address: string): Promise<unknown> }) => Promise<unknown>;

const load = createRequire(import.meta.url);
const concurrency = load('../../stack/concurrency.cjs') as Readonly<Record<string, Resolve>>;
const { regionIn } = load('../../stack/region.cjs') as { regionIn(text: string, profile: string): string | null };

const reservations = (param: string) =>
  Promise.all(
    Object.entries(concurrency).map(async ([name, of]) => [name, await of({ resolveVariable: async () => param })]),
  ).then(Object.fromEntries);

describe('the concurrency that Serin reserves', () => {
  it('is none by default, so that a new account with a concurrency of 10 can have it', async () => {
    const none = { Ref: 'AWS::NoValue' };
    expect(await reservations('shared')).toEqual({ discovery: none, worker: none, alarm: none, timer: none });
  });

  it('is 30 in all where that is asked for', async () => {
    expect(await reservations('reserved')).toEqual({ discovery: 10, worker: 5, alarm: 10, timer: 5 });
  });

  it('is refused where it is anything else, with what to write', async () => {
    await expect(reservations('30')).rejects.toThrow(
      '--param="concurrency=30" is neither shared nor reserved. Write --param="concurrency=reserved"',
    );
  });
});

describe('the region of a profile', () => {
  const config = [
    '# somebody’s accounts',
    '[default]',
    'region=eu-north-1',
    '[profile shop]',
    'output = json',
    'region = eu-west-3 ',
    '[profile none]',
    's3 =',
    '  region = us-east-2',
    '[sso-session shop-2]',
    'sso_region = us-west-1',
    'region = ap-south-1',
    '[profile "two words"]',
    'region = sa-east-1',
  ].join('\n');

  it.each([
    ['default', 'eu-north-1'],
    ['shop', 'eu-west-3'],
    ['two words', 'sa-east-1'],
  ])('is read: %s', (profile, region) => {
    expect(regionIn(config, profile)).toBe(region);
  });

  it.each(['none', 'shop-2', 'missing'])('is none where the profile names none: %s', (profile) => {
    expect(regionIn(config, profile)).toBeNull();
  });
});
