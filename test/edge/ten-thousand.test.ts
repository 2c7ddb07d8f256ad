import { describe, expect, it } from 'vitest';
import { PAGE_SECONDS } from '../../src/routing/page.ts';
import { aLambdaEdge } from './a-lambda-edge.ts';
import { aBrowser, anEdge, type Edge } from './an-edge.ts';

const USERS = Array.from({ length: 10_000 }, (_, n) => `user-${n}`);
const UP = [0, 1, 5, 25, 50, 100];
const JOURNEY = [...UP, ...UP.toReversed().slice(1), ...UP.slice(1)];

async function sidesOf(edge: Edge): Promise<readonly string[]> {
  const sides: string[] = [];
  for (const uid of USERS) sides.push(await edge.request({ cookies: { uid } }));
  return sides;
}

describe('10,000 users, through the built function', () => {
  it('are where the weight says, and none moves against its direction, up, back and up again', {
    timeout: 60_000,
  }, async () => {
    const edge = await anEdge();
    let before = await sidesOf(edge);
    let from = 0;
    const seen = new Map<number, readonly string[]>();
    for (const weight of JOURNEY) {
      edge.split({ weight });
      const now = await sidesOf(edge);
      const share = now.filter((side) => side === 'b').length;
      const p = weight / 100;
      // Three standard deviations of 10,000 throws; none at 0 and at 100.
      expect(Math.abs(share - USERS.length * p)).toBeLessThanOrEqual(3 * Math.sqrt(USERS.length * p * (1 - p)));
      const against = weight >= from ? 'b' : 'a';
      expect(now.filter((side, n) => before[n] === against && side !== against)).toEqual([]);
      expect(now).toEqual(seen.get(weight) ?? now);
      seen.set(weight, now);
      before = now;
      from = weight;
    }
  });

  it('are on the same side whether their request meets CloudFront Functions or Lambda@Edge', {
    timeout: 60_000,
  }, async () => {
    const [functions, lambda] = [await anEdge(), await aLambdaEdge()];
    for (const weight of UP) {
      functions.split({ weight });
      lambda.split({ weight });
      expect(await sidesOf(lambda)).toEqual(await sidesOf(functions));
    }
    expect(lambda.asked).toHaveLength(UP.length);
  });

  it('are other users in the next rollout', async () => {
    const edge = await anEdge();
    edge.split({ weight: 25, salt: 'r-1' });
    const first = await sidesOf(edge);
    edge.split({ salt: 'r-2' });
    const second = await sidesOf(edge);
    const both = USERS.filter((_, n) => first[n] === 'b' && second[n] === 'b').length;
    // A quarter of a quarter, within three standard deviations.
    expect(Math.abs(both - 625)).toBeLessThanOrEqual(3 * Math.sqrt(625 * (1 - 1 / 16)));
  });
});

describe('the changeover window of users who are moved', () => {
  /** Opens a page of each user, one every 20 ms, and loads its ten parts over nine seconds; the weight changes meanwhile. */
  async function underWay(from: number, to: number) {
    const edge = await anEdge();
    edge.split({ weight: from });
    const start = edge.now;
    const pages = USERS.slice(0, 1000).map((uid, n) => ({
      browser: aBrowser(edge, { uid }),
      opened: start + n * 20,
      sides: new Set<string>(),
    }));
    const events = pages
      .flatMap((page) => Array.from({ length: 10 }, (_, part) => ({ page, part, at: page.opened + part * 1000 })))
      .toSorted((a, b) => a.at - b.at);
    const changed = start + 10_000;
    let isChanged = false;
    let last = changed;
    for (const { page, part, at } of events) {
      edge.now = at;
      if (at >= changed && !isChanged) edge.split({ weight: to });
      isChanged ||= at >= changed;
      const { side } = part === 0 ? await page.browser.open() : await page.browser.load();
      page.sides.add(side);
      if (isChanged && side === (to > from ? 'a' : 'b')) last = at;
    }
    const moved = pages.filter(
      ({ opened, sides }) => opened < changed && opened + 9000 >= changed && sides.has(to > from ? 'a' : 'b'),
    );
    return {
      mixed: pages.filter(({ sides }) => sides.size > 1).length,
      straddling: moved.length,
      window: last - changed,
    };
  }

  it('is shorter than a page lives, up and back, and no page is of two versions', async () => {
    for (const [from, to] of [
      [0, 100],
      [100, 0],
    ] as const) {
      const { mixed, straddling, window } = await underWay(from, to);
      expect(mixed).toBe(0);
      expect(straddling).toBeGreaterThan(400);
      expect(window).toBeGreaterThan(8000);
      expect(window).toBeLessThanOrEqual(PAGE_SECONDS * 1000);
    }
  });
});
