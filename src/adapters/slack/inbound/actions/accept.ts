import { commandTarget } from '../../views/parts/button.ts';
import type { ButtonCommand } from './on-click.ts';

/** Leaves what somebody changed after the end of a rollout. */
export const accept: ButtonCommand = (value) => ({ name: 'accept', ...commandTarget(value) });
