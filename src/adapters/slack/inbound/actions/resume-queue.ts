import type { QueueButtonCommand } from './on-click.ts';

/** Lets the queue go on that stopped when the button was drawn, and none that stopped later. */
export const resumeQueue: QueueButtonCommand = ({ service, stop }) => ({ name: 'resume-queue', service, stop });
