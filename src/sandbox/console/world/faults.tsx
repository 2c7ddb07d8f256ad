import { useState } from 'react';
import type { ServicePart } from '../../live/parts.ts';
import type { Arm, Behaviour } from '../../traffic/behaviour.ts';
import { api } from '../api.ts';
import { milliseconds, percent } from '../format.ts';
import { HEALTHY } from './healthy.ts';

/** The stops of the sliders. They are not evenly spaced, because each stop has to matter. */
const ERROR_RATES = [0, HEALTHY.errorRate, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1];
const LATENCIES = [20, 40, HEALTHY.latencyMs, 150, 300, 600, 1200, 2500, 5000];

/** Sliders that break either arm of a service. */
export function Faults({ service }: { readonly service: ServicePart }) {
  if (service.arms === null) return null;
  return (
    <section className="panel faults" aria-label="Break it">
      <header>
        <h2>Break it</h2>
        <span className="quiet">how each arm behaves</span>
      </header>
      {(['canary', 'stable'] as const).map((arm) => (
        <ArmFaults
          key={arm}
          service={service.name}
          arm={arm}
          behaviour={(service.arms as Record<Arm, Behaviour>)[arm]}
        />
      ))}
    </section>
  );
}

interface ArmFaultsProps {
  readonly service: string;
  readonly arm: Arm;
  readonly behaviour: Behaviour;
}

function ArmFaults({ service, arm, behaviour }: ArmFaultsProps) {
  const set = (change: Partial<Behaviour>) => {
    // The clock shows that the sandbox does not answer.
    api.fault({ service, arm, ...change }).catch(() => undefined);
  };
  const { errorRate, latencyMs } = behaviour;
  const name = arm === 'canary' ? 'Canary' : 'Stable';
  const isHealthy = errorRate === HEALTHY.errorRate && latencyMs === HEALTHY.latencyMs;
  return (
    <fieldset data-arm={arm} aria-label={name}>
      <div className="arm-head">
        <span className="arm-dot" data-arm={arm} aria-hidden="true" />
        <strong>{name}</strong>
        <button type="button" className="link" disabled={isHealthy} onClick={() => set(HEALTHY)}>
          Heal
        </button>
      </div>
      <Slider
        name="Errors"
        stops={ERROR_RATES}
        value={errorRate}
        shows={(rate) => percent(rate * 100)}
        onChange={(rate) => set({ errorRate: rate })}
      />
      <Slider
        name="Median time"
        stops={LATENCIES}
        value={latencyMs}
        shows={milliseconds}
        onChange={(ms) => set({ latencyMs: ms })}
      />
    </fieldset>
  );
}

interface SliderProps {
  readonly name: string;
  readonly stops: readonly number[];
  readonly value: number;
  readonly shows: (value: number) => string;
  readonly onChange: (value: number) => void;
}

function Slider({ name, stops, value, shows, onChange }: SliderProps) {
  // The value just chosen, until the sandbox confirms it.
  const [asked, setAsked] = useState<number | null>(null);
  if (asked === value) setAsked(null);
  const shown = asked ?? value;
  const position = nearestStop(stops, shown);
  return (
    <label className="slider">
      <span>{name}</span>
      <input
        type="range"
        min={0}
        max={stops.length - 1}
        value={position}
        aria-valuetext={shows(shown)}
        style={{ '--filled': `${(position / (stops.length - 1)) * 100}%` } as React.CSSProperties}
        onChange={(event) => {
          const next = stops[Number(event.target.value)] as number;
          setAsked(next);
          onChange(next);
        }}
      />
      <output className="number">{shows(shown)}</output>
    </label>
  );
}

function nearestStop(stops: readonly number[], value: number): number {
  const distances = stops.map((stop) => Math.abs(stop - value));
  return distances.indexOf(Math.min(...distances));
}
