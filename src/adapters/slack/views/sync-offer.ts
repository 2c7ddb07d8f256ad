import type { KnownBlock } from '@slack/types';
import type { Offer, Reply } from '../../../domain/rollout/effect.ts';
import { actions, section, syncButton } from './parts/blocks.ts';
import { escapeMrkdwn, fitLines } from './parts/mrkdwn.ts';

/** Room for a table, in characters. */
const ROOM = 2800;

/** A table, a line for each row, since columns need a wide window: its name, and what each column has of it. */
export function tableBlocks([heads = [], ...rows]: Reply['table']): readonly KnownBlock[] {
  if (rows.length === 0) return [];
  const lines = rows.map(([name = '', ...cells]) => {
    const facts = cells.map((cell, index) =>
      cell === '' ? '' : `${escapeMrkdwn(heads[index + 1] ?? '', 100)}: ${escapeMrkdwn(cell, 100)}`,
    );
    return `*${escapeMrkdwn(name, 150)}*: ${facts.filter((fact) => fact !== '').join(' · ')}`;
  });
  return [section(fitLines(lines, ROOM, 'rows'))];
}

/** The button of a sync that a person can go on with. It carries ids; who clicks is authorised then. */
export function syncOfferBlocks(offer: Extract<Offer, { kind: 'sync' | 'look-at-sync' }>): readonly KnownBlock[] {
  const { service } = offer;
  if (offer.kind === 'look-at-sync') {
    return [actions([syncButton('look-at-sync', { service, id: 'table' }, { label: 'Sync first', style: 'primary' })])];
  }
  const look = {
    label: `Bring environment ${offer.side} up`,
    style: 'primary',
    confirm: {
      title: `Bring environment ${offer.side} of ${service} up?`,
      text: 'Aliases and stages of that environment are moved at once, and builds are asked for. No rollout can start meanwhile.',
      yes: 'Bring it up',
    },
  } as const;
  return [actions([syncButton('sync', { service, id: offer.plan }, look)])];
}
