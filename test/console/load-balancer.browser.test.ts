import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ASandbox, aSandbox } from '../sandbox/a-sandbox.ts';
import { type Browser, startBrowser } from './browser.ts';

let browser: Browser;
let sandbox: ASandbox;
beforeAll(async () => {
  [browser, sandbox] = await Promise.all([startBrowser(), aSandbox({ config: 'examples/load-balancer/serin.yml' })]);
});
afterAll(async () => {
  await browser.close();
  await sandbox.close();
});

it('plays the story of the load balancer, and shows that the rollback ended stickiness', async () => {
  await sandbox.advance('10m');
  const page = await browser.page({ width: 390, height: 844 });
  await page.goto(sandbox.url);
  const targets = page.getByLabel('Targets');
  await targets.getByText('sticky: a cookie keeps users in their group for 5 min, whatever the weights are').waitFor();
  await page.getByRole('button', { name: 'Play: A load balancer' }).click();
  const end = page.getByText('It is over: v54 rolled back');
  await expect.poll(() => sandbox.advance('1m').then(() => end.count()), { timeout: 50_000 }).toBe(1);
  await targets.getByText('alb · orders-blue → orders-green').waitFor();
  await targets.getByText('not sticky: each request goes by the weights').waitFor();
  expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
  expect(browser.complaints).toEqual([]);
});
