import { useCallback, useEffect, useState } from 'react';
import { api } from '../api.ts';
import { capitalize } from '../format.ts';
import type { World } from '../store.ts';
import type { Press } from './buttons.tsx';
import { MessageBody, type MessageContext } from './message.tsx';

interface HomeProps {
  readonly world: World;
  readonly person: string;
  readonly context: MessageContext;
  /** Rises each time the reader opens the tab. */
  readonly opened: number;
}

/** The App Home of one person: Slack tells Serin that it was opened, and shows what Serin draws. */
export function Home({ world, person, context, opened }: HomeProps) {
  const { id = '' } = world.about.people.find(({ name }) => name === person) ?? {};
  const home = world.homes.find(({ user }) => user === id);
  const [problem, setProblem] = useState<string | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: opening the tab again reads it anew
  useEffect(() => {
    setProblem(null);
    api.openHome(person).catch((error: Error) => setProblem(error.message));
  }, [person, opened]);
  const press = useCallback<Press>(
    ({ action_id: actionId, value = '' }, blockId) => api.clickHome({ user: person, actionId, blockId, value }),
    [person],
  );
  return (
    <section className="messages home" aria-label={`Home of ${capitalize(person)}`}>
      {problem !== null && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      {home === undefined ? (
        <p role="status">Opening …</p>
      ) : (
        <MessageBody blocks={home.blocks} context={context} onPress={press} />
      )}
    </section>
  );
}
