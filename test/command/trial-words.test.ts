import { describe, expect, it } from 'vitest';
import { parseText } from '../../src/command/text.ts';

const nothing = { plan: null, traffic: null, users: null, errors: null, canaryErrors: null, seed: null };
const simulate = { name: 'simulate', service: 'checkout', ...nothing };

describe('simulate', () => {
  it.each([
    ['simulate checkout', simulate],
    [
      'simulate checkout traffic=50/s users=20000 errors=1% canary-errors=2.5% seed=7',
      { ...simulate, traffic: 3_000, users: 20_000, errors: 0.01, canaryErrors: 0.025, seed: 7 },
    ],
    [
      'SIMULATE Checkout plan=\u201ccanary 10% 30m\u201d Traffic=600/min',
      { ...simulate, plan: 'canary 10% 30m', traffic: 600 },
    ],
    [
      'simulate checkout plan=5% 10m, 25% 15m, 100% users=100',
      { ...simulate, plan: '5% 10m, 25% 15m, 100%', users: 100 },
    ],
    [
      'simulate checkout --plan "canary 10% 30m" \u2014traffic 1/s --canary-errors=2%',
      { ...simulate, plan: 'canary 10% 30m', traffic: 60, canaryErrors: 0.02 },
    ],
  ])('reads: %s', (typed, body) => {
    expect(parseText(typed)).toEqual({ kind: 'command', body });
  });

  it.each([
    ['simulate', 'service-missing', '"simulate" needs a service. "list" shows them.'],
    ['simulate checkout trafic=50/s', 'unknown-word', '"trafic" is not understood. Did you mean traffic=?'],
    ['simulate checkout constructor=1', 'unknown-word', '"constructor" is not understood. Say plan, traffic,'],
    ['simulate checkout v54', 'unknown-word', '"v54" is not understood. Say plan, traffic, users,'],
    [
      'simulate checkout traffic=50',
      'bad-value',
      '"traffic=50" cannot be read. Write requests per time, for example 50/s',
    ],
    ['simulate checkout traffic=2000000/min', 'bad-value', 'at most 1,000,000 a minute.'],
    ['simulate checkout errors=2', 'bad-value', 'Write a share of the requests from 0% to 50%'],
    ['simulate checkout users=0', 'bad-value', 'Write a whole number of users from 1 to 200000.'],
    ['simulate checkout plan=', 'bad-value', 'Write a plan of at most 300 characters'],
    ['simulate checkout users=1 users=2', 'pair-twice', '"users" is given twice. Say it once.'],
    ['simluate checkout', 'unknown-command', 'Did you mean "simulate"?'],
  ])('refuses: %s', (typed, code, text) => {
    const parsed = parseText(typed);
    expect(parsed).toMatchObject({ kind: 'refused', code });
    expect(parsed.kind === 'refused' && parsed.text).toContain(text);
  });
});
