import type { SyncButtonCommand } from './on-click.ts';

/** Stops the sync that the button was drawn for, and no later one. */
export const stopSync: SyncButtonCommand = ({ service, id }) => ({ name: 'stop-sync', service, sync: id });
