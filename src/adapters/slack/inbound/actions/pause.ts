import { commandTarget } from '../../views/button.ts';
import type { ButtonCommand } from './on-click.ts';

/** Pauses before the next step. */
export const pause: ButtonCommand = (value) => ({ name: 'pause', ...commandTarget(value) });
