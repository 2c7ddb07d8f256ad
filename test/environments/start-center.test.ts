import { describe, expect, it } from 'vitest';
import type { KnownCenter } from '../../src/domain/environment/control-center.ts';
import type { Rollout } from '../../src/domain/rollout/record.ts';
import { firstCenter, wantedCenter } from '../../src/environments/control-center.ts';
import { startIn } from '../../src/environments/start-center.ts';
import { aRollout, NOW } from '../rollout/builders.ts';
import { aDraft, aSignal } from '../rollout/signals.ts';

const completed = aRollout({ situation: 'completed', environments: { stable: 'b', canary: 'a' } });
const written = wantedCenter(completed, 100) ?? firstCenter('checkout', 'a', NOW);
const known: KnownCenter = { version: 7, value: written, at: NOW, maybe: [], busyUntil: 0, foreign: null };

/** A start that found this version of the control center. */
function start(version = 7, value = written) {
  const environments = {
    roles: { stable: value.fallback, canary: value.active },
    center: { is: 'there', version, value },
  } as const;
  return aSignal('start', { draft: aDraft({ environments }) });
}

const answer = (rollout: Rollout | null, controlCenter: KnownCenter | null, signal = start()) =>
  startIn({ rollout, controlCenter }, signal, NOW);

describe('a start in the light of the record', () => {
  it('is taken as it is when the control center is as Serin left it', () => {
    expect(answer(completed, known)).toEqual(start());
  });

  it('is taken as it is when nothing is known yet, and for a service that is one stack', () => {
    expect(answer(null, null)).toEqual(start());
    const plain = aSignal('start', { draft: aDraft() });
    expect(answer(completed, known, plain)).toEqual(plain);
  });

  it('is refused while the end of the last rollout is not written, since the roles it read are those of before', () => {
    const behind = { ...known, value: { ...written, deployments: 'closed' as const } };
    const read = start(7, behind.value);
    expect(answer(completed, behind, read)).toMatchObject({ answer: 'refused', code: 'control-center-behind' });
  });

  it('is refused with why it cannot be written, and with the command that writes it by hand', () => {
    const failing = { since: NOW - 1, why: 'AccessDeniedException: not authorized', told: null };
    const behind = { ...known, value: { ...written, deployments: 'closed' as const }, failing };
    const read = start(7, behind.value);
    const because = expect.stringMatching(/AccessDeniedException[\s\S]*aws ssm put-parameter --overwrite .*"open"/);
    expect(answer(completed, behind, read)).toMatchObject({ code: 'control-center-behind', because });
  });

  it('is taken when somebody wrote by hand what Serin could not write', () => {
    const failing = { since: NOW - 1, why: 'AccessDeniedException', told: 'after the end' as const };
    const behind = { ...known, value: { ...written, deployments: 'closed' as const }, failing, busyUntil: NOW + 1 };
    expect(answer(completed, behind, start(8, { ...written, since: NOW }))).toMatchObject({ kind: 'start' });
  });

  it('is refused while a worker is writing', () => {
    expect(answer(completed, { ...known, busyUntil: NOW + 1 })).toMatchObject({ code: 'control-center-behind' });
  });

  it('is refused when it read the control center before the last write', () => {
    const before = { ...written, active: written.fallback, fallback: written.active, since: written.since - 1 };
    expect(answer(completed, known, start(6, before))).toMatchObject({ code: 'control-center-moved' });
  });

  it('takes a control center that was deleted and made anew', () => {
    expect(answer(completed, known, start(1, firstCenter('checkout', 'b', NOW)))).toMatchObject({ kind: 'start' });
  });

  it('takes what somebody else wrote since, and says so', () => {
    const theirs = { ...written, active: written.fallback, fallback: written.active };
    expect(answer(completed, { ...known, foreign: 'x' }, start(8, theirs))).toMatchObject({
      kind: 'start',
      draft: {
        findings: [
          {
            severity: 'warns',
            code: 'control-center-changed',
            message: expect.stringContaining(`active is ${theirs.active}, it was ${written.active}`),
          },
        ],
      },
    });
  });

  it('says nothing of what somebody wrote in the place of Serin', () => {
    const stale = { ...known, value: { ...written, deployments: 'closed' as const }, foreign: 'x' };
    expect(answer(completed, stale, start(9))).toEqual(start(9));
  });
});
