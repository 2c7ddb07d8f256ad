import { Comparison } from '../comparison/comparison.tsx';
import { useRemembered } from '../remembered.ts';
import type { World } from '../store.ts';
import { Stories } from '../stories/stories.tsx';
import type { RunningStory } from '../stories/use-story.ts';
import { WhatIf } from '../what-if/what-if.tsx';
import { Alarms } from './alarms.tsx';
import { Calls } from './calls.tsx';
import { Charts } from './charts.tsx';
import { Faults } from './faults.tsx';
import { Layers } from './layers.tsx';
import { Rollout } from './rollout.tsx';
import { Targets } from './targets.tsx';
import { Users } from './users.tsx';

interface AccountProps {
  readonly world: World;
  readonly story: RunningStory;
  readonly theme: 'light' | 'dark';
}

/** The world part of the console: one service at a time, and the calls to AWS. */
export function Account({ world, story, theme }: AccountProps) {
  const names = world.services.map(({ name }) => name);
  const isName = (name: string): name is string => names.includes(name);
  const [chosen, choose] = useRemembered('serin.service', names[0] ?? '', isName);
  const service = world.services.find(({ name }) => name === chosen);
  if (service === undefined) return null;
  const stack = world.stacks.find((each) => each.service === chosen);
  const alarms = world.alarms.filter((alarm) => alarm.service === chosen);
  return (
    <section className="world" aria-label="World">
      <Stories world={world} story={story} onService={choose} />
      <Services world={world} chosen={chosen} onChoose={choose} />
      <div className="grid">
        <Rollout service={service} about={world.about} now={world.clock.now} />
        <Charts service={chosen} minutes={world.minutes} alarms={alarms} now={world.clock.now} theme={theme} />
        <Comparison
          service={service}
          comparison={world.comparisons.find((each) => each.service === chosen) ?? null}
          theme={theme}
        />
        {stack !== undefined && <Layers stack={stack} />}
        {stack !== undefined && <Users stack={stack} />}
        <Targets targets={service.targets} />
        <Alarms alarms={alarms} />
        <Faults key={chosen} service={service} />
        <WhatIf key={`what if ${chosen}`} service={chosen} />
        <Calls calls={world.calls} />
      </div>
    </section>
  );
}

interface ServicesProps {
  readonly world: World;
  readonly chosen: string;
  readonly onChoose: (name: string) => void;
}

function Services({ world, chosen, onChoose }: ServicesProps) {
  return (
    <nav className="services" aria-label="Services">
      {world.services.map(({ name, rollout }) => {
        const phase = rollout?.phase;
        return (
          <button key={name} type="button" aria-pressed={name === chosen} onClick={() => onChoose(name)}>
            {name}
            <span className="status" data-tone={phase?.tone ?? 'none'}>
              {phase?.words ?? 'nothing runs'}
            </span>
          </button>
        );
      })}
    </nav>
  );
}
