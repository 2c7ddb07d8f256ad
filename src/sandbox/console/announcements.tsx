import type { AlarmPart, ServicePart } from '../live/parts.ts';
import { statusWords } from './world/status.ts';

interface AnnouncementsProps {
  readonly services: readonly ServicePart[];
  readonly alarms: readonly AlarmPart[];
  readonly isConnected: boolean;
}

/**
 * Announces changes that matter to everybody to screen readers: connection, statuses of rollouts, alarms. Numbers stay silent.
 */
export function Announcements({ services, alarms, isConnected }: AnnouncementsProps) {
  return (
    <div className="unseen">
      <p role="status">{isConnected ? '' : 'The sandbox does not answer.'}</p>
      {services.map(({ name, rollout }) => (
        <p key={name} role="status">
          {rollout === null ? '' : `${name} ${rollout.canary} ${statusWords[rollout.phase.status]}`}
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
