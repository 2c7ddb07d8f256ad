import { contentWords } from '../../../domain/environment/component.ts';
import type { Sync, SyncPart } from '../../../domain/environment/sync.ts';
import { actions, context, header, section, syncButton } from './parts/blocks.ts';
import { escapeMrkdwn, fitLines, formatMoment, mentionUser } from './parts/mrkdwn.ts';
import type { View } from './parts/view.ts';

const words: Readonly<Record<Sync['status'], readonly [string, string]>> = {
  running: ['🔄', 'is brought up'],
  done: ['✅', 'is at the newest of every component that was to be brought up'],
  failed: ['⛔', 'could not be brought up in full'],
  stopped: ['✋', 'is not brought up any further'],
};

/** Room for the parts, in characters. */
const ROOM = 2800;

function describePart({ state, brought, fault }: SyncPart, isRunning: boolean): readonly [string, string] {
  const trouble = fault === null ? '' : ` ${escapeMrkdwn(fault.message, 300)}`;
  if (state === 'done') return ['✓', ''];
  if (state === 'failed') return ['✗', trouble];
  if (!isRunning) return ['–', ' left as it was'];
  const waits = brought === 'by-a-build' ? ' waits for a build' : ' is brought up';
  return ['⏳', trouble === '' ? waits : `${waits}; tried again:${trouble}`];
}

function partLine(part: SyncPart, isRunning: boolean): string {
  const [sign, rest] = describePart(part, isRunning);
  return `${sign} *${escapeMrkdwn(part.name, 150)}*: ${escapeMrkdwn(part.before, 100)} → ${escapeMrkdwn(contentWords(part.wanted), 100)}${rest}`;
}

function footer({ by, startedAt, stoppedBy, status }: Sync): string {
  const again = status === 'failed' ? ' · fix what it names, then sync again' : '';
  const stopped = stoppedBy === null ? '' : ` · stopped by ${mentionUser(stoppedBy.id)}`;
  return `Started by ${mentionUser(by.id)} ${formatMoment(startedAt)}${stopped}${again}`;
}

/** The one message of a sync: what is brought up, how far it is, and what went wrong. */
export function sync(one: Sync): View {
  const isRunning = one.status === 'running';
  const [sign, is] = words[one.status];
  const title = `${one.service}: environment ${one.side} ${is}`;
  const lines = one.parts.map((part) => partLine(part, isRunning));
  const stop = syncButton(
    'stop-sync',
    { service: one.service, id: one.id },
    {
      label: 'Stop',
      confirm: {
        title: `Stop the sync of ${one.service}?`,
        text: 'What was brought up stays. Builds that were asked for may still come.',
        yes: 'Stop',
      },
    },
  );
  return {
    text: escapeMrkdwn(title, 500),
    blocks: [
      header(`${sign} ${title}`),
      section(fitLines(lines, ROOM, 'components')),
      context(footer(one)),
      ...(isRunning ? [actions([stop])] : []),
    ],
  };
}
