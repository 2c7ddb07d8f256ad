import { commandTarget } from '../../views/parts/button.ts';
import type { ButtonCommand } from './on-click.ts';

/** Gives the approval that the button was drawn for, and no later one. */
export const approve: ButtonCommand = (value) => ({ name: 'approve', ...commandTarget(value) });
