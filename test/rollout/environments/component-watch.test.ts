import { describe, expect, it } from 'vitest';
import type { ComponentEvidence } from '../../../src/domain/component.ts';
import type { Rollout } from '../../../src/domain/record.ts';
import { decide } from '../../../src/rollout/decide.ts';
import { aRollout, MINUTE, NOW } from '../builders.ts';
import { aSignal, nextOf, told } from '../signals.ts';

const API = { name: 'lambda-functions shop-api', a: '5', b: '6' };
const PAGE = { name: 'frontend shop', a: 'f1', b: null };
const away = { unreadable: 'S3 is away.' };

function rolled(over: Partial<Rollout> = {}): Rollout {
  return aRollout({ components: { frozen: [API, PAGE], unread: null }, ...over });
}

const looked = (components: ComponentEvidence) => aSignal('timer', { components });

describe('in mid-rollout a component', () => {
  it('that is as it was changes nothing', () => {
    expect(decide(rolled(), looked([API, PAGE]), NOW).answer).toBe('ignored');
  });

  it.each([
    ['on the active side', { ...API, b: '7' }, 'lambda-functions shop-api', 'b has 7, it had 6'],
    ['on the fallback side', { ...API, a: '7' }, 'lambda-functions shop-api', 'a has 7, it had 5'],
    ['where nothing was', { ...PAGE, b: 'f2' }, 'frontend shop', 'b has f2, it had nothing'],
    ['to nothing', { ...PAGE, a: null }, 'frontend shop', 'a has nothing, it had f1'],
  ])('that changed %s holds it, at its weight, and is named', (_what, changed, target, detail) => {
    const seen = [API, PAGE].map((one) => (one.name === changed.name ? changed : one));
    const held = nextOf(rolled(), looked(seen));
    expect(held).toMatchObject({ weight: 5, phase: { status: 'holding', why: { kind: 'drift', target, detail } } });
    expect(told(rolled(), held)).toEqual([
      `Somebody changed the component ${target}: ${detail}. Holds and asks: put it back and resume, or roll back.`,
    ]);
  });

  it('that was not looked at is not taken for changed', () => {
    expect(decide(rolled(), looked([PAGE]), NOW).answer).toBe('ignored');
  });

  it('that changed is asked about once', () => {
    const seen = looked([{ ...API, b: '7' }, PAGE]);
    expect(decide(nextOf(rolled(), seen), seen, NOW).answer).toBe('ignored');
  });

  it('that changed while something else is held for is asked about as well', () => {
    const why = { kind: 'alarm', name: 'checkout-5xx' } as const;
    const phase = {
      status: 'holding',
      since: NOW - MINUTE,
      why,
      activity: { status: 'shifting', wanted: 25 },
    } as const;
    const held = nextOf(rolled({ phase }), looked([{ ...API, b: '7' }, PAGE]));
    expect(held.phase).toMatchObject({ why: { kind: 'drift' }, activity: { status: 'shifting', wanted: 25 } });
  });

  it('that cannot be read is said once, and that it can again once, and the plan goes on meanwhile', () => {
    const blind = nextOf(rolled(), looked(away));
    expect(told(rolled(), blind)).toEqual([
      'The components cannot be read, so a deployment to one of them would not be noticed; alarms keep watching. S3 is away.',
    ]);
    expect(nextOf(blind, looked(away), NOW + 6 * MINUTE)).toMatchObject({ step: 2 });
    const again = nextOf(blind, looked([API, PAGE]));
    expect(told(blind, again)).toEqual(['The components can be read again, and are as they were.']);
    expect(decide(again, looked([API, PAGE]), NOW).answer).toBe('ignored');
  });

  it('is not asked for where the service has none', () => {
    const none = aRollout({ components: { frozen: [], unread: null } });
    expect(decide(none, looked(away), NOW).answer).toBe('ignored');
  });
});
