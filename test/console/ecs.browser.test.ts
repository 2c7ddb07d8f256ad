import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ASandbox, aSandbox } from '../sandbox/a-sandbox.ts';
import { type Browser, startBrowser } from './browser.ts';

let browser: Browser;
let sandbox: ASandbox;
beforeAll(async () => {
  [browser, sandbox] = await Promise.all([startBrowser(), aSandbox({ config: 'examples/ecs/serin.yml' })]);
});
afterAll(async () => {
  await browser.close();
  await sandbox.close();
});

it('plays the story of ECS, and shows at which stage its deployment pauses', async () => {
  await sandbox.advance('10m');
  const page = await browser.page({ width: 390, height: 844 });
  await page.goto(sandbox.url);
  const targets = page.getByLabel('Targets');
  await targets.getByText('no deployment of ECS is under way').waitFor();
  await page.getByRole('button', { name: 'Play: ECS deploys, Serin decides' }).click();
  const pause = targets.getByText(/ECS pauses at PRE_PRODUCTION_TRAFFIC_SHIFT, at most until/);
  await expect.poll(() => sandbox.advance('30s').then(() => pause.count()), { timeout: 50_000 }).toBe(1);
  const end = page.getByText('It is over: v54');
  await expect.poll(() => sandbox.advance('1m').then(() => end.count()), { timeout: 50_000 }).toBe(1);
  await page.getByText('It is over: v54 completed').waitFor();
  await targets.getByText('no deployment of ECS is under way').waitFor();
  expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
  expect(browser.complaints).toEqual([]);
});
