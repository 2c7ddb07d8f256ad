import { useState } from 'react';
import type { World } from '../store.ts';
import { Home } from './home.tsx';
import type { MessageContext } from './message.tsx';

/** The place that the panel shows: the channel, Serin's App Home, or the person's locked phone. */
type Place = 'channel' | 'home' | 'phone';

/** The place that the panel shows, with the number of times that the App Home was opened. */
export interface Places {
  readonly place: Place;
  readonly opened: number;
  readonly go: (place: Place) => void;
}

/** Keeps the place. Going to the App Home again opens it anew. */
export function usePlaces(): Places {
  const [{ place, opened }, set] = useState<Pick<Places, 'place' | 'opened'>>({ place: 'channel', opened: 0 });
  return {
    place,
    opened,
    go: (next) => set((known) => ({ place: next, opened: known.opened + (next === 'home' ? 1 : 0) })),
  };
}

/** The switch between the places. */
export function PlaceSwitch({ places, channel }: { readonly places: Places; readonly channel: string }) {
  const titles = { home: 'Home', channel: `#${channel}`, phone: 'Phone' } satisfies Record<Place, string>;
  return (
    <nav className="places" aria-label="Places in Slack">
      {(['home', 'channel', 'phone'] as const).map((name) => (
        <button key={name} type="button" aria-pressed={places.place === name} onClick={() => places.go(name)}>
          {titles[name]}
        </button>
      ))}
    </nav>
  );
}

interface HomePlaceProps {
  readonly places: Places;
  readonly world: World;
  readonly person: string;
  readonly context: MessageContext;
}

/** The App Home, while it is the place that is shown. */
export function HomePlace({ places, world, person, context }: HomePlaceProps) {
  if (places.place !== 'home') return null;
  /** A link in the App Home leads to a message of the channel, which is shown first. */
  const onShow = (ts: string) => {
    places.go('channel');
    requestAnimationFrame(() => context.onShow(ts));
  };
  return <Home world={world} person={person} context={{ ...context, onShow }} opened={places.opened} />;
}
