import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ASandbox, aSandbox } from '../sandbox/a-sandbox.ts';
import { type Browser, startBrowser } from './browser.ts';

const DESK = { width: 1280, height: 860 };
const PHONE = { width: 390, height: 844 };

let browser: Browser;
let sandbox: ASandbox;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  sandbox = await aSandbox();
});
afterEach(() => sandbox.close());

async function open(size = DESK): Promise<Page> {
  const page = await browser.page(size);
  await page.goto(sandbox.url);
  await page.locator('.app').waitFor();
  return page;
}

/** Types a command as somebody, and lets Serin's calls to AWS be made. */
async function say(page: Page, person: string, text: string): Promise<void> {
  await page.getByRole('radio', { name: person }).check();
  await page.getByRole('combobox').fill(text);
  await page.getByRole('combobox').press('Enter');
  await page.locator('.typed', { hasText: text }).last().waitFor();
  await sandbox.advance('2s');
}

async function startApproved(page: Page): Promise<void> {
  await say(page, 'Alice', '/canary start checkout v54');
  await page.getByRole('radio', { name: 'Bob' }).check();
  await page.getByRole('button', { name: 'Approve' }).click();
  await page.getByText('Shift to 5%').first().waitFor();
  await expect.poll(() => statusOf('checkout'), { timeout: 20_000 }).not.toBe('awaiting-approval');
  await sandbox.advance('2s');
}

async function statusOf(service: string) {
  return (await sandbox.state()).services[service]?.rollout?.status;
}

const statusShown = (page: Page, service: string) => page.getByLabel(`Rollout of ${service}`).locator('.status');

/** How much wider than the window the page is, in pixels. */
const sticksOut = (page: Page) => page.evaluate('document.documentElement.scrollWidth - innerWidth');

