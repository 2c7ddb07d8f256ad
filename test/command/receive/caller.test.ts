import { describe, expect, it } from 'vitest';
import { commandHash } from '../../../src/command/caller-proof.ts';
import { createCallReceiver } from '../../../src/command/receive/caller.ts';
import {
  type Caller,
  type CallerAnswer,
  type CallerBody,
  IdentityUnavailable,
  ProofRefused,
} from '../../../src/ports/inbound/caller.ts';
import { keptLog } from '../../adapters/slack/support/kept-log.ts';
import { aCall, aCallerCommand, aProof, NOW } from '../a-call.ts';

const pipeline: Caller = {
  account: '123456789012',
  identity: { arn: 'arn:aws:sts::123456789012:assumed-role/deploy-checkout/run-7' },
};
const done: CallerAnswer = {
  v: 1,
  tone: 'done',
  code: '',
  text: 'Done.',
  findings: [],
  rollout: null,
  preview: null,
  services: null,
};

function aReceiver(who: () => Promise<Caller> = async () => pipeline) {
  const asked: string[] = [];
  const taken: unknown[] = [];
  const log = keptLog();
  const receive = createCallReceiver({
    installation: 'serin',
    account: '123456789012',
    now: () => NOW,
    callers: {
      whoSigned: (_proof, hash) => {
        asked.push(hash);
        return who();
      },
    },
    answer: async (command, by) => {
      taken.push([command, by]);
      return done;
    },
    log,
  });
  return { receive, asked, taken, log };
}

const start = { service: 'checkout', label: 'v54', explicit: {}, force: false, adopt: false };

describe('a direct call', () => {
  it('is carried out for whom AWS says it is, and answered', async () => {
    const { receive, asked, taken } = aReceiver();
    const command = aCallerCommand({ name: 'start', ...start });
    expect(await receive(aCall({ command }))).toEqual(done);
    expect(taken).toEqual([[command, pipeline.identity]]);
    expect(asked).toEqual([commandHash(command)]);
  });

  it('of another account is refused', async () => {
    const { receive, taken } = aReceiver(async () => ({ ...pipeline, account: '210987654321' }));
    expect(await receive(aCall())).toMatchObject({ tone: 'refused', code: 'other-account' });
    expect(taken).toEqual([]);
  });

  it.each([
    [new ProofRefused('SignatureDoesNotMatch'), 'proof-refused'],
    [new IdentityUnavailable('it could not be reached'), 'identity-unavailable'],
  ])('is refused when AWS says %s', async (error, code) => {
    const { receive, taken } = aReceiver(() => Promise.reject(error));
    const rollback = aCallerCommand({ name: 'rollback', service: 'checkout', text: '' });
    expect(await receive(aCall({ command: rollback }))).toMatchObject({ tone: 'refused', code, text: error.message });
    expect(taken).toEqual([]);
  });

  it('may ask for a status with its comparison', async () => {
    const { receive, taken } = aReceiver();
    const command = aCallerCommand({ name: 'status', service: 'checkout', rollout: null, explain: true });
    expect(await receive(aCall({ command }))).toEqual(done);
    expect(taken).toEqual([[command, pipeline.identity]]);
  });

  it('that is stale, or for another installation, is refused without asking AWS', async () => {
    const { receive, asked } = aReceiver();
    const old = aCallerCommand({ name: 'list' }, { issuedAt: NOW - 600_000 });
    const other = aCallerCommand({ name: 'list' }, { installation: 'serin-dev' });
    expect(await receive(aCall({ command: old }))).toMatchObject({ code: 'stale' });
    expect(await receive(aCall({ command: other }))).toMatchObject({ code: 'other-installation' });
    expect(asked).toEqual([]);
  });

  it('fails when something else fails, so that nobody takes silence for an answer', async () => {
    const { receive } = aReceiver(() => Promise.reject(new RangeError('a fault')));
    await expect(receive(aCall())).rejects.toThrow(RangeError);
  });

  it('leaves nothing of its proof in the log or in an answer', async () => {
    const proof = aProof({ token: 'a-very-secret-token' });
    const calls = [
      aCall({ proof }),
      aCall({ proof: { ...proof, date: 'secret-date' } }),
      { ...aCall({ proof }), extra: 'a-very-secret-token' },
      aCall({ proof: { ...proof, token: 'a-very-secret-token\n' } }),
    ];
    const { receive, log } = aReceiver();
    const answers = await Promise.all(calls.map((call) => receive(call)));
    const said = JSON.stringify([answers, log.lines, log.lines.map(({ fields }) => String(fields.error))]);
    expect(log.lines).toHaveLength(calls.length);
    expect(said).not.toMatch(/secret|AWS4-HMAC|Signature=/);
  });
});

const aimed = { service: 'checkout', rollout: null, at: null };
const signed = aCall() as { readonly command: object; readonly proof: object };

describe('what is no command of an IAM identity', () => {
  it.each<[string, unknown]>([
    ['nothing', null],
    ['a text', 'start'],
    ['another version', { ...signed, v: 2 }],
    ['a field more', { ...signed, by: pipeline.identity.arn }],
    ['a claim of who it is', { ...signed, command: { ...signed.command, by: { id: 'U0BOB', name: 'bob' } } }],
    ['an address in the proof', { ...signed, proof: { ...signed.proof, url: 'https://evil.example/' } }],
    ['a body in the proof', { ...signed, proof: { ...signed.proof, body: 'Action=AssumeRole' } }],
    ['a header in a value', { ...signed, proof: { ...signed.proof, token: 'a\r\nhost: evil.example' } }],
    ['a token that is too long', { ...signed, proof: { ...signed.proof, token: 'a'.repeat(8193) } }],
    ['a short key', { ...signed, command: { ...signed.command, key: 'short' } }],
    ['a key with other characters', { ...signed, command: { ...signed.command, key: 'a b c d e f g h i#' } }],
    ...(['approve', 'promote', 'skip', 'resume', 'reject'] as const).map((name): [string, unknown] => [
      name,
      aCall({ command: aCallerCommand({ name, ...aimed, text: '' } as unknown as CallerBody) }),
    ]),
    ['a start of too much', aCall({ command: aCallerCommand({ name: 'start', ...start, label: 'v'.repeat(101) }) })],
    [
      'a status that explains by half',
      aCall({
        command: aCallerCommand({
          ...{ name: 'status', service: 'checkout', rollout: null, explain: 'yes' },
        } as unknown as CallerBody),
      }),
    ],
    ['a service with a capital', aCall({ command: aCallerCommand({ name: 'pause', service: 'Checkout' }) })],
  ])('%s is refused without asking AWS', async (_what, call) => {
    const { receive, asked, taken } = aReceiver();
    expect(await receive(call)).toMatchObject({ tone: 'refused', code: 'malformed-call' });
    expect([asked, taken]).toEqual([[], []]);
  });
});
