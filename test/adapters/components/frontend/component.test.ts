import { describe, expect, it } from 'vitest';
import { createFrontend } from '../../../../src/adapters/components/frontend/component.ts';
import { VERSION_FILE_BYTES } from '../../../../src/adapters/components/version-file.ts';
import { compareEnvironments } from '../../../../src/environments/compare-environments.ts';
import { someBuckets } from '../aws-clients.ts';
import { componentContract } from '../component-contract.ts';

const config = { kind: 'frontend', buckets: { a: 'shop-web-a', b: 'shop-web-b' } };

componentContract('frontend on the model', 'frontend', async () => {
  const { cloud, client } = someBuckets();
  return {
    component: createFrontend(client),
    config,
    name: 'frontend shop-web-a/shop-web-b',
    deployToB: async () => cloud.put('shop-web-b', 'version.json', '{"version":"v55"}'),
    removeB: async () => cloud.removeBucket('shop-web-b'),
  };
});

describe('frontend', () => {
  const withB = async (text: string) => {
    const { cloud, client } = someBuckets();
    cloud.put('shop-web-b', 'version.json', text);
    return createFrontend(client).read(config);
  };

  it('finds an environment behind that has no version file yet', async () => {
    const { client } = someBuckets();
    const [reading] = await createFrontend(client).read({ ...config, versionFile: 'other.json' });
    expect([reading?.a, reading?.b]).toEqual([null, null]);
    const { cloud, client: another } = someBuckets();
    cloud.put('shop-web-a', 'other.json', '{"version":"v54"}');
    const [half] = await createFrontend(another).read({ ...config, versionFile: 'other.json' });
    expect(compareEnvironments(half!)).toEqual({ kind: 'behind', side: 'b' });
  });

  it('goes by when it was built, not by when it was uploaded', async () => {
    const [reading] = await withB('{"version":"v53","builtAt":"2025-12-01T00:00:00Z"}');
    expect(compareEnvironments(reading!)).toEqual({ kind: 'behind', side: 'b' });
  });

  it('is in step with the same version, whenever it was built', async () => {
    const [reading] = await withB('{"version":"v54","builtAt":"2027-12-01T00:00:00+02:00"}');
    expect(compareEnvironments(reading!)).toEqual({ kind: 'in-step' });
  });

  it('reads null for the time as a time that is not said', async () => {
    const [reading] = await withB('{"version":"v54","builtAt":null}');
    expect(compareEnvironments(reading!)).toEqual({ kind: 'in-step' });
  });

  it.each([
    ['is empty', ''],
    ['is no JSON', 'v54'],
    ['has no version', '{}'],
    ['has a version that is no word', '{"version":"<!channel>"}'],
    ['has a time without a zone', '{"version":"v54","builtAt":"2026-01-05T09:00:00"}'],
  ])('says for good where a version file lies that %s', async (_, text) => {
    await expect(withB(text)).rejects.toMatchObject({
      code: 'bad-version-file',
      permanent: true,
      message: expect.stringContaining('s3://shop-web-b/version.json'),
    });
  });

  it('takes a version file of the largest size, and refuses a larger one without reading it whole', async () => {
    const padded = (bytes: number) => `{"version":"v54"${' '.repeat(bytes - 17)}}`;
    expect((await withB(padded(VERSION_FILE_BYTES)))[0]?.b?.version).toBe('v54');
    await expect(withB(padded(VERSION_FILE_BYTES + 1))).rejects.toMatchObject({ code: 'version-file-too-large' });
    await expect(withB(padded(5_000_000))).rejects.toThrow('5000000 bytes');
  });

  it('tells a fault that can pass from one that lasts', async () => {
    const { client } = someBuckets({
      before: () => {
        throw Object.assign(new Error('Reduce your request rate.'), { name: 'SlowDown' });
      },
    });
    await expect(createFrontend(client).read(config)).rejects.toMatchObject({ code: 'SlowDown', permanent: false });
  });
});
