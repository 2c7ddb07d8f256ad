import { commandTarget } from '../../views/parts/button.ts';
import type { ButtonCommand } from './on-click.ts';

/** Rolls back the rollout that the button belongs to: on its card, or in the message of an alarm. */
export const rollback: ButtonCommand = (value) => ({ name: 'rollback', ...commandTarget(value), text: '' });
