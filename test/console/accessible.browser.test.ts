import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { type ASandbox, aSandbox } from '../sandbox/a-sandbox.ts';
import { expectAccessible } from './audit.ts';
import { type Browser, startBrowser } from './browser.ts';

let browser: Browser;
let sandbox: ASandbox;
beforeAll(async () => {
  [browser, sandbox] = await Promise.all([startBrowser(), aSandbox()]);
  await sandbox.type('alice', 'start checkout v54');
  await sandbox.click('bob', 'approve');
  await sandbox.advance('4m');
});
afterAll(async () => {
  await Promise.all([browser.close(), sandbox.close()]);
});

async function open(look: Parameters<Browser['page']>[0]): Promise<Page> {
  const page = await browser.page(look);
  await page.goto(sandbox.url);
  await page.locator('.app').waitFor();
  return page;
}

describe.each([{ dark: false }, { dark: true }])(
  'an audit of the console finds nothing wrong, dark: $dark',
  ({ dark }) => {
    it('on a desk, with a thread and a dialog open', async () => {
      const page = await open({ width: 1280, height: 860, dark });
      await page.getByText('Shift to 5%').first().waitFor();
      await page.getByText('Minute by minute').click();
      await page.getByRole('table').first().waitFor();
      await expectAccessible(page);
      await page.getByRole('button', { name: /repl/ }).first().click();
      await expectAccessible(page);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Roll back' }).first().click();
      await page.getByRole('dialog').waitFor();
      await expectAccessible(page);
    });

    it('on a phone, on both sides', async () => {
      const page = await open({ width: 390, height: 844, dark });
      await page.getByRole('button', { name: 'Slack' }).click();
      await page.getByText('Shift to 5%').first().waitFor();
      await expectAccessible(page);
      await page.getByRole('button', { name: 'World' }).click();
      await page.getByLabel('Rollout of checkout').waitFor();
      await expectAccessible(page);
    });
  },
);
