import type { SyncButtonCommand } from './on-click.ts';

/** Has done what the table showed that the button was drawn for, and nothing else. */
export const sync: SyncButtonCommand = ({ service, id }) => ({ name: 'sync', service, plan: id });
