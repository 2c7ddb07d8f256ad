import type { AlarmPart } from '../../live/parts.ts';
import { milliseconds, percent } from '../format.ts';

const words: Readonly<Record<string, string>> = { OK: 'OK', ALARM: 'ALARM', INSUFFICIENT_DATA: 'no data yet' };

/** The alarms that watch a service. */
export function Alarms({ alarms }: { readonly alarms: readonly AlarmPart[] }) {
  return (
    <section className="panel alarms" aria-label="Alarms">
      <header>
        <h2>Alarms</h2>
        <span className="quiet">fire after 2 bad minutes of 3</span>
      </header>
      <ul>
        {alarms.map(({ name, state, watches, threshold }) => (
          <li key={name} className="alarm" data-state={state}>
            <span className="alarm-sign" aria-hidden="true" />
            <p>
              <strong>{name}</strong>
              <span className="quiet">
                {watches === 'errors' ? `more than ${percent(threshold)} fail` : `p99 over ${milliseconds(threshold)}`}
              </span>
            </p>
            <span className="alarm-state">{words[state] ?? state}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
