import { memo, useMemo } from 'react';
import type { ComparisonPart, ServicePart } from '../../live/parts.ts';
import { clockTime } from '../format.ts';
import { Chart } from '../world/chart.tsx';
import { MinuteTable } from './minute-table.tsx';
import { comparisonCharts, comparisonPeriod } from './series.ts';
import { absenceText, outcomeText, staleText, waitingText } from './words.ts';

interface ComparisonProps {
  readonly service: ServicePart;
  /** Null where the newest rollout has none. */
  readonly comparison: ComparisonPart | null;
  readonly theme: 'light' | 'dark';
}

/** The comparison of the canary with stable in the newest rollout: its verdict, and what it was made from. */
export function Comparison({ service, comparison, theme }: ComparisonProps) {
  const { rollout } = service;
  if (rollout === null || comparison === null)
    return (
      <section className="panel comparison" aria-label="Canary against stable">
        <header>
          <h2>Canary against stable</h2>
        </header>
        <p className="quiet">{absenceText(service)}</p>
      </section>
    );
  return <Compared comparison={comparison} startedAt={rollout.startedAt} theme={theme} />;
}

/** The tone of a verdict, as of a rollout's status. */
const tones = { healthy: 'good', unhealthy: 'bad', inconclusive: 'none' } as const;

interface ComparedProps {
  readonly comparison: ComparisonPart;
  readonly startedAt: number;
  readonly theme: 'light' | 'dark';
}

const Compared = memo(function Compared({ comparison, startedAt, theme }: ComparedProps) {
  const { versions, verdict, minutes, ended } = comparison;
  const charts = useMemo(() => comparisonCharts(comparison), [comparison]);
  const { from, until } = comparisonPeriod(comparison, startedAt);
  return (
    <section className="panel comparison" aria-label="Canary against stable">
      <header>
        <h2>
          {versions.canary} against {versions.stable}
        </h2>
        <span className="verdict-facts">
          {verdict !== null && <span className="quiet">through {clockTime(verdict.through)}</span>}
          <span className="status" data-tone={verdict === null || ended !== null ? 'none' : tones[verdict.outcome]}>
            {outcomeText(comparison)}
          </span>
        </span>
      </header>
      <div className="verdict">
        <p className="verdict-text">{ended ?? verdict?.text ?? waitingText(comparison)}</p>
        {ended !== null && verdict !== null && <p>{verdict.text}</p>}
        <p className="quiet">{[verdict?.exposure ?? '', staleText(comparison)].join(' ').trim()}</p>
      </div>
      <div className="verdict-charts">
        {charts.map(({ spec, note }) => (
          <Chart
            key={spec.title}
            spec={spec}
            minutes={minutes}
            from={from}
            until={until}
            theme={theme}
            group="comparison"
            note={note}
          />
        ))}
      </div>
      <MinuteTable comparison={comparison} />
    </section>
  );
});
