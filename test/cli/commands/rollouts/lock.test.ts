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

describe('serin lock, serin unlock and serin where', () => {
  it.each([
    [['lock', 'checkout', 'load', 'test'], { name: 'lock', service: 'checkout', text: 'load test' }],
    [['unlock', 'checkout'], { name: 'unlock', service: 'checkout', text: '' }],
    [['where', 'checkout'], { name: 'where', service: 'checkout' }],
  ])('%j asks the worker', async (args, body) => {
    const worker = aWorker([anAnswer({ text: 'It is so.' })]);
    expect(await serin(worker, args)).toEqual({ code: 0, out: 'It is so.', err: '' });
    expect(worker.asked[0]?.body).toEqual(body);
  });

  it('ends with 1 for a lock of somebody else, and cuts a long reason', async () => {
    const worker = aWorker([anAnswer({ tone: 'refused', code: 'locked', text: 'bob has it.' })]);
    expect(await serin(worker, ['lock', 'checkout', 'x'.repeat(400)])).toMatchObject({ code: 1, err: 'bob has it.' });
    expect(worker.asked[0]?.body).toMatchObject({ text: 'x'.repeat(300) });
  });

  it('where prints the answer alone, and with --json the rollout that runs too', async () => {
    const answer = anAnswer({ text: 'You cannot start checkout now.', rollout: someFacts({}) });
    expect((await serin(aWorker([answer]), ['where', 'checkout'])).out).toBe('You cannot start checkout now.');
    const { out } = await serin(aWorker([answer]), ['where', 'checkout', '--json']);
    expect(JSON.parse(out)).toMatchObject({ rollout: { service: 'checkout' } });
  });
});
