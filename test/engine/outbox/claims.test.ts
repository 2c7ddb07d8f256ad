import { describe, expect, it } from 'vitest';
import type { Effect, EffectBody } from '../../../src/domain/rollout/effect.ts';
import type { ServiceRecord } from '../../../src/domain/rollout/record.ts';
import type { Deps } from '../../../src/engine/deps.ts';
import { deliver } from '../../../src/engine/outbox/deliver.ts';
import { aWorld, MINUTE, type World } from '../world/world.ts';

const DAY = 24 * 60 * MINUTE;

/** What an notifier was asked for, in order; each call can do something first. */
interface Desk {
  readonly world: World;
  readonly done: string[];
  before: (what: string) => void | Promise<void>;
  /** The record of a rollout that bakes, with nothing in its outbox but these effects. */
  put(effects: readonly Effect[], change?: (record: ServiceRecord) => ServiceRecord): Promise<ServiceRecord>;
  effect(key: string, body: EffectBody, over?: Partial<Effect>): Effect;
  readonly id: string;
}

async function aDesk(): Promise<Desk> {
  const done: string[] = [];
  const noting =
    <Args extends unknown[], T>(what: string, call: (...args: Args) => Promise<T>) =>
    async (...args: Args): Promise<T> => {
      await desk.before(what);
      const result = await call(...args);
      done.push(what);
      return result;
    };
  const world = aWorld({
    wrap: (deps: Deps): Deps => ({
      ...deps,
      history: { ...deps.history, keep: noting('archive', deps.history.keep) },
      notifier: {
        card: (rollout, once) =>
          noting(`card ${rollout.id === desk.id ? '' : rollout.id}`, deps.notifier.card)(rollout, once),
        thread: noting('thread', deps.notifier.thread),
        alarm: noting('breach', deps.notifier.alarm),
        notice: noting('notice', deps.notifier.notice),
        say: noting('say', deps.notifier.say),
        restate: noting('restate', deps.notifier.restate),
        reply: noting('reply', deps.notifier.reply),
        home: noting('home', deps.notifier.home),
        startForm: noting('start form', deps.notifier.startForm),
      },
    }),
  });
  let id = '';
  const desk: Desk = {
    world,
    done,
    before: () => undefined,
    put: async (effects, change = (record) => record) => {
      const record = await world.record();
      const next = change({ ...record, revision: record.revision + 1, outbox: effects });
      await world.store.save(next);
      return next;
    },
    effect: (key, body, over = {}) => ({
      key,
      at: world.now(),
      attempts: 0,
      claimedUntil: 0,
      retryAt: 0,
      body,
      ...over,
    }),
    get id() {
      return id;
    },
  };
  await world.say({ name: 'start' });
  id = (await world.rollout()).id;
  done.splice(0);
  return desk;
}

const card = (rollout: string): EffectBody => ({ kind: 'card', rollout });
const thread = (rollout: string): EffectBody => ({ kind: 'thread', rollout, entries: [], mention: [] });
const reply: EffectBody = {
  kind: 'reply',
  to: { user: 'U0ALICE', channel: 'C0', responseUrl: '' },
  reply: {
    tone: 'info',
    code: '',
    text: 'fine',
    lines: [],
    findings: [],
    checks: [],
    shows: null,
    link: null,
    table: [],
    offer: null,
  },
};
const breach = (rollout: string | null): EffectBody => ({
  kind: 'breach',
  channel: '#deploys',
  breach: {
    arn: 'arn:checkout-5xx',
    name: 'checkout-5xx',
    kind: 'metric',
    value: 'ALARM',
    previous: null,
    since: 0,
    suppressed: false,
    reason: '7 is over 1',
    description: '',
    metric: 'AWS/Lambda Errors',
    observedValue: 7,
    threshold: 1,
    comparison: '>',
  },
  outcome: { rollout, did: 'Rolls back.' },
});

const waiting = async ({ world }: Desk) => (await world.record()).outbox.map(({ key }) => key);

