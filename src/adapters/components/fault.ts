import { ComponentChanged, ComponentFault } from '../../ports/component.ts';
import { createFaults } from '../shared/fault.ts';

/** Errors of APIs as faults of components. */
export const { faulting } = createFaults({
  changed: ComponentChanged,
  fault: ComponentFault,
  failed: 'did not answer for',
});
