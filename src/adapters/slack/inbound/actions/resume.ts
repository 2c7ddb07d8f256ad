import { commandTarget } from '../../views/parts/button.ts';
import type { ButtonCommand } from './on-click.ts';

/** Goes on after a pause or a hold, or keeps what was changed during the rollback. */
export const resume: ButtonCommand = (value) => ({ name: 'resume', ...commandTarget(value) });
