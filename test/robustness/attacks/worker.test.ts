import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hookToken } from '../../../src/command/hook-token.ts';
import { sign } from '../../../src/command/mac.ts';
import type { ProvenCommand } from '../../../src/ports/inbound/caller.ts';
import type { CommandBody, SlackCommand } from '../../../src/ports/inbound/command.ts';
import { directCall } from './caller.ts';
import { jsonBombs } from './odd-texts.ts';
import { planted } from './planted.ts';
import { openPremises, type Premises } from './premises.ts';
import { leaksIn } from './secrets.ts';

/** Wrong pairs, as many as an event can carry, and with what is nobody's business in their names. */
const pairs = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`${planted.callersKey}-${i}`, i]));

const HOUR = 60 * 60_000;

/** What a refusal may write to the log, in characters, whatever was refused. */
const LONGEST_REFUSAL = 3_000;

let premises: Premises;
let rollouts: Readonly<Record<'checkout' | 'lobby', string>>;
beforeAll(async () => {
  premises = await openPremises(['worker']);
  for (const [service, label] of [
    ['checkout', 'v54'],
    ['lobby', 'on'],
  ] as const) {
    const { thrown } = await premises.invoke(
      'worker',
      onBus(signed({ name: 'start', service, label, explicit: {}, force: false, adopt: false, confirmed: 'yes' })),
    );
    expect(thrown).toBeUndefined();
  }
  const ids = await Promise.all(
    ['checkout', 'lobby'].map(async (name) => (await premises.records.load(name))?.rollout?.id ?? ''),
  );
  rollouts = { checkout: ids[0] as string, lobby: ids[1] as string };
  expect(ids).not.toContain('');
});
afterAll(() => premises.close());

let spoken = 0;

/** A command as the Slack function makes it, from alice unless it says otherwise. */
function command(body: CommandBody, other: Partial<SlackCommand> & { readonly person?: string } = {}): SlackCommand {
  const { person = 'alice', ...rest } = other;
  const id = premises.workspace.users[person] ?? person;
  const channel = premises.workspace.channels.deploys as string;
  spoken += 1;
  return {
    v: 1,
    key: `slash:${spoken}`,
    issuedAt: premises.now(),
    by: { id, name: person },
    team: premises.workspace.teamId,
    origin: { channelId: channel, channelName: 'deploys' },
    replyTo: { user: id, channel, responseUrl: planted.responseUrl },
    body,
    ...rest,
  };
}

const signed = (body: CommandBody, other: Parameters<typeof command>[1] = {}) =>
  sign(command(body, other), planted.macKey);

/** An event of Serin's bus. */
const onBus = (detail: unknown, other: object = {}) => ({
  version: '0',
  id: '00000000-0000-4000-8000-000000000001',
  'detail-type': 'Command',
  source: 'serin',
  account: '123456789012',
  region: 'us-east-1',
  resources: [],
  detail,
  ...other,
});

const rollback = (): CommandBody => ({ name: 'rollback', service: 'checkout', rollout: null, at: null, text: '' });

/** A command of somebody who may be a guest, as whoever wants them to be none would change it. */
function withoutOrganisation({ command: { organisation: _organisation, ...rest }, mac }: ReturnType<typeof signed>) {
  return { command: rest, mac };
}

const states = async () => {
  const found = await Promise.all([premises.records.load('checkout'), premises.records.load('lobby')]);
  return found.map((record) => ({ revision: record?.revision, wake: record?.wake, rollout: record?.rollout }));
};

/** Gives the worker something that is to change nothing. */
async function attack(event: string | object) {
  const before = await states();
  const written = premises.written().worker?.length ?? 0;
  const outcome = await premises.attack('worker', event);
  expect(outcome.thrown).toBeUndefined();
  expect(await states()).toEqual(before);
  const log = premises.written().worker?.slice(written) ?? '';
  expect(log.length).toBeLessThan(LONGEST_REFUSAL);
  return { ...outcome, log };
}

