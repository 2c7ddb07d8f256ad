import type { Finding } from '../../domain/finding.ts';
import { freezeText } from '../../domain/restrictions/freeze-in-force.ts';
import type { Draft } from '../../domain/rollout/signal.ts';
import { freezeRemedy } from './freeze-gate.ts';

/** Blocks a start while the service is frozen. */
export function freezeFindings({ freeze, service: { name } }: Draft): readonly Finding[] {
  if (freeze === undefined) return [];
  const message = `${name} is ${freezeText(freeze)}.`;
  return [{ severity: 'blocks', code: 'frozen', about: null, message, remedy: freezeRemedy(name, freeze) }];
}
