import type { AlarmPart, ComparisonPart, ServicePart } from '../live/parts.ts';

interface AnnouncementsProps {
  readonly services: readonly ServicePart[];
  readonly comparisons: readonly ComparisonPart[];
  readonly alarms: readonly AlarmPart[];
  readonly isConnected: boolean;
}

/** Tells screen readers about changes of connection, rollout statuses, verdicts and alarms. Numbers stay silent. */
export function Announcements({ services, comparisons, alarms, isConnected }: AnnouncementsProps) {
  return (
    <div className="unseen">
      <p role="status">{isConnected ? '' : 'The sandbox does not answer.'}</p>
      {services.map(({ name, rollout }) => (
        <p key={name} role="status">
          {rollout === null ? '' : `${name} ${rollout.canary} ${rollout.phase.words}`}
        </p>
      ))}
      {comparisons.map(({ service, versions, verdict }) => (
        <p key={service} role="status">
          {verdict === null ? '' : `${service} ${versions.canary}: ${verdict.short}`}
        </p>
      ))}
      {alarms.map(({ name, state }) => (
        <p key={name} role="alert">
          {state === 'ALARM' ? `The alarm ${name} fires` : ''}
        </p>
      ))}
    </div>
  );
}
