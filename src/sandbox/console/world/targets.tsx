import type { DeploymentPart, TargetPart } from '../../live/parts.ts';
import { calendarDay, clockTime, formatDuration, percent } from '../format.ts';

/** The split of the traffic, as the models of AWS have it now. */
export function Targets({ targets }: { readonly targets: readonly TargetPart[] }) {
  return (
    <section className="panel targets" aria-label="Targets">
      <header>
        <h2>Targets</h2>
        <span className="quiet">as AWS has them</span>
      </header>
      <ul>
        {targets.map(({ target, name, weight, arms, sticky, deployment }) => (
          <li key={name}>
            <p>
              <strong title={name}>{name}</strong>
              <span className="number">{weight === null ? 'not known' : percent(weight)}</span>
            </p>
            <div
              className="bar"
              role="img"
              aria-label={`${weight === null ? 'An unknown share' : percent(weight)} on the canary`}
            >
              <span style={{ width: `${weight ?? 0}%` }} />
            </div>
            <p className="quiet">{arms === null ? target : `${target} · ${arms.stable} → ${arms.canary}`}</p>
            {deployment !== undefined && <p className="quiet">{deploymentWords(deployment)}</p>}
            {sticky !== undefined && <p className="quiet">{stickyWords(sticky)}</p>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function deploymentWords(deployment: DeploymentPart | null): string {
  if (deployment === null) return 'no deployment of ECS is under way';
  const { status, stage, pausedUntil } = deployment;
  if (pausedUntil === null) return `ECS: ${status}${stage === null ? '' : ` · ${stage}`}`;
  return `ECS pauses at ${stage}, at most until ${calendarDay(pausedUntil)}, ${clockTime(pausedUntil)}`;
}

function stickyWords(sticky: number | null): string {
  return sticky === null
    ? 'not sticky: each request goes by the weights'
    : `sticky: a cookie keeps users in their group for ${formatDuration(sticky * 1000)}, whatever the weights are`;
}
