import { memo, useMemo } from 'react';
import type { AlarmPart, MinutePart } from '../../live/parts.ts';
import { Chart } from './chart.tsx';
import { errors, latencyChart, median, traffic } from './series.ts';

/** The period that the charts show, in milliseconds. */
const SHOWN_MS = 60 * 60_000;

interface ChartsProps {
  readonly service: string;
  readonly minutes: readonly MinutePart[];
  readonly alarms: readonly AlarmPart[];
  readonly now: number;
  readonly theme: 'light' | 'dark';
}

/** The metrics of a service's users, by the minute. */
export function Charts({ service, minutes, alarms, now, theme }: ChartsProps) {
  // Whole minutes: the charts move when there is a new minute, not with every second.
  const until = Math.floor(now / 60_000) * 60_000;
  return <ChartsUntil service={service} minutes={minutes} alarms={alarms} until={until} theme={theme} />;
}

const ChartsUntil = memo(function ChartsUntil({
  service,
  minutes,
  alarms,
  until,
  theme,
}: Omit<ChartsProps, 'now'> & { readonly until: number }) {
  const shown = useMemo(
    () => minutes.filter((minute) => minute.service === service && minute.at >= until - SHOWN_MS),
    [minutes, service, until],
  );
  const thresholds = JSON.stringify(alarms.map(({ watches, threshold }) => [watches, threshold]));
  // biome-ignore lint/correctness/useExhaustiveDependencies: of the alarms, only the thresholds are drawn
  const specs = useMemo(() => [traffic, errors(alarms), latencyChart(alarms), median], [thresholds]);
  return (
    <section className="charts" aria-label="What the users meet">
      {specs.map((spec) => (
        <Chart
          key={spec.title}
          spec={spec}
          minutes={shown}
          from={until - SHOWN_MS}
          until={until}
          theme={theme}
          group="users"
        />
      ))}
    </section>
  );
});
