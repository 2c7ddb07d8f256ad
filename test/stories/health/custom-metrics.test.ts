import { afterEach, beforeEach, expect, it } from 'vitest';
import { run } from '../../../src/cli/program.ts';
import { openSandbox } from '../../../src/sandbox/outside.ts';
import { fakeTerminal } from '../../cli/fake-terminal.ts';
import { noAccount } from '../../cli/no-account.ts';
import { type ASandbox, aSandbox } from '../../sandbox/a-sandbox.ts';

let sandbox: ASandbox;
beforeEach(async () => {
  sandbox = await aSandbox({ config: 'test/stories/health/custom-metrics.yml' });
  await sandbox.advance('5m');
});
afterEach(() => sandbox.close());

const rollout = async () => (await sandbox.state()).services.checkout?.rollout;
const thread = async () =>
  (await sandbox.messages()).flatMap((message) => message.thread.map(({ text }) => text)).join('\n');

async function explain() {
  const terminal = fakeTerminal({});
  const worker = async (name: string) => (await openSandbox(sandbox.url, 'pipeline')).worker(name);
  const code = await run(['explain', 'checkout'], terminal, { ...noAccount, worker }, 'serin');
  return { code, text: [...terminal.printed, ...terminal.complained].join('\n') };
}

it("stops a canary that is worse by a metric of the service's own, shows the advisory one, and proves it from the record", async () => {
  await sandbox.fault({ service: 'checkout', arm: 'canary', errorRate: 0.08 });
  await sandbox.type('alice', 'start checkout v54');
  await sandbox.advance('20m');
  expect(await rollout()).toMatchObject({ status: 'rolled-back' });
  const told = await thread();
  expect(told).toMatch(/also has a higher rate of rejected than v53: [\d.]+% \(\d+ of [\d,]+\) against [\d.]+%/);
  expect(told).toMatch(/; advisory only: it has a higher rate of noted than v53/);
  expect(told).toMatch(/Rejected: v54: \d+ of [\d,]+ \([\d.]+%\) · v53: \d+ of [\d,]+ \([\d.]+%\)/);
  expect(told).toMatch(/Noted \(advisory\): so far: \d+ · expected: [\d.]+ · limit: \d+ · crossed: \S+ \S+ UTC/);
  const { code, text } = await explain();
  expect([code, text]).toEqual([0, expect.stringContaining('Recomputed from the stored series: the same verdict.')]);
  expect(text).toMatch(/\n {2}rejected: canary \d+, expected [\d.]+, limit \d+, crossed in the minute \S+Z\n/);
  expect(text).toMatch(/, rejected [\d.]+% of 0\.158%, /);
  expect(text).toContain('\n  rejected: a rate, worse when higher, critical, tolerated 1.1 times, limit 60%');
});

it('lets a good version through that is like the old one in all of them', async () => {
  await sandbox.type('alice', 'start checkout v54');
  await sandbox.advance('40m');
  expect(await rollout()).toMatchObject({ status: 'completed' });
  expect(await thread()).not.toContain('advisory only');
});
