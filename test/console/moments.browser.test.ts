import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ASandbox, aSandbox } from '../sandbox/a-sandbox.ts';
import { type Browser, startBrowser } from './browser.ts';
import { MOMENTS_CONFIG, moments, openPhone, type Phone } from './moments.ts';

let browser: Browser;
let sandbox: ASandbox;
let phone: Phone;
beforeAll(async () => {
  browser = await startBrowser();
  sandbox = await aSandbox({ config: MOMENTS_CONFIG });
  phone = await openPhone(browser, sandbox);
});
afterAll(async () => {
  await browser.close();
  await sandbox.close();
});

describe('the first screen of a phone', () => {
  it.each(moments)('answers what goes on, how bad it is, and what to do, at the moment: $name', async (moment) => {
    await moment.play(sandbox);
    await phone.show(moment);
    const shown = await phone.read();
    for (const answer of moment.says) expect(shown).toContain(answer);
    expect(await phone.page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
  });

  it('has ten moments, each once', () => {
    expect(new Set(moments.map(({ name }) => name)).size).toBe(10);
  });
});
