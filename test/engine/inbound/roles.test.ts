import { describe, expect, it } from 'vitest';
import type { Role, Roles } from '../../../src/domain/people/roles.ts';
import { isFinished, type Rollout } from '../../../src/domain/rollout/record.ts';
import type { Service } from '../../../src/domain/service.ts';
import type { Deps } from '../../../src/engine/deps.ts';
import { authorize } from '../../../src/engine/inbound/authorize.ts';
import { type Change, fromSlack } from '../../../src/engine/inbound/command.ts';
import type { SlackCommand } from '../../../src/ports/inbound/command.ts';
import { LookupFailed } from '../../../src/ports/inbound/people.ts';
import { aRollout, aService, NOW, type Situation } from '../../rollout/builders.ts';
import { aWorld, MINUTE } from '../world/world.ts';

/** The commands that each role is for. */
const COMMANDS: Readonly<Record<Role, readonly Change['name'][]>> = {
  start: ['start', 'sync', 'stop-sync', 'resume-queue'],
  pause: ['pause', 'resume'],
  promote: ['promote', 'skip', 'hook-done', 'put-back', 'accept'],
  rollback: ['rollback', 'reject'],
  freeze: ['freeze', 'unfreeze', 'lock', 'unlock'],
};

const names = [...Object.values(COMMANDS).flat(), 'approve', 'withdraw', 'leave-queue'] as const;
const roles = Object.keys(COMMANDS) as readonly Role[];
const situations: readonly (Situation | 'none')[] = [
  ...(['none', 'shifting', 'baking', 'awaiting-approval', 'hooking', 'draining', 'paused', 'holding'] as const),
  ...(['promoting', 'returning', 'restoring', 'asking', 'stuck', 'completed', 'returnable', 'rolled-back'] as const),
];
const people = { holder: 'U0HOLDER', approver: 'U0BOB', other: 'U0OTHER' } as const;

function depsFor(service: Service, over: Partial<Deps['people']> = {}): Deps {
  const { deps } = aWorld();
  return {
    ...deps,
    services: { ...deps.services, get: async () => service, names: async () => [service.name] },
    people: { ...deps.people, isFrom: async () => true, ...over },
    clock: { ...deps.clock, now: () => NOW },
  };
}

function said(name: Change['name'], who: string): Change {
  const body = {
    name,
    service: 'checkout',
    rollout: null,
    at: null,
    text: '',
    ...(name !== 'start' && { plan: 'x' }),
    sync: 'x',
    ms: 60_000,
    label: 'v55',
  };
  const sent = {
    v: 1,
    key: 'k',
    issuedAt: NOW,
    by: { id: who, name: who },
    origin: { channelId: 'C0', channelName: 'deploys' },
  };
  return fromSlack({ ...sent, body } as unknown as SlackCommand) as Change;
}

const codeOf = async (service: Service, rollout: Rollout | null, command: Change, over?: Partial<Deps['people']>) => {
  const grant = await authorize(depsFor(service, over), command, rollout);
  return 'tone' in grant ? grant.code : 'may';
};

/** A service whose only approver is U0BOB, and that gives some roles. */
const withRoles = (given: Roles): Service => {
  const service = aService({ roles: given });
  return {
    ...service,
    plan: service.plan.map((step) => (step.kind === 'approve' ? { ...step, from: [people.approver] } : step)),
  };
};

describe('role × command × person × state', () => {
  it.each(roles)(
    'the role %s keeps everyone else from its commands, in every state, and from no other',
    async (role) => {
      const service = withRoles({ [role]: [people.holder] });
      for (const situation of situations) {
        const config = withRoles({});
        const rollout = situation === 'none' ? null : aRollout({ situation });
        const asked =
          rollout === null
            ? null
            : {
                ...rollout,
                config: {
                  ...rollout.config,
                  plan: situation === 'hooking' || situation === 'draining' ? rollout.config.plan : config.plan,
                },
              };
        const waits = asked !== null && !isFinished(asked) && asked.config.plan[asked.step]?.kind === 'approve';
        for (const name of names) {
          for (const [who, id] of Object.entries(people)) {
            const isFree =
              !COMMANDS[role].includes(name) || who === 'holder' || (name === 'reject' && who === 'approver' && waits);
            const cell = `${role} ${name} ${who} ${situation}`;
            expect(`${cell}: ${await codeOf(service, asked, said(name, id))}`).toBe(
              `${cell}: ${isFree ? 'may' : 'not-in-role'}`,
            );
          }
        }
      }
    },
  );

  it('has every command of a person that changes something', () => {
    expect(new Set(names).size).toBe(20);
  });
});

