import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { type ASandbox, aSandbox } from '../sandbox/a-sandbox.ts';
import { startBrowser } from './browser.ts';

const [folder = 'docs'] = process.argv.slice(2);

/** A rollout that bakes at 25%, with something to see in every chart. */
async function midway(sandbox: ASandbox): Promise<void> {
  await sandbox.advance('70m');
  await sandbox.type('alice', 'start checkout v54');
  await sandbox.click('bob', 'approve');
  await sandbox.advance('26m');
}

/** Then the canary breaks, and its alarm takes it back. */
async function rolledBack(sandbox: ASandbox): Promise<void> {
  await sandbox.fault({ service: 'checkout', arm: 'canary', errorRate: 0.2, latencyMs: 600 });
  await sandbox.advance('3m');
}

async function open(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.locator('.message').last().waitFor({ state: 'attached' });
  await page.locator('.plot canvas').first().waitFor();
}

async function main(): Promise<void> {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  await mkdir(folder, { recursive: true });
  const to = (name: string) => ({ path: join(folder, `console-${name}.png`) });
  // What npm start has, so that the pictures show what a reader sees.
  const sandbox = await aSandbox({
    config: ['examples/serin.yml', 'examples/shop.yml', 'examples/load-balancer/serin.yml', 'examples/ecs/serin.yml'],
  });
  const browser = await startBrowser();
  try {
    const light = await browser.page({ width: 1280, height: 1040 });
    const dark = await browser.page({ width: 1280, height: 860, dark: true });
    const phone = await browser.page({ width: 390, height: 844 });
    // A page that listens is told of calls and messages from then on.
    for (const page of [light, dark, phone]) await page.goto(sandbox.url);
    await midway(sandbox);
    await open(light, sandbox.url);
    await light.evaluate('document.querySelector(".message:has(.message-buttons)").scrollIntoView()');
    await light.screenshot(to('light'));
    await rolledBack(sandbox);
    await open(dark, sandbox.url);
    await dark.locator('.thread-link').last().click();
    await dark.screenshot(to('dark'));
    await open(phone, sandbox.url);
    await phone.screenshot(to('phone'));
  } finally {
    await browser.close();
    await sandbox.close();
  }
}

await main();
