import { expect, it } from 'vitest';
import { deadLetters } from '../../../../src/adapters/slack/views/dead-letters.ts';
import type { DeadLetter, DeadLetterSubject } from '../../../../src/domain/dead-letter.ts';
import { textOf } from './text-of.ts';

const aLetter = (about: DeadLetterSubject, error = 'Throttled: not now'): DeadLetter => ({
  ...{ queue: 'worker', id: 'm', at: 60_000, about, error },
});
const rollback = aLetter({ kind: 'command', command: 'rollback', service: 'checkout' });
const timer = aLetter({ kind: 'timer', service: 'checkout' });

it('says what was not taken, since when, why, and how it is taken again', () => {
  const view = deadLetters({ service: 'checkout', letters: [rollback, timer] });
  for (const part of [
    '⚠️ Serin could not process 2 events of checkout',
    'the command rollback of checkout, since <!date^60^',
    'a timer of checkout',
    'Throttled: not now',
    'serin replay',
  ]) {
    expect(textOf(view)).toContain(part);
  }
});

it('says how traffic goes back meanwhile where it was to go back, and only there', () => {
  const alarm = (value: 'ALARM' | 'OK') => aLetter({ kind: 'alarm', alarm: 'checkout-5xx', value });
  const isUrgent = (letter: DeadLetter) =>
    textOf(deadLetters({ service: 'checkout', letters: [letter] })).includes('To roll back now');
  const reject = aLetter({ kind: 'command', command: 'reject', service: 'checkout' });
  expect([rollback, reject, alarm('ALARM'), alarm('OK'), timer].map(isUrgent)).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
});

it('calls a command as it is typed', () => {
  const done = aLetter({ kind: 'command', command: 'hook-done', service: 'checkout' });
  expect(textOf(deadLetters({ service: 'checkout', letters: [done] }))).toContain(
    'the command resume … done of checkout',
  );
});

it('mentions nobody, whatever an error says', () => {
  const view = deadLetters({ service: 'checkout', letters: [aLetter({ kind: 'unknown' }, '<!channel> `x`')] });
  expect(JSON.stringify(view)).not.toContain('<!channel>');
});

it('stays within what Slack takes, however many there are', () => {
  const view = deadLetters({ service: 'checkout', letters: Array.from({ length: 500 }, () => rollback) });
  for (const block of view.blocks) expect(JSON.stringify(block).length).toBeLessThan(3000);
  expect(textOf(view)).toMatch(/and \d+ more events/);
});