describe('an event of the bus that the Slack function did not sign', () => {
  it.each<[string, () => unknown]>([
    ['has no MAC', () => ({ command: command(rollback()) })],
    ['has an empty MAC', () => ({ ...signed(rollback()), mac: '' })],
    ['has the MAC of another installation', () => sign(command(rollback()), 'mac-key-of-another-installation')],
    ['has a MAC made with the signing secret', () => sign(command(rollback()), planted.signingSecret)],
    ['has a MAC of zeros', () => ({ ...signed(rollback()), mac: '0'.repeat(64) })],
    ['has a MAC in capitals', () => ({ ...signed(rollback()), mac: signed(rollback()).mac.toUpperCase() })],
    ['has a MAC that is a list', () => ({ ...signed(rollback()), mac: [signed(rollback()).mac] })],
    ['has a MAC of a megabyte', () => ({ ...signed(rollback()), mac: 'a'.repeat(1_000_000) })],
    ['has the MAC of another command', () => ({ command: command(rollback()), mac: signed({ name: 'list' }).mac })],
    ['has another body than was signed', () => changed({ body: { ...rollback(), service: 'lobby' } })],
    ['has another person than was signed', () => changed({ by: { id: premises.workspace.users.bob, name: 'bob' } })],
    ['has another key than was signed', () => changed({ key: 'slash:0' })],
    ['has another time than was signed', () => changed(({ issuedAt }) => ({ issuedAt: issuedAt + 1 }))],
    ['has another channel than was signed', () => changed({ origin: { channelId: 'C9', channelName: 'deploys' } })],
    ['has a field that was not signed', () => changed({ admin: true })],
    [
      'has a prototype that was not signed',
      () => JSON.parse(JSON.stringify(signed(rollback())).replace('"body":{', '"body":{"__proto__":{"text":"x"},')),
    ],
    ['lacks the organisation that was signed', () => withoutOrganisation(signed(rollback(), { organisation: 'E1' }))],
    ['is of an older format', () => changed({ v: 0 })],
    ['is of a newer format', () => changed({ v: 2 })],
    ['has no version', () => changed({ v: undefined })],
    [
      'has a token of a hook for a MAC',
      () => ({
        command: command(rollback()),
        mac: hookToken({ service: 'checkout', rollout: rollouts.checkout, step: 2, call: 1 }, planted.macKey),
      }),
    ],
    [
      'has thousands of pairs',
      () =>
        changed({
          body: {
            name: 'start',
            service: 'checkout',
            label: 'v54',
            force: true,
            adopt: false,
            explicit: pairs(6_000),
          },
        }),
    ],
    [
      'has 10,000 fields too many',
      () => changed(Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`field-${i}`, i]))),
    ],
    ['is nothing', () => undefined],
    ['is null', () => null],
    ['is a text', () => 'rollback checkout'],
    ['is a list of commands', () => [signed(rollback())]],
    [
      'is an alarm',
      () => ({ alarmName: 'checkout-5xx', state: { value: 'ALARM', timestamp: '2026-01-05T09:00:00.000+0000' } }),
    ],
    [
      'is the input of a timer',
      () => ({ service: 'checkout', rollout: rollouts.checkout, seq: 99, step: 0, generation: 9, at: 0 }),
    ],
    ['is the request for a build', () => ({ v: 1, service: 'checkout', component: 'web', sync: 'x' })],
  ])('%s: dropped', async (_how, detail) => {
    expect(await attack(onBus(detail()))).toMatchObject({ done: [] });
  });

  /** A command that was altered after it was signed. */
  function changed(over: object | ((made: SlackCommand) => object)) {
    const { command: made, mac } = signed(rollback());
    return { command: { ...made, ...(typeof over === 'function' ? over(made) : over) }, mac };
  }

  it.each(Object.entries(jsonBombs))('is %s: dropped', async (_what, json) => {
    const event = JSON.stringify(onBus(0)).replace('"detail":0', `"detail":${json}`);
    expect(await attack(event)).toMatchObject({ done: [] });
    const hook = event.replace('"detail-type":"Command"', '"detail-type":"Hook Answer"');
    expect(await attack(hook)).toMatchObject({ done: [] });
    const inside = JSON.stringify(onBus({ ...signed(rollback()), mac: 0 })).replace('"mac":0', `"mac":${json}`);
    expect(await attack(inside)).toMatchObject({ done: [] });
  });

  it.each<[string, object]>([
    [
      'of an alarm, from a source of ours',
      {
        'detail-type': 'CloudWatch Alarm State Change',
        source: 'serin.alarms',
        resources: ['arn:aws:cloudwatch:us-east-1:123456789012:alarm:checkout-5xx'],
        detail: { alarmName: 'checkout-5xx', state: { value: 'ALARM', timestamp: '2026-01-05T09:00:00.000+0000' } },
      },
    ],
    ['of a build, from a source of ours', { 'detail-type': 'Build Requested', detail: { v: 1, service: 'checkout' } }],
    ['whose type is a list', { 'detail-type': ['Command', 'Hook Answer'] }],
    ['whose type is an object', { 'detail-type': { toString: 'Command' } }],
    ['without a type', { 'detail-type': undefined }],
    ['that is a direct call inside', { detail: { serin: { v: 1 } } }],
  ])('is an event %s: dropped', async (_what, other) => {
    expect(await attack(onBus({}, other))).toMatchObject({ done: [], answer: null });
  });

  it.each(['null', '0', '""', '[]', 'true', '{}', '{"detail":{}}', '{"__proto__":{"serin":{}}}'])(
    'is %s: dropped',
    async (event) => {
      expect(await attack(event)).toMatchObject({ done: [] });
    },
  );
});

