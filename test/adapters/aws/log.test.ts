import { describe, expect, it } from 'vitest';
import { createLog } from '../../../src/adapters/aws/log.ts';

/** A log that keeps its lines. */
function aLog(level: 'info' | 'warn' = 'info') {
  const lines: string[] = [];
  return { log: createLog({ level, to: { write: (line) => lines.push(line) } }), lines };
}

describe('the log', () => {
  it('writes one line of JSON with level, time, fields and message', () => {
    const { log, lines } = aLog();
    log.warn({ service: 'checkout', rollout: 'r-1' }, 'held');
    expect(lines.join('')).toMatch(/^[^\n]*\n$/);
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      level: 'warn',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      service: 'checkout',
      rollout: 'r-1',
      msg: 'held',
    });
  });

  it('leaves out what is below its level', () => {
    const { log, lines } = aLog('warn');
    log.info({}, 'chatter');
    log.error({}, 'broken');
    expect(lines.map((line) => JSON.parse(line).msg)).toEqual(['broken']);
  });

  it.each(['err', 'error'])('tells the code, the stack and the cause of an error under %s', (field) => {
    const { log, lines } = aLog();
    const cause = new Error('the socket hung up');
    log.error({ [field]: Object.assign(new Error('no answer', { cause }), { code: 'x-1' }) }, 'failed');
    const told = JSON.parse(lines[0] ?? '')[field];
    expect(told).toMatchObject({ code: 'x-1', message: 'no answer: the socket hung up' });
    expect(told.stack).toContain('log.test.ts');
  });

  it('writes what JSON cannot hold: an object inside itself, a big number, an error inside a field', () => {
    const { log, lines } = aLog();
    const inside: Record<string, unknown> = { name: 'a' };
    inside.self = inside;
    log.info({ inside, twice: [inside, inside], bytes: 2n ** 60n, outcomes: [new Error('no')] }, 'odd');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      inside: { name: 'a', self: '[circular]' },
      twice: [
        { name: 'a', self: '[circular]' },
        { name: 'a', self: '[circular]' },
      ],
      bytes: '1152921504606846976',
      outcomes: [{ type: 'Error', message: 'no' }],
    });
  });

  it('tells every error of several, and leaves an error inside itself out', () => {
    const { log, lines } = aLog();
    const refused = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    const error = Object.assign(new AggregateError([refused], ''), { request: {} as Record<string, unknown> });
    error.request.error = error;
    log.error({ error }, 'failed');
    expect(JSON.parse(lines[0] ?? '').error).toMatchObject({
      type: 'AggregateError',
      errors: [{ code: 'ECONNREFUSED', message: 'refused' }],
      request: { error: '[circular]' },
    });
  });

  it('writes its message even where a field cannot be read', () => {
    const { log, lines } = aLog();
    const odd = {
      toJSON: () => {
        throw new Error('not now');
      },
    };
    log.error({ odd }, 'failed');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'error', msg: 'failed', unwritten: 'Error: not now' });
  });

  it('ends with an error that is its own cause', () => {
    const { log, lines } = aLog();
    const error = new Error('round and round');
    error.cause = error;
    log.error({ error }, 'failed');
    expect(JSON.parse(lines[0] ?? '').error.message).toContain('round and round');
  });

  it.each(['token', 'botToken', 'secret', 'signingSecret', 'mac', 'macKey', 'authorization', 'responseUrl'])(
    'never writes %s, neither at the top nor inside fields',
    (field) => {
      const { log, lines } = aLog();
      log.info(
        { [field]: 'hunter2', request: { [field]: 'hunter2', user: 'U1', list: [{ [field]: 'hunter2' }] } },
        'came',
      );
      expect(lines[0]).not.toContain('hunter2');
      expect(lines[0]).toContain('U1');
    },
  );
});
