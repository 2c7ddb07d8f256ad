import type { StartButtonCommand } from './on-click.ts';

/** Starts exactly what was shown above the button; the worker shows it again where that has changed. */
export const start: StartButtonCommand = (value) => ({ name: 'start', ...value });
