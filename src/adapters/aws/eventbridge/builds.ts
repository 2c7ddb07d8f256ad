import type { Builds } from '../../../ports/builds.ts';
import { type PutEntries, putEvent } from './put-event.ts';

/** The detail type that pipelines match, together with the source `serin` (docs/guides/components.md). */
const DETAIL_TYPE = 'Build Requested';

/** Requests for builds, as events on Serin's bus. `request` throws BusRefused. */
export function createBuilds(bus: { readonly put: PutEntries; readonly busName: string }): Builds {
  return { request: (build) => putEvent(bus, DETAIL_TYPE, JSON.stringify(build)) };
}
