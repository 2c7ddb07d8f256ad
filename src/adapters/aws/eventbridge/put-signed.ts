import { createJsonCalls } from '../json-calls.ts';
import type { PutEntries } from './put-event.ts';

/** Puts entries on buses by a signed request, without the SDK. @param parts as json-calls.ts takes them */
export function putEntriesSigned(parts: Parameters<typeof createJsonCalls>[1]): PutEntries {
  const call = createJsonCalls({ name: 'events', api: 'AWSEvents', variable: 'EVENTBRIDGE' }, parts);
  return async (Entries) => (await call('PutEvents', { Entries })) as Awaited<ReturnType<PutEntries>>;
}