describe('the console', () => {
  it('shows a start, an approval by another, a broken canary and its rollback, also after a reload', async () => {
    const page = await open();
    await say(page, 'Alice', '/canary start checkout v54');
    await page.locator('.message', { hasText: 'checkout v54: waiting for approval' }).waitFor();
    await page.locator('.private', { hasText: 'Only visible to Alice' }).first().waitFor();

    await page.getByRole('radio', { name: 'Bob' }).check();
    await expect.poll(() => page.locator('.private').count()).toBe(0);
    await page.getByRole('button', { name: 'Approve' }).click();
    await expect.poll(() => statusOf('checkout'), { timeout: 20_000 }).not.toBe('awaiting-approval');
    await sandbox.advance('3m');
    await statusShown(page, 'checkout').getByText('baking').waitFor();
    await page.getByLabel('Targets').getByText('5%').first().waitFor();

    await page.reload();
    await statusShown(page, 'checkout').getByText('baking').waitFor();
    expect(await page.getByRole('radio', { name: 'Bob' }).isChecked()).toBe(true);

    await page.getByLabel('Canary').getByLabel('Errors').fill('8');
    await page.getByLabel('Canary').getByText('50%').waitFor();
    await sandbox.advance('4m');
    await page.getByLabel('Alarms').getByText('ALARM').first().waitFor();
    await sandbox.advance('4m');
    await statusShown(page, 'checkout').getByText('rolled back').waitFor();
    await page.locator('.message', { hasText: 'You need to do nothing.' }).first().waitFor();
    await page.getByLabel('AWS calls').getByText('UpdateAlias').last().waitFor();
    await page.locator('.thread-link').first().click();
    await page.getByRole('region', { name: 'Thread' }).getByText('Rolls back from 5%').waitFor();
  });

  it.each([
    ['a desk', DESK],
    ['a phone', PHONE],
  ])('has a Home that shows each person what waits for them, and whose buttons work, on %s', async (_on, size) => {
    await sandbox.type('alice', 'start checkout v54');
    const page = await open(size);
    if (size === PHONE) await page.getByRole('button', { name: 'Slack' }).click();
    await page.getByRole('radio', { name: 'Alice' }).check();
    await page.getByRole('button', { name: 'Home' }).click();
    const home = page.getByRole('region', { name: 'Home of Alice' });
    await home.getByText('1 rollout runs. None waits for you.').waitFor();

    await page.getByRole('radio', { name: 'Bob' }).check();
    const bobs = page.getByRole('region', { name: 'Home of Bob' });
    await bobs.getByText('1 rollout waits for you.').waitFor();
    expect(await sticksOut(page)).toBe(0);
    await bobs.getByRole('button', { name: 'Approve' }).click();
    await expect.poll(() => statusOf('checkout'), { timeout: 20_000 }).not.toBe('awaiting-approval');
    await bobs.getByText('1 rollout runs. None waits for you.').waitFor();

    await bobs.getByRole('button', { name: 'Roll back' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Roll back' }).click();
    await expect.poll(() => statusOf('checkout'), { timeout: 20_000 }).toMatch(/^roll/);
    await sandbox.advance('10m');
    await page.getByRole('button', { name: 'Home' }).click();
    await bobs.getByText('Recently finished').waitFor();
    await bobs.getByRole('button', { name: 'checkout v54' }).click();
    await page.getByRole('log').getByText('checkout v54').first().waitFor();
  });

  it('shows on the locked phone of each person what mentions them, as it was posted', async () => {
    const page = await open(PHONE);
    await page.getByRole('button', { name: 'Slack' }).click();
    await page.getByRole('button', { name: 'Phone' }).click();
    await page.getByRole('radio', { name: 'Bob' }).check();
    await page.getByRole('region', { name: 'Phone of Bob' }).getByText('Nothing has mentioned Bob.').waitFor();

    await sandbox.type('alice', 'start checkout v54');
    const phone = page.getByRole('region', { name: 'Phone of Bob' });
    await phone.getByRole('listitem').getByText('checkout v54').waitFor();
    expect(await sticksOut(page)).toBe(0);

    await sandbox.click('bob', 'approve');
    await sandbox.advance('4m');
    await sandbox.fault({ service: 'checkout', arm: 'canary', errorRate: 0.5 });
    await sandbox.advance('10m');
    await phone.getByRole('listitem').nth(1).waitFor();
    await phone
      .getByRole('listitem')
      .first()
      .getByText(/is rolling back|was rolled back/)
      .first()
      .waitFor();
    await phone.getByRole('listitem').first().getByRole('button').click();
    await page.getByRole('log').getByText('You need to do nothing.').first().waitFor();
  });

  it('is used with the keyboard alone', async () => {
    const page = await open();
    const { keyboard } = page;
    await page.getByRole('combobox').focus();
    await keyboard.type('/c');
    await keyboard.press('Tab');
    await keyboard.type('sta');
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    await keyboard.press('Tab');
    await keyboard.press('ArrowDown');
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    expect(await page.getByRole('combobox').inputValue()).toBe('/canary start checkout v54');
    await keyboard.press('Enter');
    await page.locator('.typed').waitFor();
    await sandbox.advance('2s');

    const rollback = page.getByRole('button', { name: 'Roll back' });
    await rollback.focus();
    await keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Roll back checkout?' });
    await dialog.waitFor();
    await keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Roll back');
    expect(await statusOf('checkout')).toBe('awaiting-approval');

    await keyboard.press('Enter');
    await dialog.getByRole('button', { name: 'Roll back' }).focus();
    await keyboard.press('Enter');
    await expect.poll(() => statusOf('checkout'), { timeout: 20_000 }).toMatch(/^roll/);

    await page.locator('.thread-link').first().focus();
    await keyboard.press('Enter');
    await page.getByRole('region', { name: 'Thread' }).waitFor();
    await keyboard.press('Escape');
    await page.getByRole('region', { name: 'Thread' }).waitFor({ state: 'detached' });
  });

  it('rejects for a reason in a modal, with the keyboard, and shows what is wrong in it', async () => {
    const page = await open();
    const { keyboard } = page;
    await say(page, 'Alice', '/canary start checkout v54');
    await page.getByRole('radio', { name: 'Bob' }).check();
    const reject = page.getByRole('button', { name: 'Reject' });
    await reject.focus();
    await keyboard.press('Enter');
    const modal = page.getByRole('dialog', { name: 'Reject' });
    await modal.waitFor();
    await keyboard.press('Escape');
    await modal.waitFor({ state: 'detached' });
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Reject');
    expect(await statusOf('checkout')).toBe('awaiting-approval');

    await keyboard.press('Enter');
    await modal.waitFor();
    await keyboard.press('Enter');
    await modal.getByRole('alert').getByText('Please complete this required field.').waitFor();
    await modal.getByLabel('Why?').fill('   ');
    await keyboard.press('Enter');
    await modal.getByRole('alert').getByText('Say in a few words why').waitFor();
    await page.setViewportSize(PHONE);
    expect(await sticksOut(page)).toBe(0);
    await page.setViewportSize(DESK);

    await modal.getByLabel('Why?').fill('the migration is missing');
    await keyboard.press('Enter');
    await modal.waitFor({ state: 'detached' });
    await sandbox.advance('3m');
    await statusShown(page, 'checkout').getByText('rolled back').waitFor();
    await page.locator('.message', { hasText: 'the migration is missing' }).first().waitFor();
  });

  it('starts from a form: lists that draw it anew, what is wrong in it, and a start that was shown', async () => {
    const page = await open();
    const choose = async (label: string, value: string) => {
      await modal.getByLabel(label).selectOption(value);
      await expect.poll(() => sandbox.advance('1s').then(() => modal.getByText(/Plan/).count())).toBeGreaterThan(0);
    };
    await say(page, 'Alice', '/canary');
    const modal = page.getByRole('dialog', { name: 'Start a rollout' });
    await modal.getByLabel('Service').waitFor();
    await modal.getByRole('button', { name: 'Start' }).click();
    await modal.getByRole('alert').getByText('Please complete this required field.').waitFor();

    await choose('Service', 'calls');
    await modal.getByText('You can start calls now').waitFor();
    await modal.getByLabel('Version').fill('v9 yes');
    await modal.getByRole('button', { name: 'Start' }).click();
    await modal.getByRole('alert').getByText('Name one version').waitFor();

    await choose('Service', 'checkout');
    await modal.getByText('You can start checkout now').waitFor();
    await choose('Version', 'v54');
    await expect.poll(() => sandbox.advance('1s').then(() => modal.getByText('it can start').count())).toBe(1);
    expect(await modal.getByLabel('Service').inputValue()).toBe('checkout');
    await page.setViewportSize(PHONE);
    expect(await sticksOut(page)).toBe(0);
    await page.setViewportSize(DESK);
    await modal.getByRole('button', { name: 'Start' }).click();
    await modal.waitFor({ state: 'detached' });
    await sandbox.advance('2s');
    await page.locator('.message', { hasText: 'checkout v54: waiting for approval' }).waitFor();
    expect(await statusOf('checkout')).toBe('awaiting-approval');

    const card = page.locator('.message', { hasText: 'checkout v54: waiting for approval' });
    await card.hover();
    await card.getByRole('button', { name: 'Start a canary of this' }).click();
    await expect.poll(() => sandbox.advance('1s').then(() => modal.getByText('rolled out already').count())).toBe(1);
    expect(await modal.getByLabel('Version').inputValue()).toBe('v54');
  });

  it('shows a verdict, the minute in which its limit was crossed, and every minute in a table for the keyboard', async () => {
    const page = await open();
    await sandbox.advance('5m');
    await startApproved(page);
    const panel = page.getByRole('region', { name: 'Canary against stable' });
    await panel.getByText('The first verdict comes').waitFor();
    await sandbox.advance('4m');
    await sandbox.fault({ service: 'checkout', arm: 'canary', latencyMs: 160 });
    await sandbox.advance('8m');
    await panel.getByText('v54 is slower than v53').waitFor();
    await panel.getByText(/requests met v54; .* because of it/).waitFor();
    await panel.getByText(/Limit crossed at \d\d:\d\d/).waitFor();
    expect(await panel.locator('canvas').count()).toBe(3);
    await panel.getByText('Minute by minute').focus();
    await page.keyboard.press('Enter');
    await panel.getByRole('cell', { name: /crossed/ }).waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe('Minute by minute');
    await page.setViewportSize(PHONE);
    await page.getByRole('button', { name: 'World' }).click();
    await panel.waitFor();
    expect(await sticksOut(page)).toBe(0);
  });

  it('fits a telephone, with every side, a thread and a dialog open', async () => {
    const page = await open(PHONE);
    await page.getByRole('button', { name: 'Slack' }).click();
    await startApproved(page);
    expect(await sticksOut(page)).toBe(0);
    await page.locator('.thread-link').first().click();
    await page.getByRole('region', { name: 'Thread' }).getByRole('button', { name: 'Roll back' }).click();
    await page.getByRole('dialog').waitFor();
    expect(await sticksOut(page)).toBe(0);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'World' }).click();
    await page.getByLabel('Rollout of checkout').waitFor();
    expect(await sticksOut(page)).toBe(0);
  });

  it('tries the plan of a service in a world that the reader sets, also on a telephone', async () => {
    const page = await open(PHONE);
    const panel = page.getByLabel('What if');
    await panel.getByLabel('Requests a minute').fill('6000');
    await panel.getByLabel('Users', { exact: true }).fill('500');
    await panel.getByLabel('Canary errors, %').fill('50');
    await panel.getByRole('button', { name: 'Try the plan' }).click();
    await panel.getByText('Stopped in 100% of rollouts').waitFor();
    await panel.getByRole('img', { name: /^Users hurt: median \d/ }).waitFor();
    await panel.getByText('Not seen by any metric or alarm').click();
    await panel.getByText('Answers that are wrong but not counted as errors').waitFor();
    expect(await sticksOut(page)).toBe(0);

    await panel.getByLabel('Canary errors, %').fill('0.5');
    await panel.getByRole('button', { name: 'Try the plan' }).click();
    await panel.getByText('the canary fails less than today').waitFor();
  });

  it('moves nothing about while a rollout goes on', async () => {
    const page = await open();
    await startApproved(page);
    const places = () =>
      page.evaluate(
        '[...document.querySelectorAll(".panel, .story")].map((each) => each.getBoundingClientRect().toJSON())',
      );
    await sandbox.advance('2m');
    await statusShown(page, 'checkout').getByText('baking').waitFor();
    const before = await places();
    await sandbox.advance('4m');
    // Its traffic may not be enough for a verdict that lets it go on by itself.
    await sandbox.type('bob', 'skip checkout');
    await sandbox.advance('5m');
    await page.getByLabel('Targets').getByText('25%').first().waitFor();
    expect(await places()).toEqual(before);
  });

  it('plays a story to its end, over a reload', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Play: A bad version' }).click();
    await page.getByText('Alice asks for v54').waitFor();
    await expect.poll(() => sandbox.advance('2s').then(() => statusOf('checkout')), { timeout: 20_000 }).toBeDefined();
    // How far the story is when it is seen depends on the machine: the approval, or already the bake.
    await page
      .locator('[data-playing="true"]', { hasText: /anything moves. Bob approves|a third of those fail/ })
      .waitFor();
    await page.reload();
    // Time goes on only when the page is there again.
    await page.locator('[data-playing="true"]').waitFor();
    const end = page.getByText('It is over: v54 rolled back');
    await expect.poll(() => sandbox.advance('1m').then(() => end.count()), { timeout: 40_000 }).toBe(1);
    expect(await statusOf('checkout')).toBe('rolled-back');
  });

  it('says what it does not understand, and keeps what was typed', async () => {
    const page = await open();
    await page.getByRole('combobox').fill('hello');
    await page.getByRole('combobox').press('Enter');
    await page.getByRole('alert').getByText('must begin with /canary').waitFor();
    expect(await page.getByRole('combobox').inputValue()).toBe('hello');
  });

  it('remembers the theme that was chosen', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Use the dark theme' }).click();
    await page.reload();
    await page.getByRole('button', { name: 'Use the light theme' }).waitFor();
    expect(await page.evaluate('getComputedStyle(document.body).colorScheme')).toBe('dark');
  });

  it('is right again after the sandbox was started anew', async () => {
    const page = await open();
    await startApproved(page);
    const port = Number(new URL(sandbox.url).port);
    await sandbox.close();
    await page.getByText('no answer').waitFor();
    sandbox = await aSandbox({ port });
    await page.getByText('No rollout yet').waitFor();
    expect(await page.locator('.message').count()).toBe(0);
  });
});

it('complains of nothing in the console of the browser', () => {
  // While the sandbox was away, the browser itself says that it was not reached; a refused command is an answer too.
  const expected = /ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_EMPTY_RESPONSE|status of 400/;
  expect(browser.complaints.filter((complaint) => !expected.test(complaint))).toEqual([]);
});
