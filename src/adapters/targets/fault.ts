import { TargetChanged, TargetFault } from '../../ports/target.ts';
import { createFaults } from '../shared/fault.ts';

/** Errors of APIs as faults of targets. */
export const { toFault, faulting } = createFaults({
  changed: TargetChanged,
  fault: TargetFault,
  failed: 'did not do it for',
});
