import { describe, expect, it } from 'vitest';
import { noRestrictions } from '../../../src/domain/restrictions/restrictions.ts';
import type { Phase } from '../../../src/domain/rollout/record.ts';
import { arrangeHome, type ReadService } from '../../../src/rollout/home/arrange-home.ts';
import { mayStillAnswer, waitsForItsPeople } from '../../../src/rollout/home/waits-for.ts';
import { aGate, aRollout, phases } from '../../adapters/slack/support/a-rollout.ts';

const HOUR = 60 * 60_000;
const NOW = Date.UTC(2026, 0, 20, 12);
const alice = { id: 'U0ALICE', name: 'alice' };
const bob = { id: 'U0BOB', name: 'bob' };
const read = (name: string, phase: Phase | null, isWaiting = false): ReadService => ({
  name,
  channel: '#deploys',
  rollout: phase === null ? null : aRollout({ service: name, phase }),
  fault: null,
  freezes: [],
  isWaiting,
});
const ended = (at: number): Phase => ({ status: 'completed', at });
const services = (rollouts: readonly { readonly service: string }[]) => rollouts.map(({ service }) => service);

describe('an App Home', () => {
  it('has every rollout in one list: what waits, what runs, what ended in the last week', () => {
    const home = arrangeHome(
      [
        read('old', ended(NOW - 8 * 24 * HOUR)),
        read('earlier', ended(NOW - 2 * HOUR)),
        read('latest', ended(NOW - HOUR)),
        read('moving', phases().shifting!),
        read('held', phases().holding!),
        read('mine', aGate([]), true),
        read('never', null),
      ],
      noRestrictions(),
      NOW,
    );
    expect(services(home.waiting)).toEqual(['mine']);
    expect(services(home.running)).toEqual(['held', 'moving']);
    expect(services(home.finished)).toEqual(['latest', 'earlier']);
    expect(home.services).toHaveLength(7);
  });

  it('does not offer a rollback whose window is over', () => {
    const phase: Phase = { status: 'completed', at: NOW - 5 * HOUR, windowUntil: NOW - HOUR };
    expect(arrangeHome([read('late', phase)], noRestrictions(), NOW).finished[0]?.phase).not.toHaveProperty(
      'windowUntil',
    );
  });

  it('has the locks, the freezes that people set, and the windows of serin.yml that are open now', () => {
    const restrictions = {
      ...noRestrictions(),
      freezes: [{ id: 'f', service: null, by: bob, at: NOW - HOUR, until: NOW + HOUR, reason: 'incident 42' }],
      locks: [{ id: 'l', service: 'calls', by: alice, at: NOW - HOUR, reason: 'migration' }],
    };
    const window = { kind: 'once', from: NOW - HOUR, to: NOW + 9 * HOUR, reason: 'holidays' } as const;
    const { restrictions: lines } = arrangeHome(
      [{ ...read('checkout', null), freezes: [window] }, read('calls', null)],
      restrictions,
      NOW,
    );
    expect(lines).toEqual([
      '🧊 checkout is frozen until 2026-01-20 21:00 UTC by serin.yml: holidays',
      '🔒 calls is locked by alice since 2026-01-20 11:00 UTC: migration',
      '🧊 calls is frozen until 2026-01-20 13:00 UTC by bob: incident 42',
    ]);
  });
});

describe('a rollout waits', () => {
  const gate = (change: Parameters<typeof aRollout>[0] = {}) => aRollout({ by: alice, phase: aGate([]), ...change });

  it('for an approver who has not answered yet', () => {
    expect(mayStillAnswer(gate(), bob.id)).toBe(true);
    expect(mayStillAnswer(gate({ phase: aGate([bob]) }), bob.id)).toBe(false);
    expect(mayStillAnswer(gate({ phase: phases().baking! }), bob.id)).toBe(false);
  });

  it('for nobody once enough people have approved, and a freeze keeps the plan waiting', () => {
    const { config } = gate();
    const plan = config.plan.map((step) => (step.kind === 'approve' ? { ...step, count: 1 } : step));
    const step = plan.findIndex(({ kind }) => kind === 'approve');
    expect(mayStillAnswer(gate({ config: { ...config, plan }, step, phase: aGate([bob]) }), 'U0CAROL')).toBe(false);
  });

  it('for its requester only where the service lets them approve it', () => {
    const { config } = gate();
    expect(mayStillAnswer(gate({ config: { ...config, selfApproval: false } }), alice.id)).toBe(false);
    expect(mayStillAnswer(gate({ config: { ...config, selfApproval: true } }), alice.id)).toBe(true);
  });

  it.each(['holding', 'stuck', 'paused'] as const)('for its starter while it is %s', (status) => {
    const rollout = aRollout({ by: alice, phase: phases()[status]! });
    expect(waitsForItsPeople(rollout, alice.id)).toBe(true);
    expect(waitsForItsPeople(rollout, 'U0DAVE')).toBe(false);
  });

  it('for whoever paused it', () => {
    const phase = { ...phases().paused, by: bob } as Phase;
    expect(waitsForItsPeople(aRollout({ by: alice, phase }), bob.id)).toBe(true);
  });

  it.each(['shifting', 'baking', 'awaiting-approval', 'completed', 'rolled-back'] as const)(
    'not for its starter while it is %s',
    (status) => {
      expect(waitsForItsPeople(aRollout({ by: alice, phase: phases()[status]! }), alice.id)).toBe(false);
    },
  );

  it('for its starter while it rolls back only where that asks something', () => {
    const back = phases()['rolling-back'] as Extract<Phase, { status: 'rolling-back' }>;
    expect(waitsForItsPeople(aRollout({ by: alice, phase: { ...back, question: null } }), alice.id)).toBe(false);
    expect(waitsForItsPeople(aRollout({ by: alice, phase: { ...back, question: 'Keep it?' } }), alice.id)).toBe(true);
  });
});
