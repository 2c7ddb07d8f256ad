import { useState } from 'react';
import { Announcements } from './announcements.tsx';
import { Head } from './head.tsx';
import { useRemembered } from './remembered.ts';
import serin from './serin.svg';
import { Channel } from './slack/channel.tsx';
import { useSnapshot, type World } from './store.ts';
import { useStory } from './stories/use-story.ts';
import { useTheme } from './theme.ts';
import { Account } from './world/account.tsx';

/** The parts of the console; a narrow window shows one of them. */
type Side = 'slack' | 'world';

/** The console: a Slack channel, and the world that it acts on. */
export function App() {
  const { world, isConnected } = useSnapshot();
  if (world === null) return <Waiting />;
  // A restarted sandbox has other messages and rollouts: choices made in the old one are dropped.
  return <Console key={world.about.run} world={world} isConnected={isConnected} />;
}

function Waiting() {
  return (
    <main className="waiting">
      <img src={serin} alt="" width="56" height="56" />
      <h1>Serin sandbox</h1>
      <p role="status">Connecting to the sandbox …</p>
    </main>
  );
}

function Console({ world, isConnected }: { readonly world: World; readonly isConnected: boolean }) {
  const theme = useTheme();
  const [side, setSide] = useState<Side>('world');
  const people = world.about.people.map(({ name }) => name);
  const isPerson = (name: string): name is string => people.includes(name);
  const [person, setPerson] = useRemembered('serin.person', people[0] ?? '', isPerson);
  const story = useStory(world);
  return (
    <div className="app" data-side={side}>
      <Head world={world} isConnected={isConnected} theme={theme} />
      <nav className="sides" aria-label="Sides">
        {(['world', 'slack'] as const).map((name) => (
          <button key={name} type="button" aria-pressed={side === name} onClick={() => setSide(name)}>
            {name === 'slack' ? 'Slack' : 'World'}
          </button>
        ))}
      </nav>
      <main>
        <Channel world={world} person={person} onPerson={setPerson} theme={theme} />
        <Account world={world} story={story} theme={theme} />
      </main>
      <Announcements
        services={world.services}
        comparisons={world.comparisons}
        alarms={world.alarms}
        isConnected={isConnected}
      />
    </div>
  );
}