describe('an effect', () => {
  it.each([
    ['is claimed by another worker', 'claimedUntil'],
    ['waits for its retry', 'retryAt'],
  ] as const)('that %s is left alone until the very moment, then it is done', async (_, field) => {
    const desk = await aDesk();
    const at = (later: number) => desk.effect('one', reply, { [field]: desk.world.now() + later });
    const early = await desk.put([at(1)]);
    expect(await deliver(desk.world.deps, early)).toBe(early);
    expect(desk.done).toEqual([]);
    await deliver(desk.world.deps, await desk.put([at(0)]));
    expect(desk.done).toEqual(['reply']);
    expect(await waiting(desk)).toEqual([]);
  });

  it('that another worker has claimed since the record was read is left to it, and nothing is saved', async () => {
    const desk = await aDesk();
    const known = await desk.put([desk.effect('one', reply)]);
    const { revision } = await desk.put([desk.effect('one', reply, { claimedUntil: desk.world.now() + MINUTE })]);
    expect((await deliver(desk.world.deps, known)).revision).toBe(revision);
    expect((await desk.world.record()).revision).toBe(revision);
    expect(desk.done).toEqual([]);
  });

  it('is claimed for longer than any function runs, with one save before it is done and one after it', async () => {
    const desk = await aDesk();
    const claims: number[] = [];
    desk.before = async () => {
      claims.push((await desk.world.record()).outbox[0]?.claimedUntil ?? 0);
    };
    const { revision } = await desk.put([desk.effect('one', reply)]);
    await deliver(desk.world.deps, await desk.world.record());
    expect(claims).toEqual([desk.world.now() + 90_000]);
    expect((await desk.world.record()).revision).toBe(revision + 2);
  });
});

describe('a card that another worker is drawing', () => {
  const drawn = (desk: Desk, until: number) =>
    desk.effect('older', card(desk.id), { attempts: 1, claimedUntil: desk.world.now() + until });

  it('is not drawn by a second one: the newer drawing waits, so that the older never comes last', async () => {
    const desk = await aDesk();
    const known = await desk.put([drawn(desk, 1), desk.effect('newer', card(desk.id))]);
    expect(await deliver(desk.world.deps, known)).toBe(known);
    expect(desk.done).toEqual([]);
  });

  it('is drawn anew once the claim of the other is over', async () => {
    const desk = await aDesk();
    const known = await desk.put([drawn(desk, 0), desk.effect('newer', card(desk.id))]);
    await deliver(desk.world.deps, known, ({ key }) => key === 'newer');
    expect(desk.done).toEqual(['card ']);
    expect(await waiting(desk)).toEqual(['older']);
  });

  it('keeps neither the card of another rollout nor anything else waiting', async () => {
    const desk = await aDesk();
    await desk.world.history.keep({ ...(await desk.world.rollout()), id: 'r-before' });
    const others = [
      desk.effect('before', card('r-before')),
      desk.effect('thread', thread(desk.id)),
      desk.effect('reply', reply),
    ];
    await deliver(desk.world.deps, await desk.put([drawn(desk, MINUTE), ...others]));
    expect(desk.done).toEqual(['reply', 'card r-before', 'archive', 'thread']);
    expect(await waiting(desk)).toEqual(['older']);
  });

  it('is waited for by its own kind only: a thread that is being written holds up no card', async () => {
    const desk = await aDesk();
    const written = desk.effect('thread', thread(desk.id), { claimedUntil: desk.world.now() + MINUTE });
    await deliver(desk.world.deps, await desk.put([written, desk.effect('card', card(desk.id))]));
    expect(desk.done).toEqual(['card ']);
  });
});

describe('a round', () => {
  it('keeps first, then answers people, then draws the card, then tells what hangs on it', async () => {
    const desk = await aDesk();
    const effects = [
      desk.effect('thread', thread(desk.id)),
      desk.effect('breach', breach(null)),
      desk.effect('card', card(desk.id)),
      desk.effect('reply', reply),
      desk.effect('archive', { kind: 'archive', rollout: desk.id }),
    ];
    await deliver(
      desk.world.deps,
      await desk.put(effects, (record) => ({
        ...record,
        rollout: record.rollout && { ...record.rollout, phase: { status: 'completed', at: desk.world.now() } },
      })),
    );
    expect(desk.done).toEqual(['archive', 'reply', 'card ', 'breach', 'thread']);
  });

  it('begins nothing after its time; what is left is free for the next worker, without a try used up', async () => {
    const desk = await aDesk();
    const { world } = desk;
    const until = world.now() + 20_000;
    desk.before = () => world.deps.clock.wait(20_001);
    const effects = [desk.effect('one', reply), desk.effect('two', thread(desk.id), { attempts: 4 })];
    const after = await deliver(world.deps, await desk.put(effects), undefined, until);
    expect(desk.done).toEqual(['reply']);
    expect(after.outbox).toMatchObject([{ key: 'two', attempts: 4, claimedUntil: 0, retryAt: 0 }]);
  });

  it('still begins what comes at the very end of its time', async () => {
    const desk = await aDesk();
    const { world } = desk;
    const until = world.now() + 20_000;
    desk.before = () => world.deps.clock.wait(20_000);
    const effects = [desk.effect('one', reply), desk.effect('two', thread(desk.id))];
    await deliver(world.deps, await desk.put(effects), undefined, until);
    expect(desk.done).toEqual(['reply', 'thread']);
    desk.before = () => undefined;
    await deliver(world.deps, await desk.put([desk.effect('three', reply)]), undefined, world.now());
    expect(desk.done).toEqual(['reply', 'thread', 'reply']);
  });

  it('keeps where the message of a sync stands, which it did not draw', async () => {
    const desk = await aDesk();
    const card = { channel: 'C0DEPLOYS', ts: '2', permalink: '' };
    const sync = { id: 's-1', card } as unknown as NonNullable<ServiceRecord['sync']>;
    const known = await desk.put([desk.effect('one', reply)], (record) => ({ ...record, sync }));
    expect((await deliver(desk.world.deps, known)).sync).toEqual(sync);
    expect((await desk.world.record()).sync).toEqual(sync);
  });

  it('that comes too late claims nothing', async () => {
    const desk = await aDesk();
    const known = await desk.put([desk.effect('one', reply)]);
    expect(await deliver(desk.world.deps, known, undefined, desk.world.now() - 1)).toBe(known);
    expect((await desk.world.record()).revision).toBe(known.revision);
  });
});

