import type { Service } from '../../domain/service.ts';
import type { Complaint } from '../read/complaint.ts';
import { limits } from '../read/limits.ts';
import { storedBytes } from '../read/stored-service.ts';

/** Returns a complaint when a service does not fit its parameter. The path begins at the services. */
export function sizeComplaints(service: Service): readonly Complaint[] {
  const bytes = storedBytes(service);
  if (bytes <= limits.parameterBytes) return [];
  return [
    {
      path: [service.name],
      message: `${service.name} takes ${bytes} bytes as it is stored; a standard SSM parameter holds ${limits.parameterBytes}.`,
      remedy: 'Put a composite alarm in the place of many alarms, or a user group in the place of many approvers.',
    },
  ];
}
