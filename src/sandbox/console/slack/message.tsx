import { memo, type ReactNode } from 'react';
import { Message as Blocks, type MessageProps as BlocksProps } from 'slack-blocks-to-jsx';
import type { MessagePart } from '../../live/parts.ts';
import { calendarDay, capitalize, clockSeconds, clockTime } from '../format.ts';
import serin from '../serin.svg';
import type { World } from '../store.ts';
import { type ButtonElement, splitBlocks, textBlocks } from './block-kit.ts';
import { Buttons, type Press } from './buttons.tsx';

/** The context that all messages of a channel share. */
export interface MessageContext {
  readonly theme: 'light' | 'dark';
  readonly names: Readonly<Record<string, string>>;
  readonly groups: World['about']['groups'];
  readonly onClick: (message: MessagePart, button: ButtonElement, blockId: string) => Promise<void>;
  /** Scrolls to another message, by its ts. */
  readonly onShow: (ts: string) => void;
}

interface MessageProps {
  readonly message: MessagePart;
  readonly context: MessageContext;
  /** The content below it: the link to its thread. */
  readonly children?: ReactNode;
}

/** One message. */
export const Message = memo(function Message({ message, context, children }: MessageProps) {
  const { from, only, at, ts } = message;
  const name = from === 'serin' ? 'Serin' : capitalize(context.names[only ?? ''] ?? 'Somebody');
  return (
    <article
      className={`message${only === null ? '' : ' private'}`}
      data-ts={ts}
      aria-label={`${name}, ${clockTime(at)}`}
    >
      <Avatar from={from} name={name} />
      <div className="message-main">
        {only !== null && (
          <p className="message-only">Only visible to {capitalize(context.names[only] ?? 'one person')}</p>
        )}
        <header>
          <strong>{name}</strong>
          {from === 'serin' && <span className="app-badge">APP</span>}
          <time dateTime={new Date(at).toISOString()} title={calendarDay(at)}>
            {clockTime(at)}
          </time>
        </header>
        {from === 'typed' ? (
          <p className="typed">{message.text}</p>
        ) : (
          <MessageBody
            blocks={message.blocks.length === 0 ? textBlocks(message.text) : message.blocks}
            context={context}
            onPress={(button, blockId) => context.onClick(message, button, blockId)}
          />
        )}
        {children}
      </div>
    </article>
  );
});

function Avatar({ from, name }: { readonly from: MessagePart['from']; readonly name: string }) {
  if (from === 'serin') return <img className="avatar" src={serin} alt="" width="36" height="36" />;
  return (
    <span className="avatar person" data-person={name.toLowerCase()} aria-hidden="true">
      {name.charAt(0)}
    </span>
  );
}

interface MessageBodyProps {
  readonly blocks: readonly unknown[];
  readonly context: Pick<MessageContext, 'theme' | 'names' | 'groups' | 'onShow'>;
  readonly onPress: Press;
}

/** The blocks of a message, or of the App Home. */
export function MessageBody({ blocks, context, onPress }: MessageBodyProps) {
  return splitBlocks(blocks).map((piece) =>
    piece.kind === 'buttons' ? (
      <Buttons key={piece.key} blockId={piece.blockId} buttons={piece.buttons} onPress={onPress} />
    ) : (
      <ShownBlocks key={piece.key} blocks={piece.blocks} context={context} />
    ),
  );
}

interface ShownBlocksProps {
  readonly blocks: BlocksProps['blocks'];
  readonly context: MessageBodyProps['context'];
}

/** Blocks to look at, of a message, the App Home or a modal. */
export function ShownBlocks({ blocks, context }: ShownBlocksProps) {
  const users = Object.entries(context.names).map(([id, name]) => ({ id, name: capitalize(name) }));
  return (
    <Blocks
      blocks={blocks}
      theme={context.theme}
      name="Serin"
      logo=""
      withoutWrapper
      data={{ users, user_groups: [...context.groups] }}
      hooks={blockHooks(context)}
    />
  );
}

function blockHooks({ onShow }: Pick<MessageContext, 'onShow'>): NonNullable<BlocksProps['hooks']> {
  return {
    user: ({ name, id }) => <span className="mention">@{name || id}</span>,
    date: ({ timestamp, format, fallback }) => (
      <SlackDate at={Number(timestamp) * 1000} format={format} fallback={fallback} />
    ),
    link: ({ href, children }) => {
      const ts = /\/archives\/[^/]+\/p(\d+)(\d{6})/.exec(href);
      if (ts === null)
        return (
          <a href={href} target="_blank" rel="noreferrer">
            {children}
          </a>
        );
      return (
        <button type="button" className="link" onClick={() => onShow(`${ts[1]}.${ts[2]}`)}>
          {children}
        </button>
      );
    },
  };
}

interface SlackDateProps {
  readonly at: number;
  readonly format: string;
  readonly fallback: string;
}

/** A moment in the reader's zone, in Slack's format. */
function SlackDate({ at, format, fallback }: SlackDateProps) {
  const text = format
    .replace('{date_short_pretty}', calendarDay(at))
    .replace('{time}', clockTime(at))
    .replace('{time_secs}', clockSeconds(at));
  return (
    <time dateTime={new Date(at).toISOString()} title={fallback}>
      {text}
    </time>
  );
}
