import type { QueueButtonCommand } from './on-click.ts';

/** Takes the start out of the queue that was next when the button was drawn. */
export const leaveQueue: QueueButtonCommand = ({ service, label }) => ({ name: 'leave-queue', service, label });
