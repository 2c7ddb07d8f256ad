import { useCallback, useMemo, useRef, useState } from 'react';
import type { MessagePart } from '../../live/parts.ts';
import { api } from '../api.ts';
import { clockTime } from '../format.ts';
import serin from '../serin.svg';
import type { World } from '../store.ts';
import type { ButtonElement } from './block-kit.ts';
import { Composer } from './composer.tsx';
import { LockScreen } from './lock-screen.tsx';
import { Message, type MessageContext } from './message.tsx';
import { Modal } from './modal.tsx';
import { People } from './people.tsx';
import { HomePlace, PlaceSwitch, usePlaces } from './places.tsx';
import { useStickToEnd } from './scroll.ts';
import { Thread } from './thread.tsx';

interface ChannelProps {
  readonly world: World;
  readonly person: string;
  readonly onPerson: (person: string) => void;
  readonly theme: 'light' | 'dark';
}

/** The Slack part of the console: a channel as one person sees it. */
export function Channel({ world, person, onPerson, theme }: ChannelProps) {
  const { about, messages, modals, services } = world;
  const [channel, setChannel] = useState(about.channels[0]?.name ?? '');
  const [openThread, setOpenThread] = useState<string | null>(null);
  const places = usePlaces();
  const { id: personId = '' } = about.people.find(({ name }) => name === person) ?? {};
  const channelId = about.channels.find(({ name }) => name === channel)?.id;
  const { visible, replies } = useMemo(
    () =>
      sortMessages(
        messages.filter((message) => message.channel === channelId),
        personId,
      ),
    [messages, channelId, personId],
  );
  const [panel, context] = useMessageContext(world, { person, channel, theme });
  const list = useStickToEnd<HTMLDivElement>(visible);
  const parent = visible.find(({ ts }) => ts === openThread);
  const modal = modals.find(({ user }) => user === personId);
  /** Unlocks the phone: shows the channel of a notification, at its message. */
  const openMessage = (id: string, ts: string) => {
    setChannel(about.channels.find((each) => each.id === id)?.name ?? channel);
    places.go('channel');
    requestAnimationFrame(() => context.onShow(ts));
  };
  return (
    <section className="slack" aria-label="Slack" ref={panel}>
      <header className="slack-head">
        <h2>
          <span aria-hidden="true">#</span>
          {about.channels.length > 1 ? (
            <select aria-label="Channel" value={channel} onChange={(event) => setChannel(event.target.value)}>
              {about.channels.map(({ name }) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          ) : (
            channel
          )}
        </h2>
        <People people={about.people.map(({ name }) => name)} person={person} onPerson={onPerson} />
      </header>
      <PlaceSwitch places={places} channel={channel} />
      <HomePlace places={places} world={world} person={person} context={context} />
      {places.place === 'phone' && <LockScreen world={world} person={person} onOpen={openMessage} />}
      <div
        className="messages"
        hidden={places.place !== 'channel'}
        ref={list}
        role="log"
        aria-label={`Messages in #${channel}`}
      >
        {visible.length === 0 && <Empty />}
        {visible.map((message) => (
          <Message key={message.ts} message={message} context={context}>
            <ThreadLink replies={replies.get(message.ts)} onOpen={() => setOpenThread(message.ts)} />
            {message.only === null && (
              <Shortcut onUse={() => api.shortcut({ user: person, channel, ts: message.ts, text: message.text })} />
            )}
          </Message>
        ))}
      </div>
      <Composer
        person={person}
        channel={channel}
        known={{ commands: about.commands, services }}
        onSend={(text) => api.say({ user: person, channel, text })}
      />
      {parent !== undefined && (
        <Thread
          parent={parent}
          replies={replies.get(parent.ts) ?? []}
          context={context}
          onClose={() => {
            setOpenThread(null);
            panel.current?.querySelector<HTMLElement>(`[data-ts="${parent.ts}"] .thread-link`)?.focus();
          }}
        />
      )}
      {modal !== undefined && <Modal key={modal.id} modal={modal} person={person} context={context} />}
    </section>
  );
}

interface Acting {
  readonly person: string;
  readonly channel: string;
  readonly theme: 'light' | 'dark';
}

/** Returns the context of messages: the same object until part of it changes, so that messages are not drawn again. */
function useMessageContext({ about }: World, { person, channel, theme }: Acting) {
  const panel = useRef<HTMLElement>(null);
  const onShow = useCallback((ts: string) => {
    const found = panel.current?.querySelector<HTMLElement>(`.slack > .messages [data-ts="${ts}"]`);
    found?.scrollIntoView({ block: 'start', behavior: 'smooth' });
  }, []);
  const onClick = useCallback(
    ({ ts }: MessagePart, { action_id: actionId, value = '' }: ButtonElement, blockId: string) =>
      api.click({ user: person, channel, ts, actionId, blockId, value }),
    [person, channel],
  );
  const context = useMemo<MessageContext>(() => {
    const names = Object.fromEntries(about.people.map(({ id, name }) => [id, name]));
    return { theme, names, groups: about.groups, onClick, onShow };
  }, [about, theme, onClick, onShow]);
  return [panel, context] as const;
}

/** Returns the messages of a channel that one person sees, and the replies by the message that they answer. */
function sortMessages(messages: readonly MessagePart[], person: string) {
  const seen = messages.filter(({ only }) => only === null || only === person);
  const replies = new Map<string, MessagePart[]>();
  for (const message of seen) {
    if (message.thread === null) continue;
    replies.set(message.thread, [...(replies.get(message.thread) ?? []), message]);
  }
  return { visible: seen.filter(({ thread }) => thread === null), replies };
}

interface ThreadLinkProps {
  readonly replies: readonly MessagePart[] | undefined;
  readonly onOpen: () => void;
}

function ThreadLink({ replies = [], onOpen }: ThreadLinkProps) {
  const last = replies.at(-1);
  if (last === undefined) return null;
  return (
    <button type="button" className="thread-link" onClick={onOpen}>
      {replies.length} {replies.length === 1 ? 'reply' : 'replies'}
      <span className="thread-last">last at {clockTime(last.at)}</span>
    </button>
  );
}

/** The shortcut of the app in the menu of a message; its error is shown. */
function Shortcut({ onUse }: { readonly onUse: () => Promise<void> }) {
  const [problem, setProblem] = useState<string | null>(null);
  const use = () => {
    setProblem(null);
    onUse().catch((error: Error) => setProblem(error.message));
  };
  return (
    <>
      <button type="button" className="shortcut" onClick={use}>
        Start a canary of this
      </button>
      {problem !== null && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
    </>
  );
}

function Empty() {
  return (
    <div className="empty">
      <img src={serin} alt="" width="48" height="48" />
      <p>
        <strong>Nothing has been said yet.</strong>
      </p>
      <p>
        Type <kbd>/canary</kbd> below, or let one of the stories begin.
      </p>
    </div>
  );
}
