import { describe, expect, it } from 'vitest';
import type { ComponentEvidence } from '../../../src/domain/environment/component.ts';
import type { Rollout } from '../../../src/domain/rollout/record.ts';
import { aRollout, MINUTE, NOW } from '../builders.ts';
import { aSignal, decideGiven, nextOf, told } from '../signals.ts';

const API = { name: 'lambda-functions shop-api', a: '5', b: '6' };
const PAGE = { name: 'frontend shop', a: 'f1', b: null };
const away = { unreadable: 'S3 is away.' };
const denied = { unreadable: 'AccessDenied: s3:GetObject.', permanent: true } as const;

function rolled(over: Partial<Rollout> = {}): Rollout {
  return aRollout({ components: { frozen: [API, PAGE], unread: null }, ...over });
}

const looked = (components: ComponentEvidence) => aSignal('timer', { components });

describe('in mid-rollout a component', () => {
  it('that is as it was changes nothing', () => {
    expect(decideGiven(rolled(), looked([API, PAGE]), NOW).answer).toBe('ignored');
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
      `Somebody changed the component ${target}: ${detail}. Serin holds. Put it back, then resume, or roll back.`,
    ]);
  });

  it('that was not looked at is not taken for changed', () => {
    expect(decideGiven(rolled(), looked([PAGE]), NOW).answer).toBe('ignored');
  });

  it('that changed is asked about once', () => {
    const seen = looked([{ ...API, b: '7' }, PAGE]);
    expect(decideGiven(nextOf(rolled(), seen), seen, NOW).answer).toBe('ignored');
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

  it('is not asked for where the service has none', () => {
    const none = aRollout({ components: { frozen: [], unread: null } });
    expect(decideGiven(none, looked(away), NOW).answer).toBe('ignored');
  });
});

describe('components that cannot be read', () => {
  const since = NOW - MINUTE;
  const unread = (evidence: ComponentEvidence, ...minutes: readonly number[]) =>
    minutes.reduce((known, minute) => {
      const decision = decideGiven(known, looked(evidence), NOW + minute * MINUTE);
      return decision.answer === 'accepted' ? decision.next : known;
    }, rolled());

  it('are told to nobody at the first look, and the plan waits', () => {
    const blind = unread(denied, 0);
    expect(told(rolled(), blind)).toEqual([]);
    expect(blind.components).toMatchObject({ unread: denied.unreadable, unreadSince: NOW });
    expect(unread(away, 0, 1, 2, 3, 4)).toMatchObject({ step: 1, phase: { status: 'baking' } });
  });

  it('hold with the second look where the error is permanent, and are told once', () => {
    const held = unread(denied, 0, 1);
    expect(held.phase).toMatchObject({ status: 'holding', why: { kind: 'components-unread' } });
    expect(told(rolled(), held)).toEqual([
      'The components cannot be read, so a deployment to one of them would not be noticed: AccessDenied: s3:GetObject. Serin holds. Fix that, then resume, or roll back. Who resumes before goes on without that watch; alarms are watched all the same.',
    ]);
    expect(decideGiven(held, looked(denied), NOW + 2 * MINUTE).answer).toBe('ignored');
  });

  it('hold after five minutes with what can pass by itself, and not before', () => {
    expect(unread(away, 0, 1, 2, 3, 4).phase.status).toBe('baking');
    const held = unread(away, 0, 1, 2, 3, 4, 5);
    expect(held.phase).toMatchObject({ status: 'holding', why: { kind: 'components-unread' } });
    expect(told(rolled(), held)[0]).toContain('The components could not be read for 5 min, so');
  });

  it('that are read again before that are told to nobody, and the next failure counts anew', () => {
    const blind = unread(denied, 0);
    const again = nextOf(blind, looked([API, PAGE]));
    expect(told(blind, again)).toEqual([]);
    expect(again.components).toEqual({ frozen: [API, PAGE], unread: null });
    expect(nextOf(again, looked(denied), NOW + MINUTE).phase.status).toBe('baking');
  });

  it('that are read again are said so while it holds for them, once, and a resume goes on', () => {
    const held = unread(denied, 0, 1);
    const again = nextOf(held, looked([API, PAGE]), NOW + 2 * MINUTE);
    expect(told(held, again)).toEqual([
      'The components can be read again, and are as they were. Resume to go on, or roll back.',
    ]);
    expect(again.phase).toMatchObject({ status: 'holding', why: { isBack: true } });
    expect(decideGiven(again, looked([API, PAGE]), NOW + 3 * MINUTE).answer).toBe('ignored');
  });

  it('let the plan go on without them for whoever resumes, until they are read and lost again', () => {
    const held = unread(denied, 0, 1);
    const resumed: Rollout = { ...held, phase: { status: 'baking', since, until: NOW + 2 * MINUTE } };
    expect(nextOf(resumed, looked(denied), NOW + 3 * MINUTE)).toMatchObject({ step: 2 });
    const again = nextOf(resumed, looked([API, PAGE]), NOW + MINUTE);
    expect(told(resumed, again)).toEqual(['The components can be read again, and are as they were.']);
    const lost = nextOf(nextOf(again, looked(denied), NOW + MINUTE), looked(denied), NOW + 2 * MINUTE);
    expect(lost.phase).toMatchObject({ status: 'holding', why: { kind: 'components-unread' } });
  });

  it('ask no second question while people are asked about a change', () => {
    const changed = nextOf(rolled(), looked([{ ...API, b: '7' }, PAGE]));
    expect(decideGiven(changed, looked(denied), NOW + 9 * MINUTE).answer).toBe('ignored');
  });

  it('of a record of before count from the first look of now', () => {
    const old = rolled({ components: { frozen: [API, PAGE], unread: 'S3 is away.' } });
    expect(nextOf(old, looked(denied)).components).toMatchObject({ unreadSince: NOW });
  });
});