describe('what does not get through', () => {
  const failing = async (make: (desk: Desk) => Effect) => {
    const desk = await aDesk();
    desk.before = () => Promise.reject(new Error('away'));
    const record = await desk.put([make(desk)], (before) => ({
      ...before,
      rollout: before.rollout && { ...before.rollout, phase: { status: 'completed', at: desk.world.now() } },
    }));
    return { now: desk.world.now(), left: (await deliver(desk.world.deps, record)).outbox };
  };

  it.each([
    ['an answer to a person, the second time', 'is kept', reply, { attempts: 1 }],
    ['an answer to a person, the third time', 'is given up', reply, { attempts: 2 }],
    ['a message in the channel, however often', 'is kept', breach(null), { attempts: 50 }],
    ['a message in the channel, for a day', 'is kept', breach(null), { age: DAY }],
    ['a message in the channel, for longer', 'is given up', breach(null), { age: DAY + 1 }],
  ])('%s: %s', async (_what, is, body, { attempts = 0, age = 0 }: { attempts?: number; age?: number }) => {
    const { left, now } = await failing(({ effect, world }) =>
      effect('one', body, { attempts, at: world.now() - age }),
    );
    const again = { key: 'one', attempts: attempts + 1, claimedUntil: 0, retryAt: now + 20_000 };
    expect(left).toMatchObject(is === 'is kept' ? [again] : []);
    expect(left).toHaveLength(is === 'is kept' ? 1 : 0);
  });

  it('a finished rollout that could not be stored is never given up', async () => {
    const { left } = await failing(({ effect, id, world }) =>
      effect('one', { kind: 'archive', rollout: id }, { attempts: 50, at: world.now() - 14 * DAY }),
    );
    expect(left).toMatchObject([{ key: 'one', attempts: 51 }]);
  });
});

describe('a message about an alarm that was posted while the rollout went on', () => {
  /** Posts it while the record becomes another. */
  const posting = async (meanwhile: (record: ServiceRecord) => ServiceRecord, body?: (id: string) => EffectBody) => {
    const desk = await aDesk();
    const known = await desk.put([desk.effect('one', body?.(desk.id) ?? breach(desk.id))]);
    desk.before = async () => {
      const record = await desk.world.record();
      await desk.world.store.save({ ...meanwhile(record), revision: record.revision + 1 });
    };
    await deliver(desk.world.deps, known);
    return { desk, left: await waiting(desk) };
  };
  const ended = (record: ServiceRecord): ServiceRecord => ({
    ...record,
    rollout: record.rollout && { ...record.rollout, phase: { status: 'completed', at: 0 } },
  });

  it('has the card drawn after it, since it may offer what is over', async () => {
    const { desk, left } = await posting(ended);
    expect(left).toEqual([`card#${desk.id}#overtaken`]);
  });

  it('has it drawn too where another rollout has taken its place', async () => {
    const { desk, left } = await posting((record) => ({
      ...record,
      rollout: record.rollout && { ...record.rollout, id: 'r-next' },
    }));
    expect(left).toEqual([`card#${desk.id}#overtaken`]);
  });

  it('has nothing drawn where the rollout is where it was', async () => {
    expect((await posting((record) => record)).left).toEqual([]);
  });

  it('is what it takes: another message has nothing drawn', async () => {
    expect((await posting(ended, () => reply)).left).toEqual([]);
  });
});
