import type { KnownBlock } from '@slack/types';
import type { News } from '../../../../domain/rollout/effect.ts';
import { isFinished, type Rollout } from '../../../../domain/rollout/record.ts';
import { describeStanding } from '../../../../domain/rollout/share.ts';
import { actions, context, header, queueButton, section } from '../parts/blocks.ts';
import { actionId } from '../parts/button.ts';
import { afterEndButtons, cardButtons } from '../parts/buttons.ts';
import { escapeMrkdwn, link, mentionAll, truncate } from '../parts/mrkdwn.ts';
import { serviceLinks } from '../parts/service-links.ts';
import type { View } from '../parts/view.ts';
import { rolloutTitle } from '../rollout/card.ts';
import { describeNextStep } from '../rollout/status.ts';
import { type Followed, followingParts, hasOutcome, type Writing } from './outcome.ts';

/** Says since when Serin holds, and what people can do. */
function holdText(rollout: Rollout, { since }: News, { at, say }: Writing): string {
  return `Serin holds since ${at(since)} and raises nothing. ${say(describeNextStep(rollout))}`;
}

/** Draws the message about what somebody changed after the end: what users have now, who changed it, and the two answers. */
function undoneView(rollout: Rollout, { fact, mention }: News): View {
  const title = `⚠️ ${rolloutTitle(rollout)}: somebody changed what the rollout left`;
  const { phase } = rollout;
  const canPutBack = phase.status === 'completed' && phase.canPutBack === true;
  const answers = afterEndButtons(rollout).filter(({ action_id: id }) => canPutBack || id !== actionId('put-back'));
  const answer = canPutBack ? 'Put it back' : 'Start the version that users are to have';
  const text = `Serin moved nothing. ${answer}, or accept it.`;
  const people = mentionAll(mention);
  return {
    text: `${escapeMrkdwn(`${title}. ${fact}.`, 900)}${people === '' ? '' : ` ${people}`}`,
    blocks: [
      header(title),
      section(`${escapeMrkdwn(`${fact}.`, 800)}\n${text}`),
      actions(answers),
      context([people, cardLink(rollout), serviceLinks(rollout)].filter((part) => part !== '').join(' · ')),
    ],
  };
}

/** The titles of messages that stay as they were posted: they are about a queue, or remind of a target. */
const plainTitles = {
  queue: ({ service }: Rollout) => `✋ The queue of ${service} has stopped`,
  hotfix: ({ service }: Rollout) => `🚑 A hotfix of ${service} goes first`,
  scheduled: ({ service }: Rollout) => `⏰ A scheduled start of ${service} waits`,
  late: (rollout: Rollout) => `⚠️ ${rolloutTitle(rollout)} is not at its share`,
  pause: (rollout: Rollout) => `⏳ ${rolloutTitle(rollout)}: a pause ends soon`,
} as const;

type PlainNews = News & { readonly about: keyof typeof plainTitles };

const isPlainNews = (news: News): news is PlainNews => Object.hasOwn(plainTitles, news.about);

/** Draws the buttons under a queue that has stopped; none where it is not known what is next in it. */
function queueActions({ service }: Rollout, { since, next }: News): readonly KnownBlock[] {
  if (next === undefined) return [];
  const value = { service, label: next, stop: since };
  return [
    actions([
      queueButton('resume-queue', value, {
        label: 'Resume queue',
        style: 'primary',
        confirm: {
          title: `Resume the queue of ${service}?`,
          text: `${truncate(next, 100)} starts within a minute, where nothing else is in the way.`,
          yes: 'Resume queue',
        },
      }),
      queueButton('leave-queue', value, { label: `Take ${truncate(next, 60)} out` }),
    ]),
  ];
}

/** Draws a message that stays as it is posted: what happened and why, who is concerned, what people can do. */
function plainView(rollout: Rollout, news: PlainNews): View {
  const { about, fact, mention } = news;
  const title = plainTitles[about](rollout);
  const people = mentionAll(mention);
  return {
    text: `${escapeMrkdwn(`${title}. ${fact}.`, 900)}${people === '' ? '' : ` ${people}`}`,
    blocks: [
      header(title),
      section(escapeMrkdwn(`${fact}.`, 2500)),
      ...queueActions(rollout, news),
      context([people, cardLink(rollout)].filter((part) => part !== '').join(' · ')),
    ],
  };
}

/** Returns a link to the card, or the title of the rollout where the card is not posted. */
function cardLink(rollout: Rollout): string {
  const title = rolloutTitle(rollout);
  return rollout.card === null ? escapeMrkdwn(title) : link(rollout.card.permalink, title);
}

/**
 * Draws the message that tells the channel of a rollback or a hold, or of what somebody changed after the end. Its first lines say
 * what is wrong with the numbers of both versions, who met the canary, what Serin did and what people need to do; the notification
 * says the same in two lines. It follows its rollout: each later drawing replaces its headline, its outcome and its buttons; only a
 * message about a change after the end stays as it was posted. A new message calls the people concerned, because a later drawing
 * notifies nobody.
 *
 * @param message the place of the message, with the end of its hold where that is over already
 */
export function noticeView(rollout: Rollout, news: News, message: Followed): View {
  if (news.about === 'undone') return undoneView(rollout, news);
  if (isPlainNews(news)) return plainView(rollout, news);
  const { headline, blocks, line } = followingParts(
    rollout,
    {
      headline: `❓ ${rolloutTitle(rollout)}: ${describeStanding(rollout)}`,
      fact: news.fact,
      text: (to) => holdText(rollout, news, to),
    },
    message,
  );
  const isOpen = !hasOutcome(rollout) && !isFinished(rollout) && message.answer === undefined;
  const buttons = isOpen ? cardButtons(rollout) : [];
  const people = mentionAll(news.mention);
  const fact = line.includes(news.fact) ? '' : escapeMrkdwn(`${news.fact}.`, 500);
  const rest = [fact, people].filter((each) => each !== '').join(' ');
  return {
    text: [escapeMrkdwn(line, 600), rest].filter((each) => each !== '').join('\n'),
    blocks: [
      headline,
      section(escapeMrkdwn(`${news.fact}.`, 800)),
      ...blocks,
      ...(buttons.length === 0 ? [] : [actions(buttons)]),
      context([people, cardLink(rollout), serviceLinks(rollout)].filter((part) => part !== '').join(' · ')),
    ],
  };
}
