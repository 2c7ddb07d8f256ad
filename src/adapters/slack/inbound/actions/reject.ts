import { commandTarget } from '../../views/parts/button.ts';
import type { ButtonCommand } from './on-click.ts';

/** Rejects the approval that the button was drawn for, and no later one. */
export const reject: ButtonCommand = (value) => ({ name: 'reject', ...commandTarget(value), text: '' });
