import type { ButtonCommand } from './on-click.ts';

/** Approves the gate that the button was drawn for, and no later one. */
export const approve: ButtonCommand = (value) => ({
  name: 'approve',
  service: value.service,
  rollout: value.rollout,
  gate: { step: value.step, openedAt: value.openedAt },
});
