import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/read/parse-config.ts';
import { approve } from '../../src/config/steps/approve.ts';

const MINUTE = 60_000;

function parse(approval: string) {
  return parseConfig(`services:
  checkout:
    channel: "#deploys"
    targets:
      - { kind: lambda-alias, function: checkout-api, alias: live }
    alarms: [checkout-5xx]
    plan: [{ approve: { from: [bob@example.com, S0PAYMENTS], ${approval} } }, { shift: 100 }]
`);
}

function stepOf(approval: string) {
  const parsed = parse(approval);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed));
  const [step] = parsed.services[0]!.plan;
  if (step?.kind !== 'approve') throw new Error('no approval');
  return step;
}

const problemsOf = (approval: string) => {
  const parsed = parse(approval);
  return parsed.ok ? [] : parsed.problems.map(({ message }) => message);
};

describe('a reminder', () => {
  it.each([
    ['within: 4h', 30 * MINUTE],
    ['within: 2h', 30 * MINUTE],
    ['within: 1h', 15 * MINUTE],
    ['within: 30m', 7 * MINUTE],
    ['within: 20m', 5 * MINUTE],
    ['within: 19m', undefined],
    ['within: 4h, remind: 1h', 60 * MINUTE],
    ['within: 10m, remind: 2m', 2 * MINUTE],
    ['within: 4h, remind: none', undefined],
  ])('of an approval with %s comes %s ms before its end', (approval, ms) => {
    expect(stepOf(approval).remind).toBe(ms);
  });

  it.each([
    ['within: 1h, remind: 1h', 'A reminder of 1 h is not shorter than the approval, which is open for 1 h.'],
    ['within: 1h, remind: 30s', 'A reminder of 30 s is too short: timers fire within the minute'],
  ])('with %s is refused', (approval, message) => {
    expect(problemsOf(approval)).toEqual([expect.stringContaining(message)]);
  });
});

describe('an escalation', () => {
  it('is read with its people, e-mail addresses in lower case', () => {
    const step = stepOf('within: 4h, escalate: { after: 1h, to: [Dave@Example.com, S0ONCALL] }');
    expect(step.escalate).toEqual({ after: 60 * MINUTE, to: ['dave@example.com', 'S0ONCALL'] });
    expect(approve.text(step)).toBe(
      'approve by 1 of bob@example.com S0PAYMENTS within 4h, reminds 30m before, after 1h also dave@example.com S0ONCALL',
    );
  });

  it.each([
    ['after: 1h, to: [S0PAYMENTS]', 'S0PAYMENTS may approve from the beginning.'],
    ['after: 1h, to: [BOB@example.com]', 'bob@example.com may approve from the beginning.'],
    ['after: 1h, to: [S0ONCALL, S0ONCALL]', 'S0ONCALL is there twice.'],
    ['after: 4h, to: [S0ONCALL]', 'An escalation of 4 h is not shorter than the approval, which is open for 4 h.'],
    ['after: 10s, to: [S0ONCALL]', 'An escalation of 10 s is too short'],
    ['after: 1h, to: []', 'to is empty.'],
  ])('with %s is refused', (escalate, message) => {
    expect(problemsOf(`within: 4h, escalate: { ${escalate} }`)).toEqual([expect.stringContaining(message)]);
  });
});
