import type { SyncButtonCommand } from './on-click.ts';

/** Shows what a sync would do; nothing is changed. */
export const lookAtSync: SyncButtonCommand = ({ service }) => ({ name: 'sync', service, plan: null });
