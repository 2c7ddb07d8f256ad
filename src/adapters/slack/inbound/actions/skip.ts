import { commandTarget } from '../../views/parts/button.ts';
import type { ButtonCommand } from './on-click.ts';

/** Ends the bake that the button was drawn for, and no later one. */
export const skip: ButtonCommand = (value) => ({ name: 'skip', ...commandTarget(value) });
