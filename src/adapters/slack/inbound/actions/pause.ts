import { commandTarget } from '../../views/parts/button.ts';
import type { ButtonCommand } from './on-click.ts';

/** Pauses before the next step. */
export const pause: ButtonCommand = (value) => ({ name: 'pause', ...commandTarget(value) });
