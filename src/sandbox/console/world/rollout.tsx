import type { StepStanding } from '../../../domain/rollout/step-standing.ts';
import type { AboutPart, RolloutPart, ServicePart, StepPart } from '../../live/parts.ts';
import { capitalize, clockTime, formatDuration, percent } from '../format.ts';
import { stepEnd, stepNote, stepTime, timeLeft } from './steps.ts';

interface RolloutProps {
  readonly service: ServicePart;
  readonly about: AboutPart;
  readonly now: number;
}

/** The newest rollout of a service: its share and its steps. */
export function Rollout({ service, about, now }: RolloutProps) {
  const { rollout } = service;
  const plan = rollout?.plan ?? service.plan;
  return (
    <section className="panel rollout" aria-label={`Rollout of ${service.name}`}>
      <header>
        <h2>{rollout === null ? 'No rollout yet' : `${service.name} ${rollout.canary}`}</h2>
        {rollout !== null && (
          <span className="status" data-tone={rollout.phase.tone}>
            {rollout.phase.words}
          </span>
        )}
      </header>
      <Share rollout={rollout} />
      <ol className="steps">
        {plan.map((step, index) => (
          // A plan does not change while it runs, and two steps may be equal.
          // biome-ignore lint/suspicious/noArrayIndexKey: the position is what a step is known by
          <PlanStep key={index} step={step} index={index} rollout={rollout} now={now} />
        ))}
      </ol>
      <p className="quiet">{rollout === null ? 'The plan, as a start would follow it.' : facts(rollout, about, now)}</p>
    </section>
  );
}

function Share({ rollout }: { readonly rollout: RolloutPart | null }) {
  const share = rollout === null ? 0 : rollout.share;
  const words = share === null ? 'Unknown' : percent(share);
  return (
    <div className="share">
      <p>
        <strong>{words}</strong> <span>on {rollout?.canary ?? 'a canary'}</span>
      </p>
      <div className="bar" role="img" aria-label={`${share === null ? 'An unknown share' : words} on the canary`}>
        <span style={{ width: `${share ?? 0}%` }} />
      </div>
    </div>
  );
}

interface PlanStepProps {
  readonly step: StepPart;
  readonly index: number;
  readonly rollout: RolloutPart | null;
  readonly now: number;
}

const AHEAD: StepStanding = { state: 'ahead', by: null };

function PlanStep({ step, index, rollout, now }: PlanStepProps) {
  const standing = rollout?.steps[index] ?? AHEAD;
  const { state } = standing;
  const end = state === 'current' && rollout !== null ? stepEnd(rollout.phase, now) : null;
  return (
    <li data-state={state} aria-current={state === 'current' ? 'step' : undefined}>
      <span className="step-sign" aria-hidden="true" />
      <span className="step-words">{step.words}</span>
      <span className="step-time">
        {state === 'current' && rollout !== null ? stepTime(rollout.phase, now) : stepNote(standing)}
      </span>
      {end !== null && <span className="step-over" style={{ width: `${end.over * 100}%` }} />}
    </li>
  );
}

function facts(rollout: RolloutPart, { people }: AboutPart, now: number): string {
  const who = people.find(({ id }) => id === rollout.by)?.name ?? rollout.by;
  const began = `Started by ${capitalize(who)} at ${clockTime(rollout.startedAt)}`;
  const left = timeLeft(rollout, now);
  if (left !== null) return `${began} · ${formatDuration(left)} of bakes left`;
  const { over } = rollout.phase;
  return over === null ? began : `${began} · over at ${clockTime(over)}`;
}
