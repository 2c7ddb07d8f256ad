import { expect, it } from 'vitest';
import { type Hop, isMixed } from '../../../src/sandbox/traffic/chain.ts';
import { createPages } from '../../../src/sandbox/traffic/pages.ts';

const hop = (layer: string, version: string, ...sides: Hop['sides']): Hop => ({ layer, version, sides });
const document = hop('front end', 'v53', 'a');
const request = { at: 0, user: 1, name: 'user-1', side: 'a' as const, opens: false, whole: false };
const opens = { ...request, opens: true, hops: [document], isMixed: false };
const call = (version: string, side: 'a' | 'b') => {
  const hops = [document, hop('API stage', 'v53', 'a'), hop('shop-api', version, side)];
  return { ...request, whole: true, hops, isMixed: isMixed(hops) };
};

it('takes what no environment has all of for a mixture, whatever the labels are', () => {
  expect(isMixed([document, hop('shop-api', 'v54', 'a')])).toBe(false);
  expect(isMixed([document, hop('shop-api', 'v53', 'a', 'b')])).toBe(false);
  expect(isMixed([document, hop('shop-api', 'v54', 'b')])).toBe(true);
  expect(isMixed([hop('front end', 'v53'), hop('shop-api', 'v53', 'a')])).toBe(true);
});

it('counts requests and pages that met two versions, since the start of a rollout and in all', () => {
  const pages = createPages(2);
  for (const each of [opens, call('v54', 'b'), call('v54', 'b'), call('v53', 'a')]) pages.requested(each);
  const both = (count: number) => ({ sinceStart: count, total: count });
  expect(pages.mismatches()).toMatchObject({
    requests: both(2),
    pages: both(1),
    of: { requests: both(4), pages: both(1) },
  });
  expect(pages.mismatches().newest.at(-1)).toEqual({
    at: 0,
    user: 'user-1',
    through: 'front end v53 > API stage v53 > shop-api v54',
  });
  pages.begin('r-1');
  pages.begin('r-1');
  pages.requested(opens);
  expect(pages.mismatches()).toMatchObject({
    requests: { sinceStart: 0, total: 2 },
    of: { requests: { sinceStart: 1, total: 5 }, pages: { sinceStart: 1, total: 2 } },
  });
});

it('knows what a user has once a page went through all layers, and keeps the ten newest mismatches', () => {
  const pages = createPages(2);
  pages.requested(opens);
  expect(pages.visited()).toEqual([null, null]);
  pages.requested(call('v53', 'a'));
  expect(pages.visited()).toEqual([null, { side: 'a', version: 'v53', isMixed: false }]);
  pages.requested(call('v54', 'b'));
  expect(pages.visited()[1]).toEqual({ side: 'a', version: 'v53+v54', isMixed: true });
  for (let at = 1; at <= 12; at += 1) pages.requested({ ...call('v54', 'b'), at });
  expect(pages.mismatches().newest.map(({ at }) => at)).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  for (const each of [opens, call('v53', 'a')]) pages.requested(each);
  expect(pages.visited()[1]).toMatchObject({ version: 'v53', isMixed: false });
});

it('counts whom a change of the weight moved, and how long they still asked the side before', () => {
  const pages = createPages(2);
  for (const windowMs of [0, 4000, 9000]) pages.moved(windowMs);
  expect(pages.changeovers()).toEqual({ moved: 3, withinPage: 2, longestMs: 9000, totalMs: 13_000 });
  pages.begin('r-1');
  expect(pages.changeovers()).toEqual({ moved: 0, withinPage: 0, longestMs: 0, totalMs: 0 });
});
