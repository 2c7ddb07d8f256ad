import type { AlarmChange } from '../domain/alarm/state.ts';
import type { VerdictSummary } from '../domain/analysis/verdict.ts';
import type { Sync } from '../domain/environment/sync.ts';
import type { Home } from '../domain/home.ts';
import type { AlarmChangeOutcome, News, Reply, ReplyTo } from '../domain/rollout/effect.ts';
import type { CardRef, ChannelMessage, MessageRef } from '../domain/rollout/message-ref.ts';
import type { Rollout } from '../domain/rollout/record.ts';
import type { TimelineEntry } from '../domain/rollout/timeline-entry.ts';
import type { StartForm } from '../domain/start-form.ts';
import type { SlackCommand } from './inbound/command.ts';

/** A message for the thread of a card. */
export type ThreadMessage =
  | { readonly kind: 'entries'; readonly entries: readonly TimelineEntry[]; readonly mention: readonly string[] }
  | { readonly kind: 'baseline' }
  | { readonly kind: 'verdict'; readonly verdict: VerdictSummary };

/** One attempt to deliver an effect. `key` finds an earlier attempt; `again` is true when there may have been one. */
export interface DeliveryAttempt {
  readonly key: string;
  readonly again: boolean;
}

/** Posts Serin's messages. Throws when a message was not delivered; the outbox retries. */
export interface Notifier {
  /**
   * Brings the card up to date, or posts it when it is not there yet. Once the rollout has ended, or somebody takes it back, the
   * messages in the channel about it say so too, where they are still there.
   */
  card(rollout: Rollout, once: DeliveryAttempt): Promise<CardRef>;
  /** Posts in the thread of the rollout's card. */
  thread(rollout: Rollout, message: ThreadMessage, once: DeliveryAttempt): Promise<void>;
  /**
   * Posts a state change of an alarm in a channel. `rollout`: the one it concerns, running or finished, if any.
   * @returns where the message stands
   */
  alarm(
    channel: string,
    change: AlarmChange,
    outcome: AlarmChangeOutcome,
    rollout: Rollout | null,
    once: DeliveryAttempt,
  ): Promise<MessageRef>;
  /**
   * Posts in the channel that a rollout begins to roll back, or to hold.
   * @returns where the message stands
   */
  notice(rollout: Rollout, news: News, once: DeliveryAttempt): Promise<MessageRef>;
  /** Posts a text in a channel that belongs to no rollout. */
  say(channel: string, text: string, once: DeliveryAttempt): Promise<void>;
  /** Says in a message about a hold how the hold ended, where the message is still there. */
  restate(rollout: Rollout, message: ChannelMessage): Promise<void>;
  /** Answers one person, visible to that person only. `shows`: the rollout that the reply draws, if any. */
  reply(to: ReplyTo, reply: Reply, shows: Rollout | null): Promise<void>;
  /**
   * Draws the App Home of a person anew.
   * @param home null where nothing of it may be shown, or it could not be read
   * @param answer the answer to a click in it, above everything else; null where there is none
   */
  home(person: string, home: Home | null, answer: Reply | null): Promise<void>;
  /**
   * Draws the form of a start anew, where its person still has it open.
   * @param view its external id
   * @param from the place that the form was opened in, and where what it asks for is answered
   * @param form null where nothing of it may be shown, or it could not be read
   * @param answer what is said in its place; null where there is a form
   */
  startForm(
    view: string,
    from: Pick<SlackCommand, 'origin' | 'replyTo'>,
    form: StartForm | null,
    answer: Reply | null,
  ): Promise<void>;
}

/** Shows people the progress of a sync. */
export interface SyncNotifier {
  /** Brings the message of a sync up to date, or posts it when it is not there yet. Throws when Slack does not take it. */
  show(sync: Sync): Promise<CardRef>;
}
