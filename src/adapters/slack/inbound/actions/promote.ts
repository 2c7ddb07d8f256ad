import { commandTarget } from '../../views/parts/button.ts';
import type { ButtonCommand } from './on-click.ts';

/** Goes straight to 100% and completes. */
export const promote: ButtonCommand = (value) => ({ name: 'promote', ...commandTarget(value) });
