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

  it.each(['token', 'botToken', 'secret', 'signingSecret', 'mac', 'macKey', 'authorization', 'responseUrl'])(
    'never writes %s, neither at the top nor inside a field',
    (field) => {
      const { log, lines } = aLog();
      log.info({ [field]: 'hunter2', request: { [field]: 'hunter2', user: 'U1' } }, 'came');
      expect(lines[0]).not.toContain('hunter2');
      expect(lines[0]).toContain('U1');
    },
  );
});
