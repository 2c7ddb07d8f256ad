import type { ButtonCommand } from './on-click.ts';

/** Rejects the gate that waits. */
export const reject: ButtonCommand = (value) => ({
  name: 'reject',
  service: value.service,
  rollout: value.rollout,
  text: '',
});
