import { type ReactNode, useState } from 'react';
import type { StackPart } from '../../live/parts.ts';
import { api } from '../api.ts';
import { percent } from '../format.ts';
import { isNextThere } from './next-release.ts';

const SIDES = ['a', 'b'] as const;

/** The layers of a service with environments: each environment's version of each layer, and its role. */
export function Layers({ stack }: { readonly stack: StackPart }) {
  const { center, split, layers, names } = stack;
  return (
    <section className="panel layers" aria-label="Layers">
      <header>
        <h2>Layers</h2>
        <span className="quiet">in a request's order</span>
      </header>
      <table>
        <thead>
          <tr>
            <td />
            {SIDES.map((side) => (
              <th key={side} scope="col" data-role={environmentRole(stack, side)}>
                <span className="side-name">
                  <span className="side-dot" aria-hidden="true" />
                  {side}
                </span>
                <span className="side-role">{roleWords[environmentRole(stack, side)]}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Row name="name" of={(side) => names[side]} />
          <Row name="edge sends" of={(side) => <strong className="number">{percent(split[side])}</strong>} />
          {layers.map(({ name, versions }) => (
            <Row key={name} name={name} of={(side) => <code>{versions[side] ?? 'nothing'}</code>} />
          ))}
        </tbody>
      </table>
      <footer>
        <p className="quiet">{center === null ? 'The control center cannot be read.' : centerWords(center)}</p>
        <Deploy stack={stack} />
      </footer>
    </section>
  );
}

/** One row: the value of each environment. */
function Row({ name, of }: { readonly name: string; readonly of: (side: 'a' | 'b') => ReactNode }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      {SIDES.map((side) => (
        <td key={side}>{of(side)}</td>
      ))}
    </tr>
  );
}

/** The names of the control center's roles, as people say them. */
const roleWords = { active: 'next release', fallback: 'live', unknown: 'unknown' } as const;

function environmentRole({ center }: StackPart, side: 'a' | 'b'): 'active' | 'fallback' | 'unknown' {
  if (center === null) return 'unknown';
  return center.active === side ? 'active' : 'fallback';
}

function centerWords({ active, fallback, deployments }: NonNullable<StackPart['center']>): string {
  return deployments === 'closed'
    ? `Control center: ${fallback} to ${active}; deployments are closed.`
    : `Control center: users have ${fallback}; ${active} gets deployments.`;
}

/** A button that has the pipeline deploy the next version to the active environment; disabled once it is there. */
function Deploy({ stack }: { readonly stack: StackPart }) {
  const { service, center, next } = stack;
  const [isAsked, setAsked] = useState(false);
  const [problem, setProblem] = useState('');
  if (center === null) return null;
  const isThere = isNextThere(stack) === true;
  const deploy = () => {
    setAsked(true);
    setProblem('');
    api
      .deploy(service, next)
      .catch((error: Error) => setProblem(error.message))
      .finally(() => setAsked(false));
  };
  return (
    <>
      <button
        type="button"
        className="button small"
        disabled={isAsked || isThere || center.deployments === 'closed'}
        onClick={deploy}
      >
        {isThere ? `${next} is on ${center.active}` : `Deploy ${next} to ${center.active}`}
      </button>
      <p className="problem" role="alert">
        {problem}
      </p>
    </>
  );
}
