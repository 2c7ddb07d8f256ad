import { beforeEach, describe, expect, it } from 'vitest';
import { hookToken } from '../../../src/command/hook-token.ts';
import { createHookReceiver } from '../../../src/command/receive/hook.ts';
import type { HookAnswer } from '../../../src/ports/hooks.ts';

const call = { service: 'shop', rollout: 'r-1', step: 3, call: 1 };
const detail = { v: 1, ...call, ok: true, text: 'Done', token: hookToken(call, 'key') };

describe('what hooks answer by the bus', () => {
  let taken: HookAnswer[];
  let logged: string[];
  beforeEach(() => {
    taken = [];
    logged = [];
  });
  const keep = (fields: object, message: string) => {
    logged.push(`${message} ${JSON.stringify(fields)}`);
  };
  const receive = (event: unknown, macKey = async () => 'key') =>
    createHookReceiver({
      macKey,
      accept: async (answer) => {
        taken.push(answer);
      },
      log: { info: keep, warn: keep, error: keep },
    })(event);

  it('is taken with the token of its call, without the token', async () => {
    await receive(detail);
    expect(taken).toEqual([{ ...call, ok: true, text: 'Done' }]);
  });

  it('may say nothing, and a long text is cut', async () => {
    const { text: _none, ...silent } = detail;
    await receive(silent);
    await receive({ ...detail, text: null });
    await receive({ ...detail, text: 'x'.repeat(5_000) });
    expect(taken.map(({ text }) => text.length)).toEqual([0, 0, 300]);
  });

  it('is dropped and logged with the token of another call', async () => {
    await receive({ ...detail, call: 2 });
    expect(taken).toEqual([]);
    expect(logged).toEqual([expect.stringContaining('forged-hook-answer')]);
  });

  it.each([
    ['nothing', null],
    ['an unknown field', { ...detail, weight: 100 }],
    ['no token', { ...call, v: 1, ok: true }],
    ['a token of another length', { ...detail, token: 'ff' }],
    ['a text without end', { ...detail, text: 'x'.repeat(10_001) }],
    ['a step that is none', { ...detail, step: -1 }],
    ['another version', { ...detail, v: 2 }],
  ])('is dropped and logged with %s, and never with its token', async (_, event) => {
    await receive(event);
    expect(taken).toEqual([]);
    expect(logged).toEqual([expect.stringContaining('malformed-hook-answer')]);
    expect(logged.join()).not.toContain(detail.token);
  });

  it('is tried again when the key cannot be read', async () => {
    await expect(receive(detail, () => Promise.reject(new Error('SSM is away')))).rejects.toThrow('SSM is away');
  });
});
