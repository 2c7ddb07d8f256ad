import { describe, expect, it } from 'vitest';
import { parseText } from '../../src/command/text.ts';

describe('the plan of a typed start', () => {
  it.each([
    ['start checkout v54 plan=hotfix', 'hotfix'],
    ['start checkout plan=hotfix v54', 'hotfix'],
    ['start checkout v54 Plan=Hotfix', 'hotfix'],
    ['start checkout v54 plan="hotfix"', 'hotfix'],
    ['start checkout v54 plan=hotfix hotfix because plan=x fails', 'hotfix'],
  ])('is read from %j', (typed, plan) => {
    expect(parseText(typed)).toMatchObject({
      kind: 'command',
      body: { name: 'start', label: 'v54', plan, explicit: {} },
    });
  });

  it('stands beside versions and options', () => {
    expect(parseText('start checkout api="17" plan=fast v54 yes')).toMatchObject({
      body: { plan: 'fast', explicit: { api: '17' }, confirmed: 'yes' },
    });
  });

  it('is none where nothing is said', () => {
    expect(parseText('start checkout v54')).not.toHaveProperty('body.plan');
  });

  it.each([
    ['plan=', 'bad-plan'],
    ['plan=5%', 'bad-plan'],
    [`plan=${'x'.repeat(41)}`, 'bad-plan'],
    ['plan=fast plan=slow', 'pair-twice'],
    ['plan="canary 10% 5m"', 'bad-pair'],
  ])('is refused: %s', (words, code) => {
    expect(parseText(`start checkout v54 ${words}`)).toMatchObject({ kind: 'refused', code });
  });
});
