import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/domain/finding.ts';
import { firstCenter } from '../../../src/environments/control-center.ts';
import { preflightChecks } from '../../../src/rollout/preflight/preflight.ts';
import { aHook, aService, NOW, readings } from '../builders.ts';
import { aDraft } from '../signals.ts';

const API = 'lambda-alias checkout-api:live';
const finding = (over: Partial<Finding>): Finding => ({
  ...{ severity: 'blocks', code: 'alias-missing', about: API, message: 'There is no alias.', remedy: 'Create it.' },
  ...over,
});
const lines = (over: Parameters<typeof aDraft>[0]) =>
  preflightChecks(aDraft(over)).map(({ ok, about, code }) => `${ok ? 'ok' : 'no'} ${code} ${about ?? ''}`.trim());

describe('the list of preflight', () => {
  it('has a tick for everything that was looked at', () => {
    const plan = [aHook(), aHook(), { kind: 'shift', weight: 100 } as const];
    const checks = preflightChecks(aDraft({ service: aService({ plan }) }));
    expect(checks.every(({ ok, remedy }) => ok && remedy === '')).toBe(true);
    expect(lines({ service: aService({ plan }) })).toEqual([
      `ok target ${API}`,
      'ok target lambda-alias checkout-events:live',
      'ok alarm checkout-5xx',
      'ok alarm checkout-p99',
      'ok hook checkout-smoke',
      'ok channel #deploys',
      'ok freeze',
      'ok lock',
      'ok claims',
      'ok share',
    ]);
  });

  it('has a tick for the sides and for each component, but not beside what stands in their way', () => {
    const center = { is: 'there', version: 1, value: firstCenter('checkout', 'a', NOW) } as const;
    const sided = {
      environments: { roles: { stable: 'a', canary: 'b' }, center },
      components: [
        { name: 'parts api', a: '1', b: '2' },
        { name: 'pages web', a: '1', b: '1' },
      ],
    } as const;
    expect(lines(sided)).toEqual(expect.arrayContaining(['ok component parts api', 'ok component pages web']));
    expect(preflightChecks(aDraft(sided)).find(({ code }) => code === 'environments')?.text).toBe(
      'Environment a is live; environment b has the next release, and its deployments are open.',
    );
    const findings = [
      finding({ code: 'component-behind', about: 'parts api' }),
      finding({ code: 'deployments-closed', about: null }),
    ];
    const hindered = lines({ ...sided, findings });
    expect(hindered).toContain('ok component pages web');
    expect(hindered).not.toContain('ok component parts api');
    expect(hindered).not.toContain('ok environments');
    expect(lines({})).not.toContain('ok environments');
  });

  it('says which versions, and what the canary has', () => {
    const [target] = preflightChecks(aDraft({ weight: 2.5 }));
    expect(target?.text).toBe('v53 (version 53) → v54 (version 54); the new version has 2.5%.');
  });

  it('begins with what prevents the start, then what to know, and has no tick for either', () => {
    const warning = finding({ severity: 'warns', code: 'long-ttl', about: 'lambda-alias checkout-events:live' });
    expect(lines({ findings: [warning, finding({})] }).slice(0, 3)).toEqual([
      `no alias-missing ${API}`,
      'ok long-ttl lambda-alias checkout-events:live',
      'ok alarm checkout-5xx',
    ]);
  });

  it('has a cross for an alarm that fires, and a warning when the start is forced', () => {
    const alarms = readings({ value: 'ALARM' });
    expect(lines({ alarms })[0]).toBe('no alarm-firing checkout-5xx');
    expect(preflightChecks(aDraft({ alarms, force: true }))[0]).toMatchObject({
      ok: true,
      remedy: 'Started all the same; the alarm guards again once it was OK.',
    });
  });

  it('has a cross for an alarm that fires although its actions are suppressed', () => {
    const alarms = readings({ value: 'ALARM', suppressed: true });
    const check = preflightChecks(aDraft({ alarms })).find(({ about }) => about === 'checkout-5xx');
    expect(check).toMatchObject({ ok: false, text: expect.stringContaining('Serin goes by its state') });
  });

  it.each([
    ['claims', 'not-applied'],
    ['claims', 'target-claimed'],
    ['share', 'shares-differ'],
    ['share', 'above-first-shift'],
  ])('has no tick for %s with the finding %s', (check, code) => {
    expect(lines({ findings: [finding({ code, about: null })] })).not.toContain(`ok ${check}`);
  });
});