describe('an answer of a hook', () => {
  const call = () => ({ service: 'checkout', rollout: rollouts.checkout, step: 2, call: 1 });
  const answer = (other: object = {}) => ({
    v: 1,
    ...call(),
    ok: true,
    text: 'done',
    token: hookToken(call(), planted.macKey),
    ...other,
  });

  it.each<[string, () => object]>([
    ['without a token', () => answer({ token: undefined })],
    ['with an empty token', () => answer({ token: '' })],
    ['with a token of zeros', () => answer({ token: '0'.repeat(64) })],
    ['with the token of another installation', () => answer({ token: hookToken(call(), 'another') })],
    ['with the token of another call', () => answer({ token: hookToken({ ...call(), call: 2 }, planted.macKey) })],
    ['with the token of another step', () => answer({ token: hookToken({ ...call(), step: 3 }, planted.macKey) })],
    [
      'with the token of another rollout',
      () => answer({ token: hookToken({ ...call(), rollout: 'r-1' }, planted.macKey) }),
    ],
    [
      'with the token of another service',
      () => answer({ token: hookToken({ ...call(), service: 'lobby' }, planted.macKey) }),
    ],
    ['with the MAC of a command', () => answer({ token: signed(rollback()).mac })],
    ['with a token in capitals', () => answer({ token: hookToken(call(), planted.macKey).toUpperCase() })],
    ['about half a step', () => answer({ step: 2.5 })],
    ['about a step below zero', () => answer({ step: -1 })],
    ['of 10,001 characters', () => answer({ text: 'x'.repeat(10_001) })],
    ['that says neither yes nor no', () => answer({ ok: 'true' })],
    ['with a field too many', () => answer({ by: 'U9' })],
    ['of a call that nobody waits for', () => answer()],
    [
      'of a service that there is not',
      () => answer({ service: 'nobody', token: hookToken({ ...call(), service: 'nobody' }, planted.macKey) }),
    ],
  ])('%s: dropped', async (_how, detail) => {
    expect(await attack(onBus(detail(), { 'detail-type': 'Hook Answer', source: 'serin.hook' }))).toMatchObject({
      done: [],
    });
  });
});

