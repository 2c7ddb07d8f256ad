import type { KnownBlock } from '@slack/types';
import type { Offer, Reply } from '../../rollout/effect.ts';
import { actions, section, syncButton } from '../blocks.ts';
import { escaped, fitLines } from '../mrkdwn.ts';

/** Room for a table, in characters; the rest of a section is its fence. */
const ROOM = 2700;
/** The longest cell: a component of two buckets is shortened, the versions are not. */
const CELL = 60;

/** A table in a fixed-width block: every client draws it, and it can be copied. */
export function tableBlocks(table: Reply['table']): readonly KnownBlock[] {
  if (table.length === 0) return [];
  const cells = table.map((row) => row.map((cell) => (cell.length > CELL ? `${cell.slice(0, CELL - 1)}…` : cell)));
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const lines = cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  // A fence ends at its own sign, wherever that comes from.
  const text = fitLines(
    lines.map((line) => escaped(line.replaceAll('`', "'"), 400)),
    ROOM,
    'rows',
  );
  return [section(`\`\`\`\n${text}\n\`\`\``)];
}

/** The button of what a person can go on with. It carries ids; who clicks is authorised then. */
export function offerBlocks(offer: Offer | null): readonly KnownBlock[] {
  if (offer === null) return [];
  const { service } = offer;
  if (offer.kind === 'look-at-sync') {
    return [actions([syncButton('look-at-sync', { service, id: 'table' }, { label: 'Sync first', style: 'primary' })])];
  }
  const look = {
    label: `Bring ${offer.side} up`,
    style: 'primary',
    confirm: {
      title: `Bring ${offer.side} of ${service} up?`,
      text: 'Aliases and stages of that environment are moved at once, and builds are asked for. No rollout can start meanwhile.',
      yes: 'Bring it up',
    },
  } as const;
  return [actions([syncButton('sync', { service, id: offer.plan }, look)])];
}
