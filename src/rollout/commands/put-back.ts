import { toActor } from '../../domain/people/requester.ts';
import { foreignShares, putBackWords } from '../../domain/rollout/expected.ts';
import { phaseStart, type Rollout } from '../../domain/rollout/record.ts';
import { refuse } from '../../domain/rollout/refuse.ts';
import { openApprovers } from '../../domain/rollout/running-phase.ts';
import type { Decision, Evidence, Signal } from '../../domain/rollout/signal.ts';
import { displayName } from '../../domain/wording.ts';
import { resumeAlarms } from '../alarms/answer-alarms.ts';
import { frozenRefusal, unlessFrozen } from '../restrictions/freeze-gate.ts';
import { acceptObservations } from '../state/accept-observation.ts';
import { findUnexpectedTarget, unexpectedRefusal } from '../state/as-expected.ts';
import { accept, addEntry } from '../state/transition.ts';
import { resumeActivity } from '../steps/enter.ts';
import { putBackAfterEnd } from './after-end.ts';
import { goOnWith } from './go-on.ts';
import { expiredRefusal } from './start.ts';

type Resume = Extract<Signal, { kind: 'resume' }>;

/**
 * Resumes and lets Serin overwrite the shares that somebody else set, exactly as they were read: a target that is changed again
 * meanwhile is left alone and asked about. Authorised like resume. A pause or a hold because of a change can be ended so; a hold
 * for another reason wants its own answer.
 */
export function putBack(rollout: Rollout, signal: Resume, evidence: Evidence, now: number): Decision {
  const { phase } = rollout;
  if (phase.status === 'completed') return putBackAfterEnd(rollout, signal, evidence, now);
  const stands = phase.status === 'paused' || (phase.status === 'holding' && phase.why.kind === 'drift');
  if (!stands)
    return refuse(
      'nothing-to-put-back',
      'Serin does not hold because of a share that somebody changed. Nothing was moved.',
    );
  const late = expiredRefusal(signal.issuedAt, now);
  if (late !== null) return late;
  return resumeAlarms(rollout, signal, evidence, now, (calm) => {
    if (evidence.targets === undefined) return { answer: 'needs-targets' };
    const known = acceptObservations(calm, evidence.targets);
    const shares = foreignShares(known);
    const changed = known.targets.filter(({ name }) => Object.hasOwn(shares, name));
    const rest = known.targets.filter((target) => !changed.includes(target));
    const not = findUnexpectedTarget({ ...known, targets: rest }, now);
    if (not !== null) return unexpectedRefusal(not, rollout);
    const who = displayName(signal.by);
    const what = changed.length === 0 ? '' : ` and lets Serin set ${putBackWords(known, changed)}`;
    const resumed = addEntry(known, now, `${who} resumed${what}.`, toActor(signal.by));
    if (what === '') return goOnWith(phase.activity, rollout, resumed, evidence, now);
    const next = resumeActivity(resumed, phase.activity, now);
    const putting: Rollout = { ...next, putBack: { since: phaseStart(next.phase), shares } };
    return unlessFrozen(rollout, putting, evidence.freeze, {
      go: (put) => accept(rollout, put, 'Resumed. Serin puts its share back.', openApprovers(put)),
      stay: (freeze) => frozenRefusal(rollout, freeze),
    });
  });
}
