import type { KnownBlock } from '@slack/types';
import type { Home } from '../../../../domain/home.ts';
import type { Reply } from '../../../../domain/rollout/effect.ts';
import type { Rollout } from '../../../../domain/rollout/record.ts';
import { actions, context, header, section } from '../parts/blocks.ts';
import { cardButtons } from '../parts/buttons.ts';
import { escapeMrkdwn, fitLines, formatMoment } from '../parts/mrkdwn.ts';
import type { View } from '../parts/view.ts';
import { reply } from '../replies/reply.ts';
import { finishedLine, openLines, serviceLine } from './lines.ts';

/**
 * The most rollouts in each part. An App Home has room for 100 blocks, and a rollout takes two: its lines and its buttons.
 */
const MOST = { waiting: 10, running: 15, finished: 10 };

/** Room for the locks and freezes, and for the services, in characters. */
const ROOM = 2800;

function rolloutBlocks(rollout: Rollout, lines: string): readonly KnownBlock[] {
  const buttons = cardButtons(rollout);
  return [section(lines), ...(buttons.length === 0 ? [] : [actions(buttons)])];
}

interface Part {
  readonly title: string;
  readonly most: number;
  readonly draw: (rollout: Rollout) => string;
}

/** Draws rollouts under a title, as many as have room; the rest is counted. */
function part({ title, most, draw }: Part, rollouts: readonly Rollout[]): readonly KnownBlock[] {
  if (rollouts.length === 0) return [];
  const left = rollouts.length - most;
  return [
    header(title),
    ...rollouts.slice(0, most).flatMap((rollout) => rolloutBlocks(rollout, draw(rollout))),
    ...(left > 0 ? [context(`_… and ${left} more: \`/canary list\` has all of them_`)] : []),
  ];
}

/** Draws lines under a title, as many as have room. */
function list(title: string, lines: readonly string[], what: string): readonly KnownBlock[] {
  return lines.length === 0 ? [] : [header(title), section(fitLines(lines, ROOM, what))];
}

const count = (rollouts: readonly Rollout[], one: string, many: string): string =>
  `${rollouts.length} ${rollouts.length === 1 ? one : many}`;

/** Says in one line what there is to do. */
function headline({ waiting, running }: Home): string {
  if (waiting.length + running.length === 0) return 'No rollout is running.';
  const others = running.length === 0 ? '' : `, ${count(running, 'other runs', 'others run')}`;
  if (waiting.length === 0) return `${count(running, 'rollout runs', 'rollouts run')}. None waits for you.`;
  return `${count(waiting, 'rollout waits', 'rollouts wait')} for you${others}.`;
}

function homeBlocks(home: Home): readonly KnownBlock[] {
  const none = 'No service is configured yet: run `serin apply serin.yml`.';
  return [
    section(home.services.length === 0 ? none : `*${headline(home)}*`),
    ...part({ title: 'Waiting for you', most: MOST.waiting, draw: openLines }, home.waiting),
    ...part({ title: 'Running', most: MOST.running, draw: openLines }, home.running),
    ...list(
      'Locks, freezes, queues and scheduled starts',
      home.restrictions.map((line) => escapeMrkdwn(line, 400)),
      'locks, freezes, queues and scheduled starts',
    ),
    ...part({ title: 'Recently finished', most: MOST.finished, draw: finishedLine }, home.finished),
    ...list('Services', home.services.map(serviceLine), 'services'),
    context(`As of ${formatMoment(home.at, '{date_short_pretty} at {time}')}. Open this tab again to read it anew.`),
  ];
}

/**
 * The App Home of one person.
 *
 * @param home null where only the answer is shown
 * @param answer the answer to a click in it, which stands above everything else
 */
export function home(facts: Home | null, answer: Reply | null): View {
  const said = answer === null ? null : reply(answer, null);
  const text = said?.text ?? (facts === null ? 'Serin' : headline(facts));
  return {
    text,
    blocks: [
      ...(said?.blocks ?? []),
      ...(said !== null && facts !== null ? [{ type: 'divider' } as const] : []),
      ...(facts === null ? [] : homeBlocks(facts)),
    ],
  };
}
