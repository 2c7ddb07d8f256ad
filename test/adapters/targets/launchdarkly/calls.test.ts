import { describe, expect, it } from 'vitest';
import { createLaunchDarklyApi } from '../../../../src/adapters/targets/launchdarkly/api.ts';
import { launchdarklyConfig } from '../../../../src/adapters/targets/launchdarkly/config.ts';
import { aLaunchDarklyConfig } from './world.ts';

const FLAG = {
  variations: [{ _id: 'id-old', value: 'old' }],
  environments: { production: { on: true, version: 3 } },
};
const NOW = Date.UTC(2026, 0, 5, 9);

const refused = (status: number, headers: Record<string, string> = {}, body = '{"message":"told."}') =>
  new Response(body, { status, headers });

/** The API on answers that come one after the other; the last one is repeated. */
function anApi(...answers: readonly (() => Response)[]) {
  const place = { ...launchdarklyConfig.parse(aLaunchDarklyConfig('percentage')), project: 'shop & co', flag: 'new/1' };
  const calls: { readonly url: string; readonly init: RequestInit }[] = [];
  const tokens: boolean[] = [];
  const waits: number[] = [];
  const access = {
    url: 'https://ld.example.com',
    token: async (fresh: boolean) => {
      tokens.push(fresh);
      return fresh ? 'fresh' : 'known';
    },
    fetch: async (url: string | URL | Request, init: RequestInit = {}) => {
      const answer = answers[Math.min(calls.length, answers.length - 1)] as () => Response;
      calls.push({ url: String(url), init });
      return answer();
    },
  };
  const clock = {
    now: () => NOW,
    wait: async (ms: number) => {
      waits.push(ms);
    },
  };
  return { place, calls, tokens, waits, api: createLaunchDarklyApi({ access, clock }) };
}

const flag = () => Response.json(FLAG);

describe('a call of LaunchDarkly', () => {
  it('reads one environment of the flag, with the token and the version of the API, and follows no redirect', async () => {
    const { api, place, calls } = anApi(flag);
    const { here } = await api.read(place);
    expect(here).toMatchObject({ on: true, version: 3, rules: [], targets: [], contextTargets: [], prerequisites: [] });
    expect(calls[0]?.url).toBe('https://ld.example.com/api/v2/flags/shop%20%26%20co/new%2F1?env=production');
    expect(calls[0]?.init).toMatchObject({ method: 'GET', redirect: 'error' });
    expect(calls[0]?.init.headers).toEqual({ authorization: 'known', 'ld-api-version': '20240415' });
    expect(calls[0]?.init.signal).toBeInstanceOf(AbortSignal);
  });

  it('patches all environments of the flag in one request, as JSON or as instructions for one', async () => {
    const { api, place, calls } = anApi(flag);
    await api.patch(place, [{ op: 'test' }]);
    await api.instruct(place, [{ kind: 'turnFlagOn' }]);
    const bodies = calls.map(({ init }) => [init.method, new Headers(init.headers).get('content-type'), init.body]);
    expect(calls.map(({ url }) => url)).toEqual(
      Array(2).fill('https://ld.example.com/api/v2/flags/shop%20%26%20co/new%2F1'),
    );
    expect(bodies).toEqual([
      ['PATCH', 'application/json', '[{"op":"test"}]'],
      [
        'PATCH',
        'application/json; domain-model=launchdarkly.semanticpatch',
        '{"environmentKey":"production","instructions":[{"kind":"turnFlagOn"}]}',
      ],
    ]);
  });

  it.each([
    ['10 seconds, the longest', { 'retry-after': '10' }, 10_000],
    ['until a window that ends in 10 seconds', { 'x-ratelimit-reset': String(NOW + 10_000) }, 10_000],
    ['not at all where the window is over', { 'x-ratelimit-reset': String(NOW - 5_000) }, 0],
    [
      'as it says rather than until the window ends',
      { 'retry-after': '2', 'x-ratelimit-reset': `${NOW + 9_000}` },
      2_000,
    ],
    ['a second where it says something else', { 'retry-after': 'soon', 'x-ratelimit-reset': 'later' }, 1_000],
  ])('that is limited waits %s', async (_how, headers, ms) => {
    const { api, place, waits, tokens } = anApi(() => refused(429, headers), flag);
    await api.read(place);
    expect([waits, tokens]).toEqual([[ms], [false, false]]);
  });

  it.each([{ 'retry-after': '10.1' }, { 'x-ratelimit-reset': String(NOW + 10_001) }])(
    'that would have to wait longer than a window is given up: %j',
    async (headers) => {
      const { api, place, waits, calls } = anApi(() => refused(429, headers));
      await expect(api.read(place)).rejects.toMatchObject({ name: 'RateLimited', status: 429, message: 'told.' });
      expect([waits, calls.length]).toEqual([[], 1]);
    },
  );

  it('that stays limited is given up after the third try', async () => {
    const { api, place, waits, calls } = anApi(() => refused(429));
    await expect(api.read(place)).rejects.toMatchObject({ code: 'RateLimited' });
    expect([waits, calls.length]).toEqual([[1_000, 1_000], 3]);
  });

  it('whose token is refused reads it again once, and keeps the new one after a limit', async () => {
    const stale = anApi(() => refused(401));
    await expect(stale.api.read(stale.place)).rejects.toMatchObject({ code: 'Unauthorized' });
    expect([stale.tokens, stale.waits]).toEqual([[false, true], []]);
    const limited = anApi(
      () => refused(401),
      () => refused(429),
      flag,
    );
    await limited.api.read(limited.place);
    expect(limited.tokens).toEqual([false, true, true]);
  });

  it.each([
    ['says its own status where it has no words', '{"message":""}'],
    ['says its own status where its message is no text', '{"message":7}'],
    ['says its own status where the answer is not JSON', '<html>'],
    ['says its own status where its words are cut', JSON.stringify({ message: 'x'.repeat(400) })],
  ])('that fails %s', async (_what, body) => {
    const { api, place } = anApi(() => refused(503, {}, body));
    await expect(api.read(place)).rejects.toMatchObject({ code: 'Status503', message: 'it answered 503' });
  });

  it.each([
    [
      'names the first place that is no flag',
      { ...FLAG, variations: 7 },
      'UnexpectedAnswer',
      /not a flag: variations$/,
    ],
    [
      'names an environment that is not there',
      { ...FLAG, environments: {} },
      'EnvironmentMissing',
      /no environment production$/,
    ],
  ])('that is answered with something else %s', async (_what, body, code, message) => {
    const { api, place } = anApi(() => Response.json(body));
    await expect(api.read(place)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });
});