describe('a direct call', () => {
  const list = { name: 'list' } as const;
  const good = (who: 'pipeline' | 'stranger' | 'foreigner' = 'pipeline') =>
    directCall(who, list, { now: premises.now() });
  const start = { name: 'start', service: 'checkout', label: 'v54', explicit: {}, force: false, adopt: false } as const;

  it.each<[string, () => Promise<unknown>, string]>([
    ['is null', async () => null, 'malformed-call'],
    ['is a text', async () => 'list', 'malformed-call'],
    ['is a list', async () => [], 'malformed-call'],
    ['is empty', async () => ({}), 'malformed-call'],
    ['is of another version', async () => ({ ...(await good()).serin, v: 2 }), 'malformed-call'],
    ['has no proof', async () => ({ ...(await good()).serin, proof: undefined }), 'malformed-call'],
    [
      'has the proof of another command',
      async () => ({
        ...(await good()).serin,
        command: (await directCall('pipeline', start, { now: premises.now() })).serin.command,
      }),
      'proof-refused',
    ],
    ['has another key than was proven', async () => withCommand({ key: 'another-key-0123456789' }), 'proof-refused'],
    [
      'has another time than was proven',
      async () => withCommand(({ issuedAt }) => ({ issuedAt: issuedAt + 1 })),
      'proof-refused',
    ],
    [
      'has a signature of zeros',
      async () =>
        withProof((proof) => ({
          authorization: proof.authorization.replace(/Signature=.*/, `Signature=${'0'.repeat(64)}`),
        })),
      'proof-refused',
    ],
    [
      'has the keys of another',
      async () =>
        withProof((proof) => ({
          authorization: proof.authorization.replace(/Credential=[^/]+/, 'Credential=ASIASANDBOXSOMEBODY'),
        })),
      'proof-refused',
    ],
    [
      'has the session of another',
      async () => withProof(() => ({ token: 'the-session-of-somebody' })),
      'proof-refused',
    ],
    ['has no session', async () => withProof(() => ({ token: null })), 'malformed-proof'],
    [
      'signs fewer headers',
      async () => withProof((proof) => ({ authorization: proof.authorization.replace(';x-serin-command', '') })),
      'malformed-proof',
    ],
    [
      'is for another service of AWS',
      async () => withProof((proof) => ({ authorization: proof.authorization.replace('/sts/', '/iam/') })),
      'malformed-proof',
    ],
    [
      'has a header in the session',
      async () => withProof(() => ({ token: 'x\r\nhost: example.com' })),
      'malformed-call',
    ],
    ['has a header in the time', async () => withProof(() => ({ date: '20260105T090000Z\n' })), 'malformed-call'],
    [
      'has a time that is none',
      async () => withProof((proof) => ({ date: `${proof.date.slice(0, 8)}T999999Z` })),
      'stale',
    ],
    ['has a session of a megabyte', async () => withProof(() => ({ token: 'x'.repeat(1_000_000) })), 'malformed-call'],
    ['names an address', async () => withProof(() => ({ url: 'https://example.com' })), 'malformed-call'],
    ['is stale', async () => (await directCall('pipeline', list, { now: premises.now() - HOUR })).serin, 'stale'],
    [
      'is from the future',
      async () => (await directCall('pipeline', list, { now: premises.now() + HOUR })).serin,
      'stale',
    ],
    [
      'is for another installation',
      async () => (await directCall('pipeline', list, { now: premises.now(), installation: 'serin-dev' })).serin,
      'other-installation',
    ],
    ['is from another account', async () => (await good('foreigner')).serin, 'other-account'],
    ['approves', async () => withCommand({ body: { name: 'approve', service: 'checkout' } }), 'malformed-call'],
    [
      'has a service that is a path',
      async () => withCommand({ body: { name: 'status', service: '../x', rollout: null } }),
      'malformed-call',
    ],
    [
      'has thousands of pairs',
      async () =>
        withCommand({
          body: {
            ...start,
            explicit: pairs(100_000),
          },
        }),
      'malformed-call',
    ],
  ])('%s: refused', async (_how, call, code) => {
    const { answer, done } = await attack({ serin: await call() });
    expect(answer).toMatchObject({ tone: 'refused', code });
    expect(JSON.stringify(answer).length).toBeLessThan(LONGEST_REFUSAL);
    expect(done.filter((one) => one !== 'sts POST /')).toEqual([]);
  });

  it.each(Object.entries(jsonBombs))('is %s: refused', async (_what, json) => {
    const { answer, done } = await attack(`{"serin":${json}}`);
    expect(answer).toMatchObject({ tone: 'refused', code: 'malformed-call' });
    expect(done).toEqual([]);
  });

  it('starts what the role may not start, twice: refused both times', async () => {
    const call = await directCall('stranger', start, { now: premises.now() });
    for (const _ of [1, 2]) expect((await premises.invoke('worker', call)).answer).toMatchObject({ tone: 'refused' });
    const [checkout] = await states();
    expect(checkout?.rollout?.id).toBe(rollouts.checkout);
  });

  async function withCommand(over: object | ((made: ProvenCommand['command']) => object)) {
    const { serin } = await good();
    const { command: made } = serin;
    return { ...serin, command: { ...made, ...(typeof over === 'function' ? over(made) : over) } };
  }

  async function withProof(over: (proof: { authorization: string; date: string }) => object) {
    const { serin } = await good();
    return { ...serin, proof: { ...serin.proof, ...over(serin.proof) } };
  }
});

