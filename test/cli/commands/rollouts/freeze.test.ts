import { describe, expect, it } from 'vitest';
import { run } from '../../../../src/cli/program.ts';
import { type AWorker, anAnswer, aWorker, someFacts } from '../../a-worker.ts';
import { fakeTerminal } from '../../fake-terminal.ts';
import { noAccount } from '../../no-account.ts';

async function serin(worker: AWorker, args: readonly string[]) {
  const terminal = fakeTerminal({});
  const code = await run(args, terminal, { ...noAccount, worker: async () => worker }, 'serin');
  return { code, out: terminal.printed.join('\n'), err: terminal.complained.join('\n') };
}

const HOUR = 3_600_000;

describe('serin freeze and serin unfreeze', () => {
  it.each([
    [
      ['freeze', 'checkout', '2h', 'incident', '42'],
      { name: 'freeze', service: 'checkout', ms: 2 * HOUR, text: 'incident 42' },
    ],
    [['freeze', 'all', '1d12h'], { name: 'freeze-all', ms: 36 * HOUR, text: '' }],
    [['unfreeze', 'checkout', 'it is over'], { name: 'unfreeze', service: 'checkout', text: 'it is over' }],
    [['unfreeze', 'all'], { name: 'unfreeze-all', text: '' }],
  ])('%j asks the worker', async (args, body) => {
    const worker = aWorker([anAnswer({ tone: 'done', text: 'It is done.' })]);
    expect(await serin(worker, args)).toEqual({ code: 0, out: 'It is done.', err: '' });
    expect(worker.asked[0]?.body).toEqual(body);
  });

  it('ends with 2 for a length that is none, and with 1 for what is refused', async () => {
    const worker = aWorker([anAnswer({ tone: 'refused', code: 'not-freezer', text: 'Only bob can lift it.' })]);
    expect(await serin(worker, ['freeze', 'checkout', 'soon'])).toMatchObject({
      ...{ code: 2, err: 'soon is not the length of a freeze. Say how long: 30m, 2h or 1d12h, at most 30d.' },
    });
    expect(await serin(worker, ['unfreeze', 'checkout'])).toMatchObject({ code: 1, err: 'Only bob can lift it.' });
  });

  it('serin status says until when, by whom and why', async () => {
    const freeze = { until: Date.UTC(2026, 0, 5, 14), by: 'alice', reason: 'incident 42', waits: true };
    const { out } = await serin(aWorker([anAnswer({ rollout: someFacts({ freeze }) })]), ['status', 'checkout']);
    expect(out).toContain('Waits: frozen until 2026-01-05T14:00:00Z by alice: incident 42');
  });
});
