import { useEffect, useRef } from 'react';
import type { MessagePart } from '../../live/parts.ts';
import { Message, type MessageContext } from './message.tsx';
import { useStickToEnd } from './scroll.ts';

interface ThreadProps {
  readonly parent: MessagePart;
  readonly replies: readonly MessagePart[];
  readonly context: MessageContext;
  readonly onClose: () => void;
}

/** The thread of a message, over the channel. */
export function Thread({ parent, replies, context, onClose }: ThreadProps) {
  const list = useStickToEnd<HTMLDivElement>(replies);
  const close = useRef<HTMLButtonElement>(null);
  useEffect(() => close.current?.focus(), []);
  return (
    <section
      className="thread"
      aria-label="Thread"
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !(event.target as Element).closest('dialog')) onClose();
      }}
    >
      <header className="thread-head">
        <h2>Thread</h2>
        <button type="button" className="icon-button" ref={close} onClick={onClose} aria-label="Close the thread">
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <path d="m3.5 3.5 9 9m0-9-9 9" />
          </svg>
        </button>
      </header>
      <div className="messages" ref={list} role="log" aria-label="Replies">
        <Message message={parent} context={context} />
        <p className="thread-count">
          <span>
            {replies.length} {replies.length === 1 ? 'reply' : 'replies'}
          </span>
        </p>
        {replies.map((reply) => (
          <Message key={reply.ts} message={reply} context={context} />
        ))}
      </div>
    </section>
  );
}
