import { commandTarget } from '../../views/button.ts';
import type { ButtonCommand } from './on-click.ts';

/** Goes on after a pause or a hold, or keeps what was changed on the way back. */
export const resume: ButtonCommand = (value) => ({ name: 'resume', ...commandTarget(value) });
