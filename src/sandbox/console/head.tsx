import { useState } from 'react';
import { api } from './api.ts';
import { calendarDay, clockSeconds } from './format.ts';
import serin from './serin.svg';
import type { World } from './store.ts';
import { chooseTheme, type Theme } from './theme.ts';

/** Virtual seconds per real second. */
const SPEEDS = [0, 1, 10, 60, 300];

const JUMPS = [
  { duration: '10m', label: '+10 min' },
  { duration: '1h', label: '+1 h' },
];

interface HeadProps {
  readonly world: World;
  readonly isConnected: boolean;
  readonly theme: Theme;
}

/** The top of the page: the name, virtual time, the theme. */
export function Head({ world, isConnected, theme }: HeadProps) {
  const { now, speed } = world.clock;
  const next = theme === 'dark' ? 'light' : 'dark';
  return (
    <header className="head">
      <div className="brand">
        <img src={serin} alt="" width="28" height="28" />
        <h1>
          Serin <span>sandbox</span>
        </h1>
      </div>
      <div className="clock">
        <p className={isConnected ? 'clock-now' : 'clock-now away'}>
          <span className="clock-day">{calendarDay(now)}</span>
          <time dateTime={new Date(now).toISOString()}>{isConnected ? clockSeconds(now) : 'no answer'}</time>
        </p>
        <Speed speed={speed} />
        <Jumps />
      </div>
      <button
        type="button"
        className="icon-button"
        aria-label={`Use the ${next} theme`}
        title={`Use the ${next} theme`}
        onClick={() => chooseTheme(next)}
      >
        <svg viewBox="0 0 16 16" aria-hidden="true">
          {theme === 'dark' ? (
            <path d="M8 1v1.500M8 13.500V15M1 8h1.500M13.5 8H15M3 3l1.1 1.100M11.9 11.9 13 13M3 13l1.1-1.100M11.9 4.1 13 3M8 5a3 3 0 1 1 0 6 3 3 0 0 1 0-6Z" />
          ) : (
            <path d="M13.5 9.500A6 6 0 0 1 6.5 2.500a6 6 0 1 0 7 7Z" />
          )}
        </svg>
      </button>
    </header>
  );
}

function Speed({ speed }: { readonly speed: number }) {
  return (
    <fieldset className="segments">
      <legend className="unseen">Speed of virtual time</legend>
      {SPEEDS.map((each) => (
        <label key={each} title={each === 0 ? 'Time stands still' : `${each} virtual seconds a second`}>
          <input
            type="radio"
            name="speed"
            checked={speed === each}
            aria-label={each === 0 ? 'Pause' : `${each} times`}
            onChange={() => {
              api.speed(each).catch(() => undefined);
            }}
          />
          <span aria-hidden="true">{each === 0 ? 'Pause' : `${each}×`}</span>
        </label>
      ))}
    </fieldset>
  );
}

function Jumps() {
  const [isMoving, setMoving] = useState(false);
  const jump = (duration: string) => {
    setMoving(true);
    api
      .advance(duration)
      // The clock shows that the sandbox does not answer.
      .catch(() => undefined)
      .finally(() => setMoving(false));
  };
  return (
    <div className="jumps">
      {JUMPS.map(({ duration, label }) => (
        <button
          key={duration}
          type="button"
          className="button small"
          disabled={isMoving}
          onClick={() => jump(duration)}
        >
          {label}
        </button>
      ))}
    </div>
  );
}
