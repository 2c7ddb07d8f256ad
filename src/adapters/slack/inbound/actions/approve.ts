import { commandTarget } from '../../views/button.ts';
import type { ButtonCommand } from './on-click.ts';

/** Approves the gate that the button was drawn for, and no later one. */
export const approve: ButtonCommand = (value) => ({ name: 'approve', ...commandTarget(value) });
