import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ASandbox, aSandbox } from '../sandbox/a-sandbox.ts';
import { expectAccessible } from './audit.ts';
import { type Browser, startBrowser } from './browser.ts';

let browser: Browser;
let sandbox: ASandbox;
beforeAll(async () => {
  [browser, sandbox] = await Promise.all([
    startBrowser(),
    aSandbox({ config: ['examples/serin.yml', 'examples/shop.yml'] }),
  ]);
  await sandbox.advance('5m');
  await sandbox.type('alice', 'start shop v54');
  await sandbox.advance('12m');
}, 120_000);
afterAll(async () => {
  await Promise.all([browser.close(), sandbox.close()]);
});

async function open(look: Parameters<Browser['page']>[0]): Promise<Page> {
  const page = await browser.page(look);
  await page.goto(sandbox.url);
  await page.getByRole('navigation', { name: 'Services' }).getByRole('button', { name: /shop/ }).click();
  await page.getByRole('listbox', { name: /Users/ }).waitFor();
  return page;
}

describe('a stack in the console', () => {
  it('shows what both sides have in each layer, and which side is which', async () => {
    const page = await open({ width: 1280, height: 1000 });
    const rows = await page.getByLabel('Layers').getByRole('row').allInnerTexts();
    expect(rows.map((row) => row.split(/\s+/).filter(Boolean).join(' '))).toEqual([
      'a live b next release',
      'name prod-a prod-b',
      'edge sends 95% 5%',
      'front end v53 v54',
      'API stage v53 v54',
      'shop-api v53 v54',
      'shop-cart v53 v54',
    ]);
    await page.getByLabel('Layers').getByText('a to b; deployments are closed').waitFor();
    expect(await page.getByRole('button', { name: 'v54 is on b' }).isDisabled()).toBe(true);
  });

  it('has a square for each user in the colour of their one version, reached with the keyboard', async () => {
    const page = await open({ width: 1280, height: 1000 });
    const users = page.getByLabel('Users', { exact: true });
    expect(await users.getByRole('option').count()).toBe(400);
    const [stable, canary, mixed] = await Promise.all(
      ['fallback', 'active', 'mixed'].map((look) => users.locator(`[role="option"][data-look="${look}"]`).count()),
    );
    expect([(stable ?? 0) + (canary ?? 0), mixed]).toEqual([400, 0]);
    // 5% of 400, within three standard deviations.
    expect(Math.abs((canary ?? 0) - 20)).toBeLessThanOrEqual(3 * Math.sqrt(20 * 0.95));
    await users.getByText('v53 on environment a').first().waitFor();

    await page.getByRole('listbox', { name: /Users/ }).focus();
    await page.keyboard.press('ArrowRight');
    await users.getByText(/^user-0: v5[34] on environment [ab]$/).waitFor();
    await page.keyboard.press('ArrowDown');
    const below = await page.getByRole('listbox', { name: /Users/ }).getAttribute('aria-activedescendant');
    const [first, second] = await Promise.all(['user-0', below].map((id) => page.locator(`#${id}`).boundingBox()));
    expect([second?.x, (second?.y ?? 0) > (first?.y ?? 0)]).toEqual([first?.x, true]);
    await page.keyboard.press('ArrowLeft');
    await users.getByText(`user-${Number(below?.slice(5)) - 1}: `, { exact: false }).waitFor();
    await page.keyboard.press('End');
    await users.getByText(/^user-399: /).waitFor();
    await page.keyboard.press('Home');
    await users.getByText(/^user-0: /).waitFor();
  });

  it.each([{ dark: false }, { dark: true }])(
    'is accessible on a desk and on a phone, dark: $dark',
    async ({ dark }) => {
      await expectAccessible(await open({ width: 1280, height: 1000, dark }));
      const phone = await open({ width: 390, height: 844, dark });
      await expectAccessible(phone);
      expect(await phone.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
    },
  );

  it('deploys the version that comes next, to the side that users have left', async () => {
    const page = await open({ width: 1280, height: 1000 });
    await sandbox.type('bob', 'promote shop');
    await sandbox.advance('8m');
    await page.getByLabel('Layers').getByText('users have b; a gets deployments').waitFor();
    await page.getByRole('button', { name: 'Deploy v55 to a' }).click();
    await page.getByRole('button', { name: 'v55 is on a' }).waitFor();
    expect((await sandbox.state()).components.shop).toMatchObject({
      'frontend shop-web-a/shop-web-b': { a: 'v55', b: 'v54' },
    });
  });
});

it('complains of nothing in the console of the browser', () => {
  expect(browser.complaints).toEqual([]);
});
