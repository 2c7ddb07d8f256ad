import type { ButtonCommand } from './on-click.ts';

/** Ends the bake that runs. */
export const skip: ButtonCommand = (value) => ({ name: 'skip', service: value.service, rollout: value.rollout });
