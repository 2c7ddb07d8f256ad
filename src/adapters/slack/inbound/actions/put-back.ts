import { commandTarget } from '../../views/parts/button.ts';
import type { ButtonCommand } from './on-click.ts';

/** Sets the shares again that somebody else changed, and resumes. */
export const putBack: ButtonCommand = (value) => ({ name: 'put-back', ...commandTarget(value) });
