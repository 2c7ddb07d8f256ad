import { type FormEvent, useState } from 'react';
import type { WhatIfAnswer, WhatIf as Wish } from '../../live/what-if.ts';
import { api } from '../api.ts';
import { Bars } from './bars.tsx';
import { faultText, goodText, timeText, usersText } from './words.ts';

/** A number of the form; rates are typed in percent. */
interface Field {
  readonly name: Exclude<keyof Wish, 'service'>;
  readonly label: string;
  readonly initial: number;
  readonly min: number;
  readonly max: number;
  readonly step: number | 'any';
  /** Returns the number as the sandbox takes it. */
  readonly read: (typed: number) => number;
}

const asTyped = (typed: number): number => typed;
const asRate = (typed: number): number => typed / 100;

const FIELDS: readonly Field[] = [
  { name: 'traffic', label: 'Requests a minute', initial: 600, min: 1, max: 100_000, step: 'any', read: asTyped },
  { name: 'users', label: 'Users', initial: 20_000, min: 1, max: 100_000, step: 1, read: asTyped },
  { name: 'errors', label: 'Errors today, %', initial: 1, min: 0, max: 50, step: 'any', read: asRate },
  { name: 'canaryErrors', label: 'Canary errors, %', initial: 2, min: 0, max: 100, step: 'any', read: asRate },
  {
    name: 'latency',
    label: 'Canary slower, %',
    initial: 0,
    min: 0,
    max: 1_900,
    step: 'any',
    read: (n) => 1 + n / 100,
  },
];

type State = 'idle' | 'running' | { readonly answer: WhatIfAnswer } | { readonly problem: string };

function readForm(form: HTMLFormElement, service: string): Wish {
  const data = new FormData(form);
  const numbers = FIELDS.map(({ name, read }) => [name, read(Number(data.get(name)))]);
  return { service, ...Object.fromEntries(numbers) };
}

/** A plan tried in a world that the reader sets: whom a fault hurts and how soon it is stopped, as distributions. */
export function WhatIf({ service }: { readonly service: string }) {
  const [state, setState] = useState<State>('idle');
  const ask = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setState('running');
    api.whatIf(readForm(event.currentTarget, service)).then(
      (answer) => setState({ answer }),
      (error: Error) => setState({ problem: error.message }),
    );
  };
  return (
    <section className="panel what-if" aria-label="What if">
      <header>
        <h2>What if</h2>
        <span className="quiet">simulated, nothing moves</span>
      </header>
      <form onSubmit={ask}>
        {FIELDS.map(({ name, label, initial, min, max, step }) => (
          <label key={name}>
            <span>{label}</span>
            <input type="number" name={name} defaultValue={initial} min={min} max={max} step={step} required />
          </label>
        ))}
        <button type="submit" className="button primary" disabled={state === 'running'}>
          {state === 'running' ? 'Trying …' : 'Try the plan'}
        </button>
      </form>
      <div role="status">
        {typeof state === 'object' && 'problem' in state && <p className="problem">{state.problem}</p>}
        {typeof state === 'object' && 'answer' in state && <Outcome answer={state.answer} />}
      </div>
    </section>
  );
}

function Outcome({ answer: { plan, rollouts, fault, good, unseen } }: { readonly answer: WhatIfAnswer }) {
  return (
    <>
      {fault !== null && <p className="verdict-text">{faultText(fault.summary)}</p>}
      <p className={fault === null ? 'verdict-text' : ''}>{goodText(good)}</p>
      {fault !== null && (
        <div className="what-if-bars">
          {fault.minutes.length > 0 && (
            <Bars title="Minutes until it is stopped" bars={fault.minutes} text={timeText(fault.summary)} />
          )}
          <Bars title="Users hurt" bars={fault.users} text={usersText(fault.summary)} />
        </div>
      )}
      <details>
        <summary>Not seen by any metric or alarm</summary>
        <ul>
          {unseen.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      </details>
      <p className="quiet">
        {plan}; {rollouts} rollouts with the fault and as many without. <code>serin simulate</code> tries more, and
        other plans.
      </p>
    </>
  );
}
