import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { run } from '../../../../src/cli/program.ts';
import { exit } from '../../../../src/cli/terminal/terminal.ts';
import { fakeTerminal } from '../../fake-terminal.ts';
import { noAccount } from '../../no-account.ts';

const files = { 'serin.yml': readFileSync('examples/serin.yml', 'utf8') };
const world = ['--traffic', '100/s', '--users', '2000', '--errors', '1%'];

async function simulate(words: readonly string[], signal?: AbortSignal) {
  const terminal = fakeTerminal({ files, ...(signal && { signal }) });
  const code = await run(['simulate', ...words], terminal, noAccount, 'serin');
  return { code, out: terminal.printed.join('\n'), err: terminal.complained.join('\n') };
}

describe('serin simulate', () => {
  it('says what a plan finds, whom a fault hurts, what a good version waits, and what nobody sees', async () => {
    const words = ['checkout', ...world, '--canary-errors', '5%', '--plan', 'canary 10% 10m', '--rollouts', '8'];
    const { code, out, err } = await simulate(words);
    expect(code).toBe(exit.done);
    expect(out).toMatch(/^checkout: 6,000 requests a minute of 2,000 users, 1% fail today\nPlan: 10%, bake 10m, 100%/);
    expect(out).toMatch(/Finds in 4 of 5 rollouts +1\.\d+% by the raise to 100%/);
    expect(out).toMatch(/A canary that fails 5% \(8 rollouts, seed 1\)\n {2}Stopped +100% /);
    expect(out).toMatch(/Stopped by mistake +0% /);
    expect(out).toContain('At 100% nothing is left to compare with: only the alarms see a fault there.');
    expect(out).toContain('The alarms checkout-5xx, checkout-p99 and checkout-canary-errors are left out');
    expect(err).toBe(['4', '8', '12'].map((done) => `checkout: ${done} of 16 rollouts simulated`).join('\n'));
  });

  it.each(['simulate', 'plan'])("%s names the service's own metrics, which are not simulated", async (command) => {
    const metric = '{ namespace: Shop, name: Orders, dimensions: { Arm: "{arm}" } }';
    const custom = `analysis: { custom: { orders: { cases: ${metric}, of: ${metric}, worseWhen: lower, role: critical } } }`;
    const yaml = files['serin.yml'].replace(/^ {4}analysis:(?:\n {6}.*)+\n/m, `    ${custom}\n`);
    const terminal = fakeTerminal({ files: { 'serin.yml': yaml } });
    const sizes = command === 'plan' ? ['--fault', '5%', '--hurt', '5000'] : ['--rollouts', '1'];
    await run([command, 'checkout', ...world, ...sizes], terminal, noAccount, 'serin');
    expect(terminal.complained.filter((line) => line.includes('serin.yml'))).toEqual([]);
    expect(terminal.printed.join('\n')).toContain(
      "The service's own metrics are not simulated: orders. Critical ones keep their part of the 1% and stop nothing here.",
    );
  });

  it('takes shares with their bakes, and shows two plans side by side', async () => {
    const plans = ['--plan', '5% 5m, 25% 5m, 100%', '--compare', 'canary 10% 10m'];
    const { out } = await simulate(['checkout', ...world, ...plans, '--rollouts', '3']);
    expect(out).toContain('Plan 1: 5%, bake 5m, 25%, bake 5m, 100%\nPlan 2: 10%, bake 10m, 100%');
    expect(out).toMatch(/Timetable +10 min +10 min/);
    expect(out).toMatch(/Plan 1: At 5% an alarm/);
    expect(out).not.toContain('Users hurt');
  });

  it('prints the same as JSON, and the same for the same seed', async () => {
    const words = ['checkout', ...world, '--latency', '+50%', '--plan', 'canary 10% 10m', '--rollouts', '4', '--json'];
    const [one, two, other] = [await simulate(words), await simulate(words), await simulate([...words, '--seed', '2'])];
    expect(one.out).toBe(two.out);
    expect(one.out).not.toBe(other.out);
    const { plans, ...about } = JSON.parse(one.out);
    expect(about).toMatchObject({ v: 1, service: 'checkout', traffic: 6_000, latency: 1.5, users: 2_000, rollouts: 4 });
    expect(plans[0].raises).toEqual([
      { minute: 0, share: 10 },
      { minute: 10, share: 100 },
    ]);
    expect(plans[0].fault.stopped.share).toBe(1);
  });

  it('says that nothing compares a service whose targets have no metrics by version', async () => {
    const { out } = await simulate(['calls', ...world, '--canary-errors', '20%', '--rollouts', '2']);
    expect(out).toMatch(/Stopped +0% /);
    expect(out).toContain('No metrics tell both versions apart, so nothing compares them');
  });

  it.each([
    [['--traffic', '50', '--users', '5'], 'Write requests per time'],
    [['--traffic', '50/s', '--users', 'many'], 'Write a whole number from 1 to 1000000.'],
    [[...world, '--canary-errors', '2'], 'Write a share of the requests'],
    [[...world, '--latency', '-5%'], 'Write how much slower the canary is'],
    [[...world, '--plan', 'fast'], '"fast" is not a plan.'],
    [[...world, '--plan', '50% 10m, 5% 10m, 100%'], 'Write the shares in rising order.'],
    [[...world, '--plan', '5% soon, 100%'], 'is not a plan'],
    [[...world, '--canary-errors', '0.5%'], 'The canary fails less than today.'],
  ])('refuses %j, and says what to write', async (words, why) => {
    const { code, err } = await simulate(['checkout', ...words]);
    expect([code, err]).toEqual([exit.usage, expect.stringContaining(why)]);
  });

  it('names the services of the file where one is not there', async () => {
    const { code, err } = await simulate(['shop', ...world]);
    expect([code, err]).toEqual([exit.refused, 'There is no service shop in serin.yml. It has checkout, calls.']);
  });

  it('stops when a person interrupts it', async () => {
    const aborted = AbortSignal.abort(new Error('interrupted'));
    await expect(simulate(['checkout', ...world], aborted)).rejects.toThrow('interrupted');
  });
});