describe('a command that Slack vouches for and that its speaker may not give', () => {
  let gate: { readonly step: number; readonly since: number };
  beforeEach(async () => {
    const phase = (await premises.records.load('checkout'))?.rollout?.phase;
    gate = { step: 0, since: phase?.status === 'awaiting-approval' ? phase.openedAt : 0 };
  });
  const approve = (over: object = {}): CommandBody => ({
    name: 'approve',
    service: 'checkout',
    rollout: rollouts.checkout,
    at: gate,
    ...over,
  });

  it.each<[string, () => Parameters<typeof command>]>([
    ['approves what they asked for', () => [approve()]],
    ['approves without being an approver', () => [approve(), { person: 'carol' }]],
    ['approves from outside the workspace', () => [approve(), { person: 'U0EVE' }]],
    ['approves with a name that is a mention', () => [approve(), { person: '<!channel>' }]],
    ['approves an hour ago', () => [approve(), { person: 'bob', issuedAt: premises.now() - HOUR }]],
    ['approves the rollout of another service', () => [approve({ rollout: rollouts.lobby }), { person: 'bob' }]],
    ['approves under the name of another service', () => [approve({ service: 'lobby' }), { person: 'bob' }]],
    ['approves a rollout that there is not', () => [approve({ rollout: 'r-000000000000' }), { person: 'bob' }]],
    ['approves a service that there is not', () => [approve({ service: 'nobody' }), { person: 'bob' }]],
    ['approves a later gate', () => [approve({ at: { step: 4, since: gate.since } }), { person: 'bob' }]],
    [
      'approves an earlier opening of the gate',
      () => [approve({ at: { step: 0, since: gate.since - 1 } }), { person: 'bob' }],
    ],
    ['promotes what they asked for', () => [{ ...approve(), name: 'promote' } as CommandBody]],
    [
      'rolls back under the name of another service',
      () => [{ name: 'rollback', service: 'lobby', rollout: rollouts.checkout, at: null, text: '' }],
    ],
    [
      'starts an hour ago',
      () => [
        { name: 'start', service: 'checkout', label: 'v54', explicit: {}, force: true, adopt: true },
        { issuedAt: premises.now() - HOUR },
      ],
    ],
    [
      'starts a second rollout',
      () => [{ name: 'start', service: 'checkout', label: 'v54', explicit: {}, force: true, adopt: true }],
    ],
    [
      'skips from another channel',
      () => [
        { ...approve(), name: 'skip' } as CommandBody,
        { person: 'bob', origin: { channelId: 'C0OTHER', channelName: 'deploys' } },
      ],
    ],
  ])('%s: told, and nothing moves', async (_how, make) => {
    const before = await states();
    const { thrown, done } = await premises.attack('worker', onBus(sign(command(...make()), planted.macKey)));
    expect(thrown).toBeUndefined();
    const moved = (all: Awaited<ReturnType<typeof states>>) =>
      all.map(({ rollout }) => [rollout?.id, rollout?.phase, rollout?.weight, rollout?.generation]);
    expect(moved(await states())).toEqual(moved(before));
    expect(done.filter((call) => /UpdateAlias|PATCH|PutEvents|Invoke/.test(call))).toEqual([]);
  });

  it('comes again after it was carried out: nothing changes, and nothing is posted', async () => {
    const event = onBus(signed({ ...approve(), name: 'pause' } as CommandBody));
    await premises.invoke('worker', event);
    const [before] = await states();
    for (const _ of [1, 2, 3]) {
      const { thrown, done } = await premises.attack('worker', event);
      expect(thrown).toBeUndefined();
      expect(done).toEqual([]);
    }
    expect((await states())[0]).toEqual(before);
  });
});

it('tells no secret meanwhile, at the level of debugging', () => {
  expect(leaksIn(premises)).toEqual([]);
  expect(premises.outside()).toEqual([]);
});