describe('role × whose start × person × state', () => {
  const given: readonly Roles[] = [
    {},
    ...roles.map((role) => ({ [role]: [people.holder] })),
    { rollback: ['U0CAROL'], promote: [people.holder] },
  ];
  const mayTakeOut = ({ rollback, promote = [] }: Roles, id: string): boolean =>
    rollback === undefined || [...rollback, ...promote].includes(id);

  it.each(given)(
    'takes a start out of the queue for its requester and for who may roll back or promote: %j',
    async (has) => {
      for (const state of ['running', 'stopped'] as const) {
        for (const [who, id] of Object.entries(people)) {
          for (const owner of [id, 'U0ALICE']) {
            const world = aWorld();
            await world.say({ name: 'start' });
            await world.say({ name: 'start', label: 'v55', queue: true }, { as: owner });
            if (state === 'stopped') {
              await world.say({ name: 'rollback' });
              await world.pass(10 * MINUTE);
            }
            world.config.live = { ...(world.config.live as Service), roles: has };
            await world.say({ name: 'leave-queue', label: 'v55' }, { as: id });
            const isFree = owner === id || mayTakeOut(has, id);
            const cell = `${who} ${owner === id ? 'own' : 'of others'} ${state}`;
            const left = (await world.record()).queue?.starts.length ?? 0;
            expect(`${cell}: ${left === 0 ? 'may' : world.replies.at(-1)?.code}`).toBe(
              `${cell}: ${isFree ? 'may' : 'not-in-role'}`,
            );
          }
        }
      }
    },
  );
});

describe('a role', () => {
  it('is named in the refusal, with those who have it', async () => {
    const world = aWorld();
    world.config.live = { ...(world.config.live as Service), roles: { start: ['U0BOB', 'S0ONCALL'] } };
    await world.say({ name: 'start' }, { as: 'U0DAVE' });
    expect(world.replies.at(-1)).toMatchObject({
      ...{ tone: 'refused', code: 'not-in-role' },
      text: 'Only U0BOB or S0ONCALL can start checkout. Ask one of them.',
    });
    expect(await world.store.load('checkout')).not.toMatchObject({ rollout: { canary: 'v54' } });
    await world.say({ name: 'start' }, { as: 'U0BOB' });
    expect((await world.rollout()).phase.status).toBe('baking');
  });

  it('that was given in mid-rollout counts from then on', async () => {
    const world = aWorld();
    await world.say({ name: 'start' });
    world.config.live = { ...(world.config.live as Service), roles: { pause: ['U0BOB'] } };
    await world.say({ name: 'pause' }, { as: 'U0DAVE' });
    expect((await world.rollout()).phase.status).toBe('baking');
    await world.say({ name: 'pause' }, { as: 'U0BOB' });
    expect((await world.rollout()).phase.status).toBe('paused');
  });

  it('adds nobody to those who may approve or promote', async () => {
    const world = aWorld();
    world.config.live = { ...(world.config.live as Service), roles: { promote: ['U0DAVE'] } };
    await world.say({ name: 'start' });
    await world.say({ name: 'promote' }, { as: 'U0DAVE' });
    expect(world.replies.at(-1)).toMatchObject({ tone: 'refused', code: 'not-approver' });
    expect((await world.rollout()).weight).toBe(5);
  });

  it('to roll back keeps nobody from rejecting whom the approval was escalated to', async () => {
    const escalate = { after: 60 * MINUTE, to: ['U0DAVE'] };
    const gate = { kind: 'approve', from: ['U0BOB'], count: 1, within: 240 * MINUTE, escalate } as const;
    const roles = { rollback: [people.holder] };
    const world = aWorld({
      service: { plan: [{ kind: 'shift', weight: 5 }, gate, { kind: 'shift', weight: 100 }], roles },
    });
    await world.say({ name: 'start' });
    await world.say({ name: 'reject', text: 'slow' }, { as: 'U0DAVE' });
    expect(world.replies.at(-1)).toMatchObject({ code: 'not-in-role' });
    await world.pass(61 * MINUTE);
    await world.say({ name: 'reject', text: 'slow' }, { as: 'U0DAVE' });
    expect((await world.rollout()).phase.status).toBe('rolling-back');
  });

  it('is not looked up where the service gives none', async () => {
    const isAmong = () => Promise.reject(new LookupFailed('who is in a group'));
    expect(await codeOf(withRoles({}), null, said('start', people.other), { isAmong })).toBe('may');
  });

  it('refuses while Slack cannot say who is in a group, but holds up no rollback', async () => {
    const isAmong = () => Promise.reject(new LookupFailed('who is in a group'));
    const service = withRoles({ start: ['S0ONCALL'], rollback: ['S0ONCALL'] });
    await expect(codeOf(service, null, said('start', people.other), { isAmong })).rejects.toThrow(LookupFailed);
    await expect(codeOf(service, aRollout(), said('reject', people.other), { isAmong })).rejects.toThrow(LookupFailed);
    expect(await codeOf(service, aRollout(), said('rollback', people.other), { isAmong })).toBe('may');
  });

  it('does not take a fault of something else for that', async () => {
    const isAmong = () => Promise.reject(new TypeError('no list'));
    const service = withRoles({ rollback: ['S0ONCALL'] });
    await expect(codeOf(service, aRollout(), said('rollback', people.other), { isAmong })).rejects.toThrow('no list');
  });
});
