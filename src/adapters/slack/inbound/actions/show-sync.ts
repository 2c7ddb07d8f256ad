import type { SyncButtonCommand } from './on-click.ts';

/** Shows what a sync would do; nothing is changed. */
export const showSync: SyncButtonCommand = ({ service }) => ({ name: 'sync', service, plan: null });
