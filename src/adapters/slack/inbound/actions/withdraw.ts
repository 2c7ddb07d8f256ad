import { commandTarget } from '../../views/parts/button.ts';
import type { ButtonCommand } from './on-click.ts';

/** Takes back the approval of whoever clicks, of the step that the button was drawn for. */
export const withdraw: ButtonCommand = (value) => ({ name: 'withdraw', ...commandTarget(value) });
